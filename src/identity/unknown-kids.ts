import { LRUCache } from 'lru-cache'

/** Remembers which key ids were not found, so that one of them does not cause fetch after fetch. */
export interface UnknownKids {
  /** True when the id was missed so recently that it is not worth a fetch. */
  readonly isRecent: (issuer: string, kid: string, nowMs: number) => boolean
  readonly note: (issuer: string, kid: string, nowMs: number) => void
  readonly size: () => number
}

/** At most this many for all issuers together: the ids come from strangers, and each takes about 300 bytes. */
export const unknownKidsMax = 4_096

/** An id may be used moments before it is published, so the first miss is short … */
const firstMissMs = 3_000
/** … and an id long withdrawn is looked for ever more rarely. */
const longestMissMs = 300_000

/** Remembers none at first. */
export function createUnknownKids(): UnknownKids {
  const misses = new LRUCache<string, { readonly at: number; readonly forMs: number }>({ max: unknownKidsMax })
  const keyOf = (issuer: string, kid: string) => `${issuer}\0${kid}`
  return {
    isRecent: (issuer, kid, nowMs) => {
      const miss = misses.get(keyOf(issuer, kid))
      return miss !== undefined && nowMs >= miss.at && nowMs < miss.at + miss.forMs
    },
    note: (issuer, kid, nowMs) => {
      const earlier = misses.peek(keyOf(issuer, kid))
      const forMs = earlier === undefined ? firstMissMs : Math.min(longestMissMs, earlier.forMs * 2)
      misses.set(keyOf(issuer, kid), { at: nowMs, forMs })
    },
    size: () => misses.size,
  }
}
