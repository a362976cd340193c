import type { AuditEntry } from '../domain/audit.ts'
import type { EventId } from '../domain/event.ts'
import type { TenantId } from '../domain/tenant.ts'
import type { WebhookEndpoint, WebhookEndpointId } from '../domain/webhook-endpoint.ts'
import type { Query } from '../postgres/connection.ts'
import { type Database, internalsOf } from '../postgres/database.ts'
import { textOf } from '../postgres/row.ts'
import { appendAudit } from './audit.ts'
import { armDeliveries } from './deliveries.ts'
import { announceEvents, replayEvents } from './event-log.ts'
import { eventUuid } from './event-row.ts'
import { endPause, lockWebhookEndpoint } from './webhook-endpoint-lock.ts'
import { readWebhookEndpointId } from './webhook-endpoint-row.ts'

/** What came of telling one event once more. */
export type EventReplay =
  | { readonly kind: 'told'; readonly endpoints: readonly WebhookEndpointId[] }
  | { readonly kind: 'absent' }
  | { readonly kind: 'endpoint_absent' }
  | { readonly kind: 'endpoint_disabled'; readonly endpoint: WebhookEndpoint }

/**
 * Tells one event once more: to the webhook endpoint that is named, whatever types it wants, or else to each that wants it
 * and is not disabled, never to the one that it is about, and in any case to the tenant's streams. With its entry in the audit log. Throws `RowError`.
 */
export async function replayEvent(
  database: Database,
  tenant: TenantId,
  id: EventId,
  told: { readonly endpoint: WebhookEndpointId | null; readonly now: number; readonly entry: AuditEntry | null },
): Promise<EventReplay> {
  const { endpoint, now, entry } = told
  const replay = await internalsOf(database).connection.transaction(async (query): Promise<EventReplay> => {
    // In the order in which publishing locks them.
    await query('lock_event_listener', 'select from event_listeners where tenant_id = $1 for update', [tenant])
    const [event] = await query(
      'find_event_to_replay',
      `select e.type, case when e.type like 'rampway.endpoint.%' then e.subject->>'id' end as about
       from events e where e.tenant_id = $1 and e.id = $2 and e.position is not null`,
      [tenant, eventUuid(id)],
    )
    if (event === undefined) return { kind: 'absent' }
    const named = endpoint === null ? null : await lockWebhookEndpoint(query, tenant, endpoint)
    if (named === undefined) return { kind: 'endpoint_absent' }
    if (named?.status === 'disabled') return { kind: 'endpoint_disabled', endpoint: named }
    const wanting = named === null ? await listWanting(query, tenant, textOf(event, 'type')) : [named.id]
    const endpoints = wanting.filter((each) => each !== event.about)
    if (named !== null) await endPause(query, tenant, named.id)
    await replayEvents(query, tenant, [id], now)
    for (const each of endpoints) await armDeliveries(query, tenant, each, [id], now)
    if (entry !== null) await appendAudit(query, entry)
    return { kind: 'told', endpoints }
  })
  if (replay.kind === 'told') announceEvents(database, tenant)
  return replay
}

/** Those that are sent events of a type; they stay so until the transaction ends. */
async function listWanting(query: Query, tenant: TenantId, type: string): Promise<readonly WebhookEndpointId[]> {
  const rows = await query(
    'list_webhook_endpoints_wanting',
    `select e.id from webhook_endpoints e where e.tenant_id = $1 and e.status <> 'disabled'
       and (cardinality(e.types) = 0 or $2 = any(e.types))
     order by e.id for share`,
    [tenant, type],
  )
  return rows.map((row) => readWebhookEndpointId(row.id))
}
