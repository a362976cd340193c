import { LRUCache } from 'lru-cache'
import type { Session } from '../../domain/session.ts'
import type { Principal } from '../../domain/user.ts'
import { refreshSession } from '../../store/session-lookup.ts'
import type { Deps } from '../deps.ts'

/** The session that a replay of a key is answered with, as this process last saw it. */
export interface CachedReplay {
  readonly session: Session
  /** Of the request that opened the session. */
  readonly fingerprint: string
}

/** Keys cached. Retries come soon, most of them to the process that answered first; at about 3 KB each, 6 MB when full. */
export const replayCacheMax = 2_000

/** An empty cache. */
export function createReplayCache(): Deps['replayCache'] {
  return new LRUCache({ max: replayCacheMax })
}

/** Caches the session of a key: once a key has one, it keeps it until it expires. */
export function cacheReplay(deps: Deps, principal: Principal, key: string, replay: CachedReplay): void {
  deps.replayCache.set(nameOf(principal, key), replay)
}

/**
 * The session of a key that this process answered lately, with its present status; undefined when the store has to be
 * asked. It spares a retry the claim; correctness never depends on it. Throws `RowError`.
 */
export async function findCachedReplay(
  deps: Deps,
  principal: Principal,
  key: string,
): Promise<CachedReplay | undefined> {
  const name = nameOf(principal, key)
  const cached = deps.replayCache.get(name)
  if (cached === undefined) return undefined
  const alive = deps.clock() < cached.session.expiresAt
  const session = alive ? await refreshSession(deps.database, principal.tenant.id, cached.session) : undefined
  if (session !== undefined) return { ...cached, session }
  deps.replayCache.delete(name)
  return undefined
}

// Neither a tenant's id nor a user's has a line break in it.
function nameOf({ tenant, user }: Principal, key: string): string {
  return `${tenant.id}\n${user}\n${key}`
}
