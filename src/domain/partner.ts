import type { Brand } from './brand.ts'
import type { Tenant } from './tenant.ts'

/** `tky_` and 32 hexadecimal digits: names a tenant key. */
export type TenantKeyId = Brand<'TenantKeyId'>

/**
 * What a partner's server may do for its tenant.
 *
 * - `read`: sessions, transactions, events and deliveries of the whole tenant, and its stream.
 * - `webhooks`: change webhook endpoints, and replay. Neither opens a session for a user.
 */
export const partnerScopes = ['read', 'webhooks'] as const

/** One of `partnerScopes`. */
export type PartnerScope = (typeof partnerScopes)[number]

/** A partner who is proved by a tenant key, or by a cookie of the portal. */
export interface Partner {
  readonly tenant: Tenant
  /** Null in the portal. */
  readonly key: TenantKeyId | null
  /** For people: the key's name, or the portal. */
  readonly name: string
  readonly scopes: readonly PartnerScope[]
  readonly via: 'key' | 'portal'
  /** When what proves the partner ends: the key, or the cookie. */
  readonly expiresAt: number
  /** The caller's address; null when it is not known. */
  readonly from: string | null
}

/** True for the name of a scope. */
export function isPartnerScope(text: string): text is PartnerScope {
  return partnerScopes.some((scope) => scope === text)
}
