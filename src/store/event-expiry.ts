import type { TenantId } from '../domain/tenant.ts'
import { type Database, internalsOf } from '../postgres/database.ts'
import { numberOf } from '../postgres/row.ts'

/** Events of one statement: each may have a delivery for every webhook endpoint, and each of those ten attempts. */
export const eventBatchMax = 200

/** Those of the tenants that have events to be deleted: whose ids were made before an instant (epoch milliseconds). */
export async function findTenantsWithOldEvents(
  database: Database,
  tenants: readonly TenantId[],
  before: number,
): Promise<readonly TenantId[]> {
  const rows = await internalsOf(database).connection.query(
    'find_tenants_with_old_events',
    `select t.tenant_id from unnest($1::text[]) as t(tenant_id)
     where exists (select from events e where e.tenant_id = t.tenant_id and e.id < $2)`,
    [tenants, leastUuidAt(before)],
  )
  const found = new Set(rows.map(({ tenant_id }) => tenant_id))
  return tenants.filter((tenant) => found.has(tenant))
}

/**
 * Deletes the oldest events whose ids were made before an instant (epoch milliseconds), up to `eventBatchMax`, with their
 * replays, deliveries and attempts; returns how many.
 */
export async function deleteOldEvents(database: Database, tenant: TenantId, before: number): Promise<number> {
  const [row] = await internalsOf(database).connection.query(
    'delete_old_events',
    `with doomed as materialized (
       select id from events where tenant_id = $1 and id < $2 order by id limit ${eventBatchMax} for update skip locked
     ), deliveries_gone as (
       delete from deliveries d using doomed o where d.tenant_id = $1 and d.event_id = o.id returning d.id
     ), attempts_gone as (
       delete from delivery_attempts a using deliveries_gone g where a.tenant_id = $1 and a.delivery_id = g.id
     ), replays_gone as (
       delete from event_replays r using doomed o where r.tenant_id = $1 and r.event_id = o.id
     ), gone as (
       delete from events e using doomed o where e.tenant_id = $1 and e.id = o.id returning e.tenant_id
     )
     select count(*)::int as deleted from gone where tenant_id = $1`,
    [tenant, leastUuidAt(before)],
  )
  return row === undefined ? 0 : numberOf(row, 'deleted')
}

/**
 * Lets those of the tenants listen no more that have neither a tenant key in force nor a webhook endpoint; returns how
 * many. What is recorded of them stays until it is old.
 */
export async function stopListening(database: Database, tenants: readonly TenantId[], now: number): Promise<number> {
  const { query, transaction } = internalsOf(database).connection
  const idle = await query(
    'find_idle_listeners',
    `${listenersSql} where tenant_id = any($1::text[]) and ${isIdleSql}`,
    [tenants, new Date(now)],
  )
  let stopped = 0
  for (const { tenant_id: tenant } of idle) {
    stopped += await transaction(async (within) => {
      // `listen` waits for the row, or is waited for: the next statement sees what it came with.
      await within('lock_listener', `${listenersSql} where tenant_id = $1 for update`, [tenant])
      const gone = await within(
        'stop_listening',
        `with gone as (
           delete from event_listeners where tenant_id = $1 and ${isIdleSql} returning tenant_id
         ), timers_gone as (
           delete from session_timers t using gone g where t.tenant_id = g.tenant_id
         )
         select tenant_id from gone`,
        [tenant, new Date(now)],
      )
      return gone.length
    })
  }
  return stopped
}

const listenersSql = 'select tenant_id from event_listeners'

const isIdleSql = `not exists (
    select from tenant_keys k
    where k.tenant_id = event_listeners.tenant_id and k.revoked_at is null and k.expires_at > $2
  ) and not exists (select from webhook_endpoints w where w.tenant_id = event_listeners.tenant_id)`

/** The least id that can be made at an instant. */
function leastUuidAt(instant: number): string {
  return Math.max(0, Math.floor(instant)).toString(16).padStart(12, '0').padEnd(32, '0')
}
