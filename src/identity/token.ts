import { compactVerify, errors } from 'jose'
import type { Clock } from '../domain/clock.ts'
import { claimsRead } from '../domain/kyc.ts'
import type { Tenant, TokenIssuer } from '../domain/tenant.ts'
import { userIdOf } from '../domain/user.ts'
import { readNamedClaims } from './claims.ts'
import { readUnverified } from './format.ts'
import { type JsonObject, parseJsonBytes } from './json.ts'
import type { KeyStore } from './keys.ts'
import { algorithmsOf, checkClaims, issuerName, isTypeOf, whyNotOf } from './kinds/registry.ts'
import type { PublicKey } from './public-key.ts'
import type { SignatureAlgorithm } from './signature-algorithm.ts'
import type { TokenFault, Verification } from './verification.ts'

/** A verification, and, for a token that passed, what it depends on. */
export type TokenCheck =
  | Exclude<Verification, { kind: 'verified' }>
  | {
      readonly kind: 'verified'
      readonly verification: Extract<Verification, { kind: 'verified' }>
      readonly configured: TokenIssuer
      readonly generation: number
    }

/** What a check needs. */
export interface TokenCheckDeps {
  readonly keys: Pick<KeyStore, 'find'>
  readonly now: Clock
}

/**
 * Checks one token against one tenant's issuers, refusing all that docs/identity.md lists. The claims read before
 * the signature is checked choose among this tenant's issuers by exact match and nothing more; what is returned comes
 * from the signed bytes. Never throws on any token.
 */
export async function verifyToken(deps: TokenCheckDeps, tenant: Tenant, token: string): Promise<TokenCheck> {
  const format = readUnverified(token)
  if (format.kind === 'rejected') return format
  const { algorithm, type, kid, claims } = format.token
  const issuer = chooseIssuer(tenant.issuers, claims)
  if (typeof issuer === 'string') return rejected(issuer)
  const allowed = algorithmsOf(issuer).find((each) => each === algorithm)
  if (allowed === undefined) return rejected('algorithm_not_allowed')
  if (!isTypeOf(issuer, type)) return rejected('type_not_allowed')

  const lookup = await deps.keys.find(issuer, kid)
  if (lookup.kind === 'no_keys') return lookup
  if (lookup.kind !== 'found') return rejected(lookup.kind)
  const keys = lookup.keys.filter(({ algorithms }) => algorithms.includes(allowed))
  // The header may not choose what a key is used for: an ES256 key checks ES256, and one for PS256 no RS256.
  if (keys.length === 0) return rejected('algorithm_not_allowed')
  const signed = await readSigned(token, keys, allowed)
  if (signed === undefined) return rejected('signature_wrong')

  const check = checkClaims(issuer, signed, deps.now())
  if (check.kind === 'rejected') return check
  const { subject, expiresAt } = check.claims
  const name = issuerName(issuer)
  const verification = Object.freeze({
    kind: 'verified',
    issuer: name,
    subject,
    user: userIdOf(tenant.id, name, subject),
    expiresAt,
    claims: readNamedClaims(signed, claimsRead(tenant.kyc)),
  } as const)
  return { kind: 'verified', verification, configured: issuer, generation: lookup.generation }
}

/** Exact matches only, so that `evil-privy.io` or an `iss` array never comes near a key. */
function chooseIssuer(issuers: readonly TokenIssuer[], claims: JsonObject): TokenIssuer | TokenFault {
  if (typeof claims.iss !== 'string') return 'issuer_missing'
  let nearest: TokenFault = 'issuer_unknown'
  for (const issuer of issuers) {
    const fault = whyNotOf(issuer, claims)
    if (fault === undefined) return issuer
    if (fault !== 'issuer_unknown') nearest = fault
  }
  return nearest
}

/** The claims of a token that one of the keys signed. More than one key is given only for pinned keys without ids. */
async function readSigned(token: string, keys: readonly PublicKey[], algorithm: SignatureAlgorithm) {
  for (const { key } of keys) {
    try {
      const { payload } = await compactVerify(token, key, { algorithms: [algorithm] })
      return parseJsonBytes(payload)
    } catch (error) {
      if (!(error instanceof errors.JOSEError)) throw error
    }
  }
  return undefined
}

function rejected(reason: TokenFault): TokenCheck {
  return { kind: 'rejected', reason }
}
