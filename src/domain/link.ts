import { createHmac, timingSafeEqual } from 'node:crypto'
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
const macBytes = 16
const tokenPattern = /^[A-Za-z0-9_-]{51}$/

/**
 * The token of a session's link: tenant tag, session id and a 128-bit MAC, in base64url. Nothing secret is stored with
 * the session, and a forged token is refused without a look-up.
 */
export function makeLinkToken(secret: Buffer, purpose: LinkPurpose, tenant: TenantId, session: SessionId): string {
  const body = Buffer.concat([tenantTag(tenant), Buffer.from(session.slice('ses_'.length), 'hex')])
  return Buffer.concat([body, macOf(secret, purpose, body)]).toString('base64url')
}

/** The tenant tag and session that a token of this purpose names; undefined when it was not made by `makeLinkToken`. */
export function readLinkToken(
  secret: Buffer,
  purpose: LinkPurpose,
  token: string,
): { readonly tag: Buffer; readonly session: SessionId } | undefined {
  if (!tokenPattern.test(token)) return undefined
  const bytes = Buffer.from(token, 'base64url')
  const body = bytes.subarray(0, tagBytes + idBytes)
  if (!timingSafeEqual(bytes.subarray(tagBytes + idBytes), macOf(secret, purpose, body))) return undefined
  const session = parseSessionId(`ses_${body.subarray(tagBytes).toString('hex')}`)
  return session === undefined ? undefined : { tag: body.subarray(0, tagBytes), session }
}

function macOf(secret: Buffer, purpose: LinkPurpose, body: Buffer): Buffer {
  return createHmac('sha256', secret).update(`rampway/link/${purpose}\0`).update(body).digest().subarray(0, macBytes)
}
