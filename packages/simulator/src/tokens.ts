import { createHmac, timingSafeEqual } from 'node:crypto'
import { isRecord } from './json.ts'

/** Life of the token in `widgetUrl` (seen in two independent samples). */
export const WIDGET_TOKEN_SECONDS = 1_800
/** Life of the link in `serviceProviderWidgetUrl`; some providers' own URLs last five minutes. */
export const PROVIDER_TOKEN_SECONDS = 300

const HEADER = encode({ alg: 'HS256', typ: 'JWT' })

/** What a widget token says. */
export interface TokenClaims {
  readonly sessionId: string
  readonly accountId: string
  readonly iatSeconds: number
  readonly expSeconds: number
}

/** A token as Meld makes them: HS256 with `iss`, `sub`, `iat`, `exp`, `accountId`, `sessionId`. */
export function signToken(key: Buffer, claims: TokenClaims): string {
  const { sessionId, accountId, iatSeconds, expSeconds } = claims
  const payload = { iss: 'meld.io', sub: 'crypto', iat: iatSeconds, exp: expSeconds, accountId, sessionId }
  const signed = `${HEADER}.${encode(payload)}`
  return `${signed}.${signature(key, signed).toString('base64url')}`
}

/** The claims of a token this simulator signed, expired or not; undefined for any other text. */
export function readToken(key: Buffer, token: string): TokenClaims | undefined {
  const [header, payload, mac, ...rest] = token.split('.')
  if (header !== HEADER || payload === undefined || mac === undefined || rest.length > 0) return undefined
  const expected = signature(key, `${header}.${payload}`)
  const given = Buffer.from(mac, 'base64url')
  if (given.length !== expected.length || !timingSafeEqual(given, expected)) return undefined
  const claims: unknown = JSON.parse(Buffer.from(payload, 'base64url').toString())
  if (!isRecord(claims)) return undefined
  const { sessionId, accountId, iat, exp } = claims
  if (typeof sessionId !== 'string' || typeof accountId !== 'string') return undefined
  return typeof iat === 'number' && typeof exp === 'number'
    ? { sessionId, accountId, iatSeconds: iat, expSeconds: exp }
    : undefined
}

function signature(key: Buffer, text: string): Buffer {
  return createHmac('sha256', key).update(text).digest()
}

function encode(value: unknown): string {
  return Buffer.from(JSON.stringify(value)).toString('base64url')
}
