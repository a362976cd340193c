import type { Clock } from '../domain/clock.ts'
import type { Tenant, TenantId } from '../domain/tenant.ts'
import type { Send } from '../outbound/request.ts'
import { tokenLengthMax } from './format.ts'
import { createKeyStore, type KeyFetchEvent, type KeyStatus } from './keys.ts'
import { verifyToken } from './token.ts'
import type { TokenFault, Verification } from './verification.ts'
import { createVerifiedTokens } from './verified-tokens.ts'

/** One checked token, or one key fetch; for metrics and logs. Holds nothing of the token itself. */
export type VerifierEvent =
  | { readonly kind: 'token_checked'; readonly tenant: TenantId; readonly outcome: 'cached' | 'verified' | 'no_keys' }
  | {
      readonly kind: 'token_checked'
      readonly tenant: TenantId
      readonly outcome: 'rejected'
      readonly reason: TokenFault
    }
  | KeyFetchEvent

/** What the verifier needs. `random` gives numbers from 0 up to 1, for the jitter of back-offs. */
export interface VerifierDeps {
  readonly send: Send
  readonly now: Clock
  readonly random?: () => number
  readonly observe?: (event: VerifierEvent) => void
}

/** Says who a token identifies. */
export interface Verifier {
  /**
   * Verifies a token for a tenant. A token seen within the last minute costs one hash; any other, a signature check
   * and at worst one wait of 4 s for the issuer's keys. Never rejects on account of the token or the network.
   */
  readonly verify: (tenant: Tenant, token: string) => Verification | Promise<Verification>
  /** How the keys of every issuer met so far stand. */
  readonly keySets: () => readonly KeyStatus[]
  /** Forgets all keys and tokens. There are no timers to stop. */
  readonly close: () => void
}

/** Makes the verifier that every authenticated request passes. */
export function createVerifier(deps: VerifierDeps): Verifier {
  const { now, observe = () => {} } = deps
  const keys = createKeyStore(deps)
  const verifiedTokens = createVerifiedTokens(keys.generationOf)

  async function check(tenant: Tenant, token: string): Promise<Verification> {
    const result = await verifyToken({ keys, now }, tenant, token)
    if (result.kind === 'rejected') {
      observe({ kind: 'token_checked', tenant: tenant.id, outcome: 'rejected', reason: result.reason })
      return result
    }
    observe({ kind: 'token_checked', tenant: tenant.id, outcome: result.kind })
    if (result.kind === 'no_keys') return result
    const { verification, configured, generation } = result
    verifiedTokens.keep(token, { verification, tenant, configured, generation }, now())
    return verification
  }

  return {
    verify: (tenant, token) => {
      // Hashing an overlong text would be wasted work; the check refuses it at once.
      const known = token.length > tokenLengthMax ? undefined : verifiedTokens.find(tenant, token, now())
      if (known === undefined) return check(tenant, token)
      observe({ kind: 'token_checked', tenant: tenant.id, outcome: 'cached' })
      return known
    },
    keySets: keys.list,
    close: () => {
      keys.close()
      verifiedTokens.clear()
    },
  }
}
