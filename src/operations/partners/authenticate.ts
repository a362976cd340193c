import { GatewayError } from '../../domain/errors.ts'
import type { Partner } from '../../domain/partner.ts'
import type { Tenant, TenantId } from '../../domain/tenant.ts'
import { hashPartnerSecret, isTenantKey, type TenantKey, tenantKeyState } from '../../domain/tenant-key.ts'
import { findTenantKey } from '../../store/partner-secrets.ts'
import { recordTenantKeyUse } from '../../store/tenant-keys.ts'
import type { Deps } from '../deps.ts'
import { tenantLeftOut } from '../left-out.ts'

/** A key that was looked up is not looked up again for so long: another process's revocation takes effect within it. */
const seenKeyMs = 5_000
/** Last use is kept to the minute, so that reading costs no write. */
const lastUseGraceMs = 60_000

/**
 * The partner whose key this is. Throws `partner_unauthenticated` with words that say what is wrong with it, or
 * `overloaded` when its tenant is left out.
 */
export async function authenticateKey(deps: Deps, secret: string, from: string | null): Promise<Partner> {
  requireKeyForm(secret)
  const hash = hashPartnerSecret(secret)
  const key = await lookUp(deps, hash)
  if (key === undefined) throw unauthenticated('There is no such tenant key.', 'key_unknown')
  const state = tenantKeyState(key, deps.clock())
  if (state === 'revoked') throw unauthenticated('This tenant key was revoked.', 'key_revoked')
  if (state === 'expired') throw unauthenticated('This tenant key has expired; have another one made.', 'key_expired')
  const { id, name, scopes, expiresAt } = key
  deps.log.addSubject({ partner: id })
  return { tenant: servedTenant(deps, key.tenant), key: id, name, scopes, via: 'key', expiresAt, from }
}

/** Throws `partner_unauthenticated` for a text that no tenant key can be. */
export function requireKeyForm(secret: string): void {
  if (isTenantKey(secret)) return
  throw unauthenticated(`${whatElse(secret)}A tenant key is rwk_ and 64 hexadecimal digits.`, 'key_malformed')
}

/** What somebody holds who sends the wrong one of several credentials. */
function whatElse(secret: string): string {
  if (secret.startsWith('eyJ')) return 'This is the token of an end user. '
  return secret.startsWith('rwo_') ? 'This is the token of an operator. ' : ''
}

/** The refusal of a caller who is no partner; `reason` is for the log. */
export function unauthenticated(detail: string, reason: string): GatewayError {
  const error = reason === 'key_missing' ? '' : ', error="invalid_token"'
  return new GatewayError('partner_unauthenticated', {
    detail,
    reason,
    headers: { 'www-authenticate': `Bearer realm="rampway partner"${error}` },
  })
}

async function lookUp({ database, clock, caches }: Deps, hash: Buffer): Promise<TenantKey | undefined> {
  const name = hash.toString('base64')
  const now = clock()
  const seen = caches.tenantKeys.get(name)
  if (seen !== undefined && Math.abs(now - seen.seenAt) < seenKeyMs) return seen.key
  const key = await findTenantKey(database, hash)
  if (key === undefined) {
    caches.tenantKeys.delete(name)
    return undefined
  }
  caches.tenantKeys.set(name, { key, seenAt: now })
  const isInForce = tenantKeyState(key, now) === 'in_force'
  if (isInForce && (key.lastUsedAt === null || key.lastUsedAt <= now - lastUseGraceMs)) {
    await recordTenantKeyUse(database, key.tenant, key.id, { now, graceMs: lastUseGraceMs })
  }
  return key
}

/** The tenant as it is configured now. Throws `partner_unauthenticated` where it is not, `overloaded` where it is left out. */
export function servedTenant({ tenants, log }: Deps, id: TenantId): Tenant {
  const tenant = tenants.find(id)
  log.addSubject({ tenant: id })
  if (tenant !== undefined) return tenant
  if (tenants.isLeftOut(id)) throw tenantLeftOut()
  throw unauthenticated(`The tenant of this key, ${id}, is not served here any more.`, 'tenant_unknown')
}
