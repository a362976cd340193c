import { GatewayError } from '../../domain/errors.ts'
import type { Operator } from '../../domain/operator.ts'
import type { PartnerScope } from '../../domain/partner.ts'
import { parseTenantId, type TenantId } from '../../domain/tenant.ts'
import {
  hashPartnerSecret,
  makeTenantKey,
  makeTenantKeyId,
  parseTenantKeyId,
  type TenantKey,
} from '../../domain/tenant-key.ts'
import { insertTenantKey, listTenantKeys, revokeTenantKey, type TenantKeyRevocation } from '../../store/tenant-keys.ts'
import type { Deps } from '../deps.ts'
import { auditEntryOf } from './audit.ts'

type KeyDeps = Pick<Deps, 'database' | 'clock'>

/** What a key is to be. */
export interface NewTenantKey {
  readonly name: string
  readonly scopes: readonly PartnerScope[]
  /** At most `tenantKeyDaysMax` from now. */
  readonly expiresAt: number
}

/** A key that was made, and the only time that it can be seen. */
export interface MadeTenantKey {
  readonly key: TenantKey
  /** `rwk_…`; nobody else will ever know it. */
  readonly secret: string
}

/** Why an operator does it, and in which request. */
export interface KeyAct {
  readonly reason: string | null
  readonly traceId: string | null
}

/** Makes a key of a tenant, which listens from then on. */
export async function makeKey(
  deps: KeyDeps,
  operator: Operator,
  tenant: TenantId,
  { name, scopes, expiresAt }: NewTenantKey,
  act: KeyAct,
): Promise<MadeTenantKey> {
  const secret = makeTenantKey()
  const key: TenantKey = {
    ...{ id: makeTenantKeyId(), tenant, name, scopes: [...new Set(scopes)] },
    ...{ createdAt: deps.clock(), createdBy: operator.name, expiresAt, lastUsedAt: null, revokedAt: null },
  }
  const entry = auditEntryOf(deps, operator, {
    act: 'tenant_key.create',
    target: targetOf(key),
    after: { name, scopes: key.scopes, expires_at: expiresAt },
    ...act,
  })
  await insertTenantKey(deps.database, tenant, { key, hash: hashPartnerSecret(secret) }, entry)
  return { key, secret }
}

/** Every key of the tenant, the newest first. */
export async function listKeys({ database }: Pick<Deps, 'database'>, tenant: TenantId): Promise<readonly TenantKey[]> {
  return await listTenantKeys(database, tenant)
}

/**
 * Ends a key, of a tenant that need not be configured any more: this process refuses it at once, and every other within
 * seconds. Throws `tenant_key_not_found`.
 */
export async function revokeKey(
  { database, clock, caches }: KeyDeps & Pick<Deps, 'caches'>,
  operator: Operator,
  named: { readonly tenant: string; readonly id: string },
  act: KeyAct,
): Promise<TenantKeyRevocation> {
  const [tenant, id] = [parseTenantId(named.tenant), parseTenantKeyId(named.id)]
  if (tenant === undefined || id === undefined) throw keyNotFound()
  const entryOf = (before: TenantKey, after: TenantKey) =>
    auditEntryOf({ clock }, operator, {
      act: 'tenant_key.revoke',
      target: targetOf(before),
      before: { name: before.name, scopes: before.scopes, revoked_at: null },
      after: { name: after.name, scopes: after.scopes, revoked_at: after.revokedAt },
      ...act,
    })
  const revocation = await revokeTenantKey(database, tenant, id, { entryOf, now: clock() })
  if (revocation === undefined) throw keyNotFound()
  for (const [hash, seen] of caches.tenantKeys.entries()) if (seen.key.id === id) caches.tenantKeys.delete(hash)
  return revocation
}

function targetOf({ id, tenant }: Pick<TenantKey, 'id' | 'tenant'>) {
  return { kind: 'tenant_key', tenant, id } as const
}

function keyNotFound(): GatewayError {
  const detail =
    "The tenant has no key of this id. Take one from the list of the tenant's keys: tky_ and 32 hexadecimal digits."
  return new GatewayError('tenant_key_not_found', { detail })
}
