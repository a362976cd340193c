import { type JsonObject, parseJsonBytes } from './json.ts'
import type { TokenFault } from './verification.ts'

/**
 * Longest token read, in characters. Access tokens have 300 to 2,000. Dynamic's ID token has some 2,800 with one
 * embedded wallet and 790 more for each further one, so that 18 fit. What the edge takes in headers is more than this.
 */
export const tokenLengthMax = 16_384

/** Longest key id. Those seen are UUIDs and thumbprints of at most 64 characters. */
export const kidLengthMax = 128

/** A parsed token. Nothing in it is verified. */
export interface UnverifiedToken {
  readonly algorithm: unknown
  readonly type: unknown
  /** Undefined when the header names no key. */
  readonly kid: string | undefined
  /** Only for choosing among configured issuers. */
  readonly claims: JsonObject
}

/** The parsed token, or why it cannot be parsed. */
export type FormatCheck =
  | { readonly kind: 'well_formed'; readonly token: UnverifiedToken }
  | { readonly kind: 'rejected'; readonly reason: TokenFault }

// The signature may be empty here, so that an unsigned token is refused for its algorithm and counted as such. No other
// character passes, a newline and the comma of a header sent twice included.
const compactPattern = /^([A-Za-z0-9_-]+)\.([A-Za-z0-9_-]+)\.[A-Za-z0-9_-]*$/

/**
 * Checks length and characters (rfc8725bis "check format"), then reads header and claims. Refuses the header members
 * that change what is signed (`crit`, `b64`); those that offer a key (`jwk`, `jku`, `x5u`, `x5c`) are never read.
 */
export function readUnverified(token: string): FormatCheck {
  if (token.length > tokenLengthMax) return rejected(token.includes(',') ? 'sent_twice' : 'too_long')
  const match = compactPattern.exec(token)
  if (match?.[1] === undefined || match[2] === undefined) return rejected(mistakeIn(token))
  const header = parseJsonBytes(Buffer.from(match[1], 'base64url'))
  const claims = parseJsonBytes(Buffer.from(match[2], 'base64url'))
  if (header === undefined || claims === undefined) return rejected('malformed')
  if (Object.hasOwn(header, 'crit') || Object.hasOwn(header, 'b64')) return rejected('header_not_allowed')
  const kid = header.kid
  if (kid !== undefined && !isKid(kid)) return rejected('kid_malformed')
  return { kind: 'well_formed', token: { algorithm: header.alg, type: header.typ, kid, claims } }
}

/** What JavaScript writes for a token that is missing or was not awaited. */
const placeholders: ReadonlySet<string> = new Set(['undefined', 'null', 'false', 'true', 'NaN'])

/** Mistakes that apps make with a token that may itself be good, for a text that is not in compact form. */
function mistakeIn(text: string): TokenFault {
  if (text === '') return 'empty'
  const word = text.replace(/^bearer +/i, '')
  if (placeholders.has(word) || word.startsWith('[object ')) return 'placeholder'
  if (/^rwk_[0-9a-f]+$/.test(text)) return 'tenant_key'
  if (text.includes(',')) return 'sent_twice'
  if (/^(?:bearer|(?:jwt|token)[ :=])/i.test(text)) return 'scheme_inside'
  if (/^(?:["'`\\]|%22)|["'`]$/.test(text)) return 'quoted'
  return /\s|%20/.test(text) ? 'whitespace_inside' : 'malformed'
}

// Without the flag for Unicode no letter outside ASCII counts as one of these.
const jwtType = /^(?:application\/)?jwt$/i

/** Tells whether `typ` is that of a JWT: a media type, whose case and `application/` do not matter (RFC 7515 §4.1.9). */
export function isJwtType(type: unknown): boolean {
  return typeof type === 'string' && jwtType.test(type)
}

function isKid(value: unknown): value is string {
  return typeof value === 'string' && value !== '' && value.length <= kidLengthMax
}

function rejected(reason: TokenFault): FormatCheck {
  return { kind: 'rejected', reason }
}
