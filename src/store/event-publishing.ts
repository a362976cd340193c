import { uuidv7 } from 'uuidv7'
import type { TenantId } from '../domain/tenant.ts'
import type { WebhookEndpointId } from '../domain/webhook-endpoint.ts'
import type { Query, Row } from '../postgres/connection.ts'
import { type Database, internalsOf } from '../postgres/database.ts'
import { numberOf, textOf } from '../postgres/row.ts'
import { announceEvents, eventsWireName, notifyEventsSql } from './event-log.ts'
import { readWebhookEndpointId } from './webhook-endpoint-row.ts'

/** Events of one transaction: few enough that their tenant's row is held for a moment only. */
export const publishBatchMax = 500

/** What one batch came to. */
export interface PublishedBatch {
  readonly count: number
  /** The webhook endpoints that have deliveries now. */
  readonly endpoints: readonly WebhookEndpointId[]
}

/**
 * Publishes up to `publishBatchMax` of the tenant's recorded events, the oldest first, in one transaction: each gets its
 * position, and a delivery for every webhook endpoint that wants it; whoever waits for the tenant's events is woken. Of
 * two calls at once, in whichever processes, one waits for the other. Those of one session, or of a transaction that
 * belongs to none, are published in the order of their sequence. Nothing for a tenant that does not listen.
 */
export async function publishBatch(database: Database, tenant: TenantId, now: number): Promise<PublishedBatch> {
  const batch = await internalsOf(database).connection.transaction(async (query) => {
    const [listener] = await query(
      'lock_event_positions',
      'select last_position::float8 as position from event_listeners where tenant_id = $1 for update',
      [tenant],
    )
    if (listener === undefined) return { count: 0, endpoints: [] }
    const published = await givePositions(query, tenant, numberOf(listener, 'position'))
    if (published.length === 0) return { count: 0, endpoints: [] }
    return { count: published.length, endpoints: await addDeliveries(query, tenant, published, now) }
  })
  if (batch.count > 0) announceEvents(database, tenant)
  return batch
}

/**
 * Ids are made before their session's row is locked, so that those of one session may stand the wrong way round: what
 * comes before a chosen event in its line is chosen too, and comes first.
 */
function givePositions(query: Query, tenant: TenantId, last: number): Promise<readonly Row[]> {
  return query(
    'give_event_positions',
    `with oldest as (
       select id, session_id, transaction_id, sequence from events
       where tenant_id = $1 and position is null order by id limit $2
     ), chosen as (
       select id from oldest
       union
       select e.id from oldest o join events e on e.session_id = o.session_id and e.sequence < o.sequence
       where e.tenant_id = $1 and e.position is null
       union
       select e.id from oldest o join events e on e.transaction_id = o.transaction_id and e.sequence < o.sequence
       where e.tenant_id = $1 and e.position is null and e.session_id is null and o.session_id is null
     ), lined as (
       select e.id, e.sequence, coalesce(e.session_id::text, e.transaction_id, e.id::text) as line
       from events e where e.tenant_id = $1 and e.id in (select id from chosen)
     ), placed as (
       select id, line, sequence, max(id::text) over (partition by line order by sequence) as place from lined
     ), ordered as (
       select id, line, row_number() over (order by place, line, sequence) as n from placed
     ), given as (
       update events e set position = $3::bigint + o.n from ordered o where e.tenant_id = $1 and e.id = o.id
       returning e.id, e.type, e.position, o.line, 
         case e.type when 'rampway.test' then e.subject->>'webhook_endpoint_id' end as only_for,
         case when e.type like 'rampway.endpoint.%' then e.subject->>'id' end as not_for
     ), moved as (
       update event_listeners set last_position = $3::bigint + (select count(*) from ordered)
       where tenant_id = $1 and exists (select from ordered)
     )
     select id, type, position::float8 as position, line, only_for, not_for, ${notifyEventsSql('$4')}
     from given`,
    [tenant, publishBatchMax, last, eventsWireName(tenant)],
  )
}

async function addDeliveries(
  query: Query,
  tenant: TenantId,
  published: readonly Row[],
  now: number,
): Promise<readonly WebhookEndpointId[]> {
  const endpoints = await query(
    'list_webhook_endpoints_to_tell',
    `select id, types from webhook_endpoints where tenant_id = $1 and status <> 'disabled' order by id`,
    [tenant],
  )
  const wanted = endpoints.flatMap((endpoint) => {
    const id = readWebhookEndpointId(endpoint.id)
    const events = published.filter((event) => isFor(event, id, endpoint.types))
    return events.length === 0 ? [] : [{ id, uuid: String(endpoint.id), events }]
  })
  const rows = wanted.flatMap(({ uuid, events }) =>
    events.map((event) => ({
      id: uuidv7(),
      endpoint_id: uuid,
      event_id: textOf(event, 'id'),
      position: numberOf(event, 'position'),
      line: textOf(event, 'line'),
    })),
  )
  if (rows.length === 0) return []
  await query(
    'add_deliveries',
    `insert into deliveries (tenant_id, id, endpoint_id, event_id, position, line, state, due_at, created_at)
     select $1, id, endpoint_id, event_id, position, line, 'pending', $3, $3
     from jsonb_to_recordset($2::jsonb)
       as t(id uuid, endpoint_id uuid, event_id uuid, position bigint, line text)
     on conflict (tenant_id, event_id, endpoint_id) do nothing`,
    [tenant, JSON.stringify(rows), new Date(now)],
  )
  return wanted.map(({ id }) => id)
}

/**
 * A test event is for the webhook endpoint that it names, whatever types that one wants; what happened to one is for the
 * others.
 */
function isFor(event: Row, endpoint: WebhookEndpointId, types: unknown): boolean {
  if (event.only_for !== null) return event.only_for === endpoint
  if (event.not_for === endpoint) return false
  return !Array.isArray(types) || types.length === 0 || types.includes(event.type)
}

/** Those of the tenants that have recorded events to publish. */
export async function listUnpublished(database: Database, tenants: readonly TenantId[]): Promise<readonly TenantId[]> {
  const rows = await internalsOf(database).connection.query(
    'list_unpublished',
    `select l.tenant_id from event_listeners l
     where l.tenant_id = any($1::text[])
       and exists (select from events e where e.tenant_id = l.tenant_id and e.position is null)`,
    [tenants],
  )
  const waiting = new Set(rows.map(({ tenant_id }) => tenant_id))
  return tenants.filter((tenant) => waiting.has(tenant))
}
