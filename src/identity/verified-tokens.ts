import { hash } from 'node:crypto'
import { LRUCache } from 'lru-cache'
import type { Tenant, TokenIssuer } from '../domain/tenant.ts'
import type { Verification } from './verification.ts'

/** A token that passed: the answer to repeat, and what it depends on. */
export interface VerifiedToken {
  readonly verification: Extract<Verification, { kind: 'verified' }>
  readonly tenant: Tenant
  readonly configured: TokenIssuer
  readonly generation: number
}

/** A cache of verified tokens. */
export interface VerifiedTokens {
  /** The cached answer, if nothing it depends on has changed. */
  readonly find: (tenant: Tenant, token: string, nowMs: number) => VerifiedToken['verification'] | undefined
  readonly keep: (token: string, verified: VerifiedToken, nowMs: number) => void
  readonly size: () => number
  readonly clear: () => void
}

/** A token is checked afresh after this long, so that a withdrawn key or a changed clock is noticed soon. */
export const trustMsMax = 60_000

/** Users active within one minute; about 400 bytes each, hence 20 MB when full. */
export const verifiedTokensMax = 50_000

interface Entry extends VerifiedToken {
  readonly from: number
  readonly until: number
}

/**
 * Makes an empty cache. An entry serves only the very tenant object it was made for (a reload makes new ones), while
 * `generationOf` still gives the generation of the key that signed, from when it was made until 60 s later or `exp`.
 * The token's text is never held, only its hash.
 */
export function createVerifiedTokens(
  generationOf: (issuer: TokenIssuer) => number,
  entriesMax = verifiedTokensMax,
): VerifiedTokens {
  const entries = new LRUCache<string, Entry>({ max: entriesMax })
  return {
    find: (tenant, token, nowMs) => {
      const key = hashOf(tenant, token)
      const entry = entries.get(key)
      if (entry === undefined) return undefined
      const valid =
        entry.tenant === tenant &&
        nowMs >= entry.from &&
        nowMs < entry.until &&
        generationOf(entry.configured) === entry.generation
      if (valid) return entry.verification
      entries.delete(key)
      return undefined
    },
    keep: (token, verified, nowMs) => {
      const until = Math.min(verified.verification.expiresAt, nowMs + trustMsMax)
      if (until <= nowMs) return
      const { verification, tenant, configured, generation } = verified
      entries.set(hashOf(tenant, token), { verification, tenant, configured, generation, from: nowMs, until })
    },
    size: () => entries.size,
    clear: () => entries.clear(),
  }
}

// A tenant id holds no NUL, so no two pairs give one text.
function hashOf(tenant: Tenant, token: string): string {
  return hash('sha256', `${tenant.id}\0${token}`, 'base64url')
}
