import { hash } from 'node:crypto'
import type { Brand } from './brand.ts'
import type { Tenant, TenantId } from './tenant.ts'

/** One end user of one tenant: (tenant, issuer, subject). Also the user's external id at Meld. */
export type UserId = Brand<'UserId'>

/**
 * The user's id, computed, so that no look-up is needed: the same three texts always give the same id, and a subject
 * that two issuers or tenants share gives two users. Lengths are hashed with the texts, so that no two triples collide.
 */
export function userIdOf(tenant: TenantId, issuer: string, subject: string): UserId {
  const parts = [tenant, issuer, subject].map((part) => `${Buffer.byteLength(part)}:${part}`)
  return `usr_${hash('sha256', parts.join(''), 'base64url').slice(0, 27)}` as UserId
}

/** Reads a stored user id; undefined when the text has another form. */
export function parseUserId(text: string): UserId | undefined {
  return /^usr_[A-Za-z0-9_-]{27}$/.test(text) ? (text as UserId) : undefined
}

declare const verified: unique symbol

/** Who is calling, proved by a verified token, or by a ticket that was got with one. Only `operations/identity.ts` makes one. */
export interface Principal {
  readonly [verified]: true
  readonly tenant: Tenant
  readonly user: UserId
  readonly issuer: string
  readonly subject: string
  /** The claims that the tenant's KYC policy names, as texts, and no others; for `operations/kyc.ts` alone. */
  readonly claims: Readonly<Record<string, string>>
}
