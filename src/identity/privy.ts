import type { TokenIssuer } from '../domain/tenant.ts'
import { type ClaimCheck, checkCommonClaims, refuse } from './claims.ts'
import { isJwtType } from './format.ts'
import type { JsonObject } from './json.ts'

/** `iss` of every Privy token, whoever the customer is; what binds a token to a tenant is `aud`. */
export const privyIssuer = 'privy.io'

/** How every Privy subject begins. */
export const privySubjectPrefix = 'did:privy:'

/** Privy's default is one hour and the dashboard can raise it; a day and an hour of slack, for nobody needs more. */
export const privyLifetimeMsMax = 25 * 3_600_000

/** Tells whether `typ` is that of a Privy access token. */
export function isPrivyType(type: unknown): boolean {
  return isJwtType(type)
}

/** Tells whether a subject is one of Privy's. */
export function isPrivySubject(subject: string): boolean {
  return subject.startsWith(privySubjectPrefix) && subject.length > privySubjectPrefix.length
}

/**
 * Checks the claims of a Privy *access* token. Identity tokens are refused, although algorithm, issuer, audience and
 * keys are the same: they carry `linked_accounts`, and access tokens carry `sid` (RFC 8725 §3.12, exclusive rules).
 */
export function checkPrivyClaims(
  claims: JsonObject,
  issuer: Extract<TokenIssuer, { kind: 'privy' }>,
  nowMs: number,
): ClaimCheck {
  if (claims.iss !== privyIssuer) return refuse('issuer_unknown')
  if (claims.aud !== issuer.appId) return refuse('audience_wrong')
  const check = checkCommonClaims(claims, nowMs, privyLifetimeMsMax)
  if (check.kind === 'rejected') return check
  if (!isPrivySubject(check.claims.subject)) return refuse('subject_invalid')
  if (Object.hasOwn(claims, 'linked_accounts')) return refuse('identity_token')
  const session = claims.sid
  if (typeof session !== 'string' || session === '') return refuse('session_missing')
  return check
}
