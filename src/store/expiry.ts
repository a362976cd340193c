import type { TenantId } from '../domain/tenant.ts'
import { type Database, internalsOf } from '../postgres/database.ts'
import { numberOf } from '../postgres/row.ts'

/** Most rows of one statement: few enough that it holds its locks for milliseconds only. */
export const expiryBatchMax = 1_000

/**
 * Deletes idempotency keys that expired before an instant (epoch milliseconds), the oldest first, up to `limit`;
 * returns how many. Left alone are keys that are being claimed at this moment, and those with a lease that ended after
 * it.
 */
export async function deleteExpiredKeys(
  database: Database,
  tenant: TenantId,
  before: number,
  limit: number = expiryBatchMax,
): Promise<number> {
  const [row] = await internalsOf(database).connection.query(
    'delete_expired_keys',
    `with doomed as (
       select tenant_id, user_id, key from idempotency_keys
       where tenant_id = $1 and expires_at < $2 and lease_until < $2 and fence > 0
       order by expires_at limit $3
       for update skip locked
     ),
     deleted as (
       delete from idempotency_keys k using doomed d
       where k.tenant_id = d.tenant_id and k.user_id = d.user_id and k.key = d.key
       returning k.tenant_id
     )
     select count(*)::int as deleted from deleted where tenant_id = $1`,
    [tenant, new Date(before), limit],
  )
  return row === undefined ? 0 : numberOf(row, 'deleted')
}

/**
 * Deletes webhooks that were received before an instant (epoch milliseconds) and handled, the oldest first, up to
 * `limit`; returns how many. One that is not handled stays, however old.
 */
export async function deleteOldWebhooks(
  database: Database,
  tenant: TenantId,
  before: number,
  limit: number = expiryBatchMax,
): Promise<number> {
  const [row] = await internalsOf(database).connection.query(
    'delete_old_webhooks',
    `with doomed as (
       select tenant_id, event_id from incoming_webhooks
       where tenant_id = $1 and received_at < $2 and handled_at is not null
       order by received_at limit $3
       for update skip locked
     ),
     deleted as (
       delete from incoming_webhooks w using doomed d
       where w.tenant_id = d.tenant_id and w.event_id = d.event_id
       returning w.tenant_id
     )
     select count(*)::int as deleted from deleted where tenant_id = $1`,
    [tenant, new Date(before), limit],
  )
  return row === undefined ? 0 : numberOf(row, 'deleted')
}

/** The tenants that have keys, and those that have webhooks, to be deleted. */
export interface OutdatedTenants {
  readonly keys: readonly TenantId[]
  readonly webhooks: readonly TenantId[]
}

/** Finds the tenants for which `deleteExpiredKeys` or `deleteOldWebhooks` would delete something; one statement. */
export async function findTenantsWithOutdated(
  database: Database,
  tenants: readonly TenantId[],
  before: { readonly keys: number; readonly webhooks: number },
): Promise<OutdatedTenants> {
  const rows = await internalsOf(database).connection.query(
    'find_tenants_with_outdated',
    `select t.place, k.found is true as has_keys, w.found is true as has_webhooks
     from unnest($1::text[]) with ordinality as t(tenant_id, place)
     left join lateral (
       select true as found from idempotency_keys
       where tenant_id = t.tenant_id and expires_at < $2 and lease_until < $2 and fence > 0
       order by expires_at limit 1
     ) as k on true
     left join lateral (
       select true as found from incoming_webhooks
       where tenant_id = t.tenant_id and received_at < $3 and handled_at is not null
       order by received_at limit 1
     ) as w on true
     order by t.place`,
    [tenants, new Date(before.keys), new Date(before.webhooks)],
  )
  return {
    keys: tenants.filter((_, n) => rows[n]?.has_keys === true),
    webhooks: tenants.filter((_, n) => rows[n]?.has_webhooks === true),
  }
}
