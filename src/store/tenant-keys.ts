import type { AuditEntry } from '../domain/audit.ts'
import { isPartnerScope, type TenantKeyId } from '../domain/partner.ts'
import { parseTenantId, type TenantId } from '../domain/tenant.ts'
import { parseTenantKeyId, type TenantKey } from '../domain/tenant-key.ts'
import type { Row } from '../postgres/connection.ts'
import { type Database, internalsOf } from '../postgres/database.ts'
import { numberOf, numberOrNullOf, present, RowError, textOf } from '../postgres/row.ts'
import { appendAudit } from './audit.ts'
import { listen } from './event-listeners.ts'

/** What `readTenantKey` reads, of the table `tenant_keys`. */
export const tenantKeyColumns =
  'id, tenant_id, name, scopes, created_at, created_by, expires_at, last_used_at, revoked_at'

/** Stores a new key, and who made it; from then on its tenant listens. */
export async function insertTenantKey(
  database: Database,
  tenant: TenantId,
  { key, hash }: { readonly key: TenantKey; readonly hash: Buffer },
  entry: AuditEntry,
): Promise<void> {
  const { id, name, scopes, createdAt, createdBy, expiresAt } = key
  await internalsOf(database).connection.transaction(async (query) => {
    await query(
      'insert_tenant_key',
      `insert into tenant_keys (tenant_id, id, key_hash, name, scopes, created_at, created_by, expires_at)
       values ($1, $2, $3, $4, $5, $6, $7, $8)`,
      [tenant, id, hash, name, scopes, new Date(createdAt), createdBy, new Date(expiresAt)],
    )
    await listen(query, tenant, createdAt)
    await appendAudit(query, entry)
  })
}

/** Every key of the tenant, the newest first. Throws `RowError`. */
export async function listTenantKeys(database: Database, tenant: TenantId): Promise<readonly TenantKey[]> {
  const rows = await internalsOf(database).connection.query(
    'list_tenant_keys',
    `select ${tenantKeyColumns} from tenant_keys where tenant_id = $1 order by created_at desc, id`,
    [tenant],
  )
  return rows.map(readTenantKey)
}

/** Remembers that a key was used, unless it is known to have been within `graceMs` before. */
export async function recordTenantKeyUse(
  database: Database,
  tenant: TenantId,
  id: TenantKeyId,
  { now, graceMs }: { readonly now: number; readonly graceMs: number },
): Promise<void> {
  await internalsOf(database).connection.query(
    'record_tenant_key_use',
    `update tenant_keys set last_used_at = $3
     where tenant_id = $1 and id = $2 and (last_used_at is null or last_used_at <= $4)`,
    [tenant, id, new Date(now), new Date(now - graceMs)],
  )
}

/** What a revocation finds: the key as it is now, and whether it was revoked before. */
export interface TenantKeyRevocation {
  readonly key: TenantKey
  readonly wasRevoked: boolean
}

/**
 * Revokes a key, and keeps who did; one that is revoked stays as it is, and is not told again. Undefined when the tenant
 * has none of that id. Throws `RowError`.
 */
export async function revokeTenantKey(
  database: Database,
  tenant: TenantId,
  id: TenantKeyId,
  { entryOf, now }: { readonly entryOf: (before: TenantKey, after: TenantKey) => AuditEntry; readonly now: number },
): Promise<TenantKeyRevocation | undefined> {
  return await internalsOf(database).connection.transaction(async (query) => {
    const [row] = await query(
      'lock_tenant_key',
      `select ${tenantKeyColumns} from tenant_keys where tenant_id = $1 and id = $2 for update`,
      [tenant, id],
    )
    if (row === undefined) return undefined
    const before = readTenantKey(row)
    if (before.revokedAt !== null) return { key: before, wasRevoked: true }
    await query('revoke_tenant_key', 'update tenant_keys set revoked_at = $3 where tenant_id = $1 and id = $2', [
      tenant,
      id,
      new Date(now),
    ])
    const key = { ...before, revokedAt: now }
    await appendAudit(query, entryOf(before, key))
    return { key, wasRevoked: false }
  })
}

/** A row of `tenantKeyColumns`. Throws `RowError`. */
export function readTenantKey(row: Row): TenantKey {
  const { scopes } = row
  if (!Array.isArray(scopes)) throw new RowError('scopes')
  return {
    id: present(parseTenantKeyId(textOf(row, 'id')), 'id'),
    tenant: present(parseTenantId(textOf(row, 'tenant_id')), 'tenant_id'),
    name: textOf(row, 'name'),
    // A scope of a later version means nothing here.
    scopes: scopes.map(String).filter(isPartnerScope),
    createdAt: numberOf(row, 'created_at'),
    createdBy: textOf(row, 'created_by'),
    expiresAt: numberOf(row, 'expires_at'),
    lastUsedAt: numberOrNullOf(row, 'last_used_at'),
    revokedAt: numberOrNullOf(row, 'revoked_at'),
  }
}
