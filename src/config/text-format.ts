import { parseColour } from '../domain/colour.ts'
import { isCountry } from '../domain/country.ts'
import { parseTenantId, tenantIdLengthMax } from '../domain/tenant.ts'
import { isSignatureAlgorithm, signatureAlgorithms } from '../identity/signature-algorithm.ts'
import {
  type Explain,
  explainDatabaseUrl,
  explainHost,
  explainOrigin,
  explainProxy,
  explainReturnLink,
  explainSecureAddress,
  explainSupportAddress,
} from './address-format.ts'
import { explainLogo } from './logo.ts'

/** Far above any key or webhook secret seen, far below what a header can carry. */
const secretLengthMax = 1024
/** Names may be addresses, as namespaced claims are; no space at either end, which nobody would see. */
const claimTextPattern = /^[\x21-\x7e](?:[\x20-\x7e]{0,126}[\x21-\x7e])?$/

/** Plenty for a name that stands beside a logo. */
const brandNameLengthMax = 60
/**
 * Control characters, line ends, half of a pair, what has no width, and what turns the direction of the text that follows.
 * Joiners stay: emoji and several scripts need them.
 */
const unseenCharacter =
  /[\p{Cc}\p{Cs}\p{Zl}\p{Zp}\u00ad\u200b\u2060\ufeff\u200e\u200f\u061c\u202a-\u202e\u2066-\u2069]/u

/** The formats that a text in the file can be required to have, by the name the schema gives them. */
export const textFormats = {
  'tenant-id': (text) =>
    parseTenantId(text) === undefined
      ? `must be "<org-id>:<env-id>", such as org-acme:env-live: letters, digits, "_", "." and "-", one colon, at most ${tenantIdLengthMax} characters`
      : undefined,
  'account-id': matching(
    /^[A-Za-z0-9_-]{1,64}$/,
    'must be the id alone: 1 to 64 letters, digits, "_" and "-", as the dashboard shows it',
  ),
  secret: (text) => {
    if (text.length > secretLengthMax) return `must have at most ${secretLengthMax} characters`
    if (text.trim() !== text)
      return 'begins or ends with a space or line break: remove it (check how the variable is filled)'
    return /^[\x21-\x7e]+$/.test(text)
      ? undefined
      : 'must be printable ASCII without spaces, exactly as the dashboard shows it'
  },
  'token-issuer': matching(
    /^[\x21-\x7e]{1,256}$/,
    'must be the exact "iss" text of the tokens: 1 to 256 characters, no spaces',
  ),
  'signature-algorithm': (text) => {
    if (isSignatureAlgorithm(text)) return undefined
    if (/^hs\d+$/i.test(text)) {
      return 'must be asymmetric: HS256 and its like are checked with the very secret that signs, so that whoever checks a token can make one; let the provider sign with a key pair (at Supabase: JWT signing keys)'
    }
    const meant = signatureAlgorithms.find((each) => each.toLowerCase() === text.toLowerCase())
    return meant === undefined ? `must be one of ${signatureAlgorithms.join(', ')}` : `must be written ${meant}`
  },
  'claim-name': matching(
    claimTextPattern,
    'must be the exact name of a claim at the top level of the token: 1 to 128 printable characters, such as kyc_status',
  ),
  'claim-value': matching(
    claimTextPattern,
    'must be the exact value as the token holds it: 1 to 128 printable characters, such as approved',
  ),
  country: (text) =>
    isCountry(text)
      ? undefined
      : `must be one of the 43 supported country codes in capital letters${/^[a-z]{2}$/.test(text) && isCountry(text.toUpperCase()) ? ': write it in capitals' : ', such as US or DE'}`,
  'brand-name': (text) => {
    if (text.trim() !== text || text === '') return 'must not be empty, nor begin or end with a space'
    if ([...text].length > brandNameLengthMax) return `must have at most ${brandNameLengthMax} characters`
    return unseenCharacter.test(text) ? 'holds a line break, or a character that nobody sees: remove it' : undefined
  },
  logo: explainLogo,
  color: (text) =>
    parseColour(text) === undefined
      ? 'must be six hexadecimal digits after a "#", in quotes, such as "#1f4fd6"'
      : undefined,
  'support-address': explainSupportAddress,
  'secure-address': explainSecureAddress,
  origin: explainOrigin,
  'return-link': explainReturnLink,
  proxy: explainProxy,
  host: explainHost,
  'database-url': explainDatabaseUrl,
} as const satisfies Record<string, Explain>

function matching(pattern: RegExp, words: string): Explain {
  return (text) => (pattern.test(text) ? undefined : words)
}

/** The name of a text format. */
export type TextFormat = keyof typeof textFormats

/** What explains a fault of a format, by its name; undefined for a name that is none of ours. */
export function findTextFormat(name: unknown): Explain | undefined {
  return Object.entries(textFormats).find(([format]) => format === name)?.[1]
}
