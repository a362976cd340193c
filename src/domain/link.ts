import { createHmac, type KeyObject, timingSafeEqual } from 'node:crypto'
import { parseSessionId, type SessionId } from './session.ts'
import { type TenantId, tenantTag } from './tenant.ts'

/** What a link lets its bearer do: open the widget, or come back from it. One never serves as the other. */
export type LinkPurpose = 'open' | 'return'

/**
 * Why a link leads to no widget. Three pass: `unavailable`, the provider cannot be reached; `out_of_service`, the
 * gateway itself cannot serve; `broken`, it failed. The others are for good.
 */
export type LinkFault =
  | 'foreign'
  | 'spent'
  | 'completed'
  | 'failed'
  | 'cancelled'
  | 'expired'
  | 'worn_out'
  | 'refused'
  | 'unknown'
  | 'unavailable'
  | 'out_of_service'
  | 'broken'

/** Bytes of the deployment's link secret. */
export const linkSecretBytes = 32

const tagBytes = 6
const idBytes = 16
const bodyBytes = tagBytes + idBytes
const macBytes = 16
const tokenPattern = /^[A-Za-z0-9_-]{51}$/

/**
 * The token of a session's link: tenant tag, session id and a 128-bit MAC, in base64url. Nothing secret is stored with
 * the session, and a forged token is refused without a look-up.
 */
export function makeLinkToken(secret: KeyObject, purpose: LinkPurpose, tenant: TenantId, session: SessionId): string {
  const token = Buffer.allocUnsafe(bodyBytes + macBytes)
  tenantTag(tenant).copy(token)
  const written = token.write(session.slice('ses_'.length), tagBytes, idBytes, 'hex')
  if (written !== idBytes) throw new TypeError('a session id of another form')
  token.write(macOf(secret, purpose, token.subarray(0, bodyBytes)), bodyBytes, macBytes, 'latin1')
  return token.toString('base64url')
}

/** The tenant tag and session that a token of this purpose names; undefined when it was not made by `makeLinkToken`. */
export function readLinkToken(
  secret: KeyObject,
  purpose: LinkPurpose,
  token: string,
): { readonly tag: Buffer; readonly session: SessionId } | undefined {
  if (!tokenPattern.test(token)) return undefined
  const bytes = Buffer.from(token, 'base64url')
  const body = bytes.subarray(0, bodyBytes)
  const due = Buffer.from(macOf(secret, purpose, body), 'latin1').subarray(0, macBytes)
  if (!timingSafeEqual(bytes.subarray(bodyBytes), due)) return undefined
  const session = parseSessionId(`ses_${body.subarray(tagBytes).toString('hex')}`)
  return session === undefined ? undefined : { tag: body.subarray(0, tagBytes), session }
}

/** The whole HMAC, of which a token holds the first `macBytes`, as text of one character per byte: half the cost of a buffer. */
function macOf(secret: KeyObject, purpose: LinkPurpose, body: Buffer): string {
  return createHmac('sha256', secret).update(`rampway/link/${purpose}\0`).update(body).digest('binary')
}
