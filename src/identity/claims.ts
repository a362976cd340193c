import type { JsonObject } from './json.ts'
import type { TokenFault } from './verification.ts'

/** Clocks of two machines may differ by this much, in every comparison alike. Both SDKs of Privy allow nothing. */
export const clockToleranceMs = 15_000

/** Longest subject kept. Privy's DIDs have 35 characters and Dynamic's ids 36. */
export const subjectLengthMax = 256

/** The claims that the gateway uses, copied from a token whose signature is valid. */
export interface TrustedClaims {
  readonly subject: string
  /** Epoch milliseconds. */
  readonly expiresAt: number
}

/** Either the claims, or why they are refused. */
export type ClaimCheck =
  | { readonly kind: 'claims'; readonly claims: TrustedClaims }
  | { readonly kind: 'rejected'; readonly reason: TokenFault }

// The last second of the year 9999: a greater NumericDate is either a mistake or an attempt at one.
const numericDateMax = 253_402_300_799

// Printable ASCII without the space: nothing that a log, a header or a database could read as more than one word.
const subjectPattern = /^[\x21-\x7e]+$/

/**
 * Checks what the tokens of all kinds of issuers have in common: `exp` and `iat` are there and are dates in this order,
 * the token is neither expired nor from the future, its whole life is at most `lifetimeMsMax` (which bounds its age as
 * well), and `sub` is a usable id.
 */
export function checkCommonClaims(claims: JsonObject, nowMs: number, lifetimeMsMax: number): ClaimCheck {
  if ([claims.exp, claims.iat, claims.nbf].some(isInMilliseconds)) return refuse('time_in_milliseconds')
  const expiresAt = readDateMs(claims.exp)
  const issuedAt = readDateMs(claims.iat)
  if (expiresAt === undefined || issuedAt === undefined) return refuse('time_missing')
  // Checked before the expiry: a caller that reads "expired" fetches another token, which would be no better.
  if (expiresAt <= issuedAt) return refuse('expires_before_issued')
  if (nowMs >= expiresAt + clockToleranceMs) return refuse('expired')
  if (issuedAt > nowMs + clockToleranceMs) return refuse('issued_in_future')
  if (Object.hasOwn(claims, 'nbf')) {
    const notBefore = readDateMs(claims.nbf)
    if (notBefore === undefined) return refuse('time_missing')
    if (notBefore > nowMs + clockToleranceMs) return refuse('not_yet_valid')
  }
  if (expiresAt - issuedAt > lifetimeMsMax) return refuse('lifetime_too_long')
  const subject = claims.sub
  if (typeof subject !== 'string' || !isSubject(subject)) return refuse('subject_invalid')
  return { kind: 'claims', claims: { subject, expiresAt } }
}

/** Tells whether a text can be a subject: 1 to 256 printable ASCII characters, no spaces. */
export function isSubject(text: string): boolean {
  return text.length <= subjectLengthMax && subjectPattern.test(text)
}

/** Longest value of a named claim that is read, in characters. */
export const namedClaimLengthMax = 4_096

/**
 * The named claims of a token as texts: texts as they are, numbers and booleans written out. Claims of other shapes, and
 * texts beyond `namedClaimLengthMax`, count as absent. Names are exact and stand at the top level.
 */
export function readNamedClaims(claims: JsonObject, names: readonly string[]): Readonly<Record<string, string>> {
  const found = new Map<string, string>()
  for (const name of names) {
    const value = Object.hasOwn(claims, name) ? claims[name] : undefined
    if (typeof value === 'number' || typeof value === 'boolean') found.set(name, String(value))
    if (typeof value === 'string' && value !== '' && value.length <= namedClaimLengthMax) found.set(name, value)
  }
  return Object.freeze(Object.fromEntries(found))
}

/** The refusal of a claim. */
export function refuse(reason: TokenFault): ClaimCheck {
  return { kind: 'rejected', reason }
}

/** Every date since 1978 that was written in milliseconds lies beyond the year 9999 when it is read as seconds. */
function isInMilliseconds(value: unknown): boolean {
  return typeof value === 'number' && value > numericDateMax && value <= numericDateMax * 1_000
}

function readDateMs(value: unknown): number | undefined {
  if (typeof value !== 'number' || !(value >= 0 && value <= numericDateMax)) return undefined
  return Math.floor(value * 1_000)
}
