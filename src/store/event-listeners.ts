import { newSessionId, sessionIdInstant, sessionLifetimeMs } from '../domain/session.ts'
import type { TenantId } from '../domain/tenant.ts'
import type { Query } from '../postgres/connection.ts'

/**
 * Makes a tenant listen from `now` (epoch milliseconds) on: what happens to its sessions and transactions is recorded as
 * events. Called in the transaction that stores its first tenant key or webhook endpoint; one that listens already goes on
 * to, and is not taken for idle by whoever looks for such tenants at this moment (`stopListening`).
 */
export async function listen(query: Query, tenant: TenantId, now: number): Promise<void> {
  // By the clock of session ids: the links of older sessions have ended.
  const openSince = sessionIdInstant(newSessionId()) - sessionLifetimeMs
  await query(
    'listen',
    `insert into event_listeners as l (tenant_id, since, expired_until, last_position)
     select $1::text, $2::timestamptz, $3::timestamptz, greatest(
       (select coalesce(max(position), 0) from events where tenant_id = $1 and position is not null),
       (select coalesce(max(position), 0) from event_replays where tenant_id = $1))
     on conflict (tenant_id) do update set since = l.since`,
    [tenant, new Date(now), new Date(openSince)],
  )
}
