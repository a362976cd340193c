import { hash, randomBytes } from 'node:crypto'
import type { PartnerScope, TenantKeyId } from './partner.ts'
import type { TenantId } from './tenant.ts'

/** What is known of a tenant key; the key itself is known to its holder alone. */
export interface TenantKey {
  readonly id: TenantKeyId
  readonly tenant: TenantId
  /** For people. */
  readonly name: string
  readonly scopes: readonly PartnerScope[]
  readonly createdAt: number
  /** The name of the operator who made it. */
  readonly createdBy: string
  readonly expiresAt: number
  /** To the minute; null: never. */
  readonly lastUsedAt: number | null
  readonly revokedAt: number | null
}

/** Why a key does not count any more, or that it does. */
export type TenantKeyState = 'in_force' | 'expired' | 'revoked'

/** A key ends after so many days at the latest. */
export const tenantKeyDaysMax = 365
/** A key ends after so many days unless asked otherwise. */
export const tenantKeyDaysDefault = 90
/** A portal link can be opened for so long, once. */
export const portalLinkMs = 15 * 60_000
/** A browser that a portal link signed in stays so for this long. */
export const portalSignInMs = 3_600_000
/** Longest name of a key, in characters. */
export const tenantKeyNameLengthMax = 80

const secretBytes = 32
const keyPattern = /^rwk_[0-9a-f]{64}$/
const idPattern = /^tky_[0-9a-f]{32}$/

/** How a key stands at that time. */
export function tenantKeyState(
  { expiresAt, revokedAt }: Pick<TenantKey, 'expiresAt' | 'revokedAt'>,
  now: number,
): TenantKeyState {
  if (revokedAt !== null) return 'revoked'
  return now < expiresAt ? 'in_force' : 'expired'
}

/** A new key, `rwk_` and 64 hexadecimal digits: 256 bits from the system's random numbers. */
export function makeTenantKey(): string {
  return `rwk_${makePortalSecret()}`
}

/** What a portal link's code or a cookie of the portal holds: 64 hexadecimal digits, as random as a key. */
export function makePortalSecret(): string {
  return randomBytes(secretBytes).toString('hex')
}

/** A new id. */
export function makeTenantKeyId(): TenantKeyId {
  return `tky_${randomBytes(16).toString('hex')}` as TenantKeyId
}

/** A new id of a portal link, `ptl_` and 32 hexadecimal digits. */
export function makePortalLinkId(): string {
  return `ptl_${randomBytes(16).toString('hex')}`
}

/** True of a text of the form of a key. */
export function isTenantKey(text: string): boolean {
  return keyPattern.test(text)
}

/** The id that a text is; undefined for any other text. */
export function parseTenantKeyId(text: string): TenantKeyId | undefined {
  return idPattern.test(text) ? (text as TenantKeyId) : undefined
}

/** What is kept of a key, a code or a cookie: SHA-256. They are random, so that no salt is needed. */
export function hashPartnerSecret(secret: string): Buffer {
  return hash('sha256', secret, 'buffer')
}

/** The name that a text is, without white space around it; undefined for one that cannot name a key. */
export function readTenantKeyName(text: string): string | undefined {
  const name = text.trim()
  return name === '' || name.length > tenantKeyNameLengthMax || /\p{Cc}/u.test(name) ? undefined : name
}
