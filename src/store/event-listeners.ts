import { newSessionId, sessionIdInstant, sessionLifetimeMs } from '../domain/session.ts'
import type { TenantId } from '../domain/tenant.ts'
import type { Query } from '../postgres/connection.ts'
import { type Database, internalsOf } from '../postgres/database.ts'

/**
 * Makes a tenant listen from `now` (epoch milliseconds) on: what happens to its sessions and transactions is recorded as
 * events. Called in the transaction that stores its first tenant key or webhook endpoint; for one that listens already it
 * changes nothing.
 */
export async function listen(query: Query, tenant: TenantId, now: number): Promise<void> {
  // By the clock of session ids: the links of older sessions have ended.
  const openSince = sessionIdInstant(newSessionId()) - sessionLifetimeMs
  await query(
    'listen',
    `insert into event_listeners (tenant_id, since, expired_until) values ($1, $2, $3)
     on conflict (tenant_id) do nothing`,
    [tenant, new Date(now), new Date(openSince)],
  )
}

/** Those of the tenants that listen. */
export async function listListening(database: Database, tenants: readonly TenantId[]): Promise<readonly TenantId[]> {
  const rows = await internalsOf(database).connection.query(
    'list_listening',
    'select tenant_id from event_listeners where tenant_id = any($1::text[])',
    [tenants],
  )
  const listening = new Set(rows.map(({ tenant_id }) => tenant_id))
  return tenants.filter((tenant) => listening.has(tenant))
}
