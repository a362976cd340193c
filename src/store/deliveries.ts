import { uuidv7 } from 'uuidv7'
import type { AuditEntry } from '../domain/audit.ts'
import {
  type Delivery,
  type DeliveryAttempt,
  type DeliveryId,
  type DeliveryState,
  deliveryStates,
  parseDeliveryId,
} from '../domain/delivery.ts'
import { type EventId, type EventType, isEventType } from '../domain/event.ts'
import type { SessionId } from '../domain/session.ts'
import { parseTenantId, type TenantId } from '../domain/tenant.ts'
import type { WebhookEndpoint, WebhookEndpointId } from '../domain/webhook-endpoint.ts'
import type { Query, Row } from '../postgres/connection.ts'
import { type Database, internalsOf } from '../postgres/database.ts'
import { numberOf, numberOrNullOf, objectOf, present, RowError, textOf, textOrNullOf } from '../postgres/row.ts'
import { appendAudit } from './audit.ts'
import { eventsOfTopicMax } from './event-list.ts'
import { eventUuid, readEventId } from './event-row.ts'
import { type LookBack, lookBack, stretchRows } from './look-back.ts'
import { readSessionId, sessionUuid } from './session-row.ts'
import { endPause, lockWebhookEndpoint } from './webhook-endpoint-lock.ts'
import { readWebhookEndpointId, webhookEndpointUuid } from './webhook-endpoint-row.ts'

/** What `readDelivery` reads of a row `d` of deliveries and the row `e` of its event. */
const columns = `d.tenant_id, d.id, d.endpoint_id, d.event_id, e.type, e.session_id, e.transaction_id, d.state, d.attempts,
  d.due_at, d.last_status, d.last_failure, d.created_at, d.ended_at`

/** What a list of deliveries is narrowed by; null leaves all in. */
export interface DeliveryFilter {
  readonly endpoint: WebhookEndpointId | null
  readonly event: EventId | null
  readonly session: SessionId | null
  /** Meld's id. */
  readonly transaction: string | null
  readonly type: EventType | null
  readonly state: DeliveryState | null
}

/** Where a list of deliveries goes on. */
export type DeliveryPlace = Pick<Delivery, 'event' | 'endpoint'>

const greatestUuid = 'f'.repeat(32)

/** A page of a tenant's deliveries, those of the newest event first. Throws `RowError`. */
export function listDeliveries(
  database: Database,
  tenant: TenantId,
  filter: DeliveryFilter,
  { count, after }: { readonly count: number; readonly after: DeliveryPlace | null },
): Promise<LookBack<Delivery, DeliveryPlace>> {
  const { query } = internalsOf(database).connection
  const { name, text, values, isReadWhole } = listStatement(filter)
  return lookBack(count, after, async (place, wanted) => {
    const below =
      place === null ? [greatestUuid, greatestUuid] : [eventUuid(place.event), webhookEndpointUuid(place.endpoint)]
    const rowsMax = isReadWhole ? stretchRows : wanted
    const rows = await query(name, text, [tenant, ...below, rowsMax, wanted, ...values])
    const first = present(rows[0], 'stretch')
    return {
      items: rows.filter(({ id }) => id !== null).map(readDelivery),
      last:
        first.last_event === null
          ? null
          : { event: readEventId(first.last_event), endpoint: readWebhookEndpointId(first.last_endpoint) },
      isEnd: numberOf(first, 'read') < rowsMax,
    }
  })
}

function listStatement(filter: DeliveryFilter) {
  const { endpoint, event, session, transaction, type, state } = filter
  const values: unknown[] = []
  const parameter = (value: unknown): string => `$${values.push(value) + 5}`
  const [names, byIndex, byRow]: [string[], string[], string[]] = [[], [], []]
  const add = <T>(name: string, value: T | null, into: string[], condition: (value: T) => string): void => {
    if (value === null) return
    names.push(name)
    into.push(condition(value))
  }
  const eventsOf = (condition: string): string =>
    `d.event_id = any(array(select o.id from events o where o.tenant_id = $1 and ${condition} limit ${eventsOfTopicMax}))`
  add('event', event, byIndex, (id) => `d.event_id = ${parameter(eventUuid(id))}::uuid`)
  add('session', session, byIndex, (id) => eventsOf(`o.session_id = ${parameter(sessionUuid(id))}::uuid`))
  add('transaction', transaction, byIndex, (id) => eventsOf(`o.transaction_id = ${parameter(id)}`))
  add('given_up', state === 'given_up' ? state : null, byIndex, () => `d.state = 'given_up'`)
  add('state', state === 'given_up' ? null : state, byRow, (word) => `d.state = ${parameter(word)}`)
  add('endpoint', endpoint, byRow, (id) => `d.endpoint_id = ${parameter(webhookEndpointUuid(id))}::uuid`)
  add('type', type, byRow, (word) => `e.type = ${parameter(word)}`)
  return {
    name: ['list_deliveries', ...names].join('_'),
    values,
    /** No index tells which ones are left in. */
    isReadWhole: byRow.length > 0,
    text: `
      with read as materialized (
        select d.* from deliveries d
        where d.tenant_id = $1 and (d.event_id, d.endpoint_id) < ($2::uuid, $3::uuid) and ${['true', ...byIndex].join(' and ')}
        order by d.event_id desc, d.endpoint_id desc limit $4
      ), ends as (
        select count(*)::int as read from read
      ), last as (
        select r.event_id, r.endpoint_id from read r order by r.event_id, r.endpoint_id limit 1
      )
      select ends.read, last.event_id as last_event, last.endpoint_id as last_endpoint, found.*
      from ends left join last on true left join (
        select ${columns} from read d
        -- The limit keeps this a look-up, whatever the tables held when it was planned.
        cross join lateral (select * from events e where e.tenant_id = $1 and e.id = d.event_id limit 1) as e
        where ${['true', ...byRow].join(' and ')} order by d.event_id desc, d.endpoint_id desc limit $5
      ) as found on true
      order by found.event_id desc, found.endpoint_id desc`,
  }
}

/** The deliveries of one event, to each webhook endpoint that wanted it. Throws `RowError`. */
export async function listDeliveriesOfEvent(
  database: Database,
  tenant: TenantId,
  event: EventId,
): Promise<readonly Delivery[]> {
  const rows = await internalsOf(database).connection.query(
    'list_deliveries_of_event',
    `select ${columns} from deliveries d join events e on e.tenant_id = d.tenant_id and e.id = d.event_id
     where d.tenant_id = $1 and d.event_id = $2 order by d.endpoint_id`,
    [tenant, eventUuid(event)],
  )
  return rows.map(readDelivery)
}

/** A delivery with every attempt that was made, oldest first. */
export interface DeliveryHistory {
  readonly delivery: Delivery
  readonly attempts: readonly DeliveryAttempt[]
}

/** Attempts that one reading gives at most, the newest; replays add to those of the schedule. */
const attemptsMax = 200

/** One of a tenant's deliveries; undefined when there is none with this id. Throws `RowError`. */
export async function findDelivery(
  database: Database,
  tenant: TenantId,
  id: DeliveryId,
): Promise<DeliveryHistory | undefined> {
  const { query } = internalsOf(database).connection
  const delivery = await readOne(query, tenant, id)
  if (delivery === undefined) return undefined
  const rows = await query(
    'list_delivery_attempts',
    `select a.* from delivery_attempts a where a.tenant_id = $1 and a.delivery_id = $2 order by a.number desc limit $3`,
    [tenant, deliveryUuid(id), attemptsMax],
  )
  return { delivery, attempts: rows.map(readAttempt).reverse() }
}

/** What came of a retry. `absent`: there is no such delivery; `gone`: no such webhook endpoint any more. */
export type DeliveryRetry =
  | { readonly kind: 'due'; readonly delivery: Delivery }
  | { readonly kind: 'disabled'; readonly endpoint: WebhookEndpoint }
  | { readonly kind: 'gone' }
  | { readonly kind: 'absent' }

/**
 * Makes a delivery due at `now`, whatever became of it, with its schedule from the start. `entryOf` makes the entry in the
 * audit log. Throws `RowError`.
 */
export function retryDelivery(
  database: Database,
  tenant: TenantId,
  id: DeliveryId,
  now: number,
  entryOf: ((before: Delivery) => AuditEntry) | null,
): Promise<DeliveryRetry> {
  return internalsOf(database).connection.transaction(async (query): Promise<DeliveryRetry> => {
    const before = await readOne(query, tenant, id)
    if (before === undefined) return { kind: 'absent' }
    const endpoint = await lockWebhookEndpoint(query, tenant, before.endpoint)
    if (endpoint === undefined) return { kind: 'gone' }
    if (endpoint.status === 'disabled') return { kind: 'disabled', endpoint }
    await endPause(query, tenant, before.endpoint)
    await armDeliveries(query, tenant, before.endpoint, [before.event], now)
    const delivery = present(await readOne(query, tenant, id), 'delivery')
    if (entryOf !== null) await appendAudit(query, entryOf(before))
    return { kind: 'due', delivery }
  })
}

/**
 * Makes published events due for a webhook endpoint at `now`, with their schedule from the start: those that it was sent
 * before in the same delivery, the others in a new one. An attempt that is under way goes on.
 */
export async function armDeliveries(
  query: Query,
  tenant: TenantId,
  endpoint: WebhookEndpointId,
  events: readonly EventId[],
  now: number,
): Promise<void> {
  await query(
    'arm_deliveries',
    `insert into deliveries as d (tenant_id, id, endpoint_id, event_id, position, line, state, due_at, created_at)
     select e.tenant_id, t.id, $2, e.id, e.position, coalesce(e.session_id::text, e.transaction_id, e.id::text),
       'pending', $5, $5
     from unnest($3::uuid[], $4::uuid[]) as t(event_id, id)
     cross join lateral (
       select * from events e where e.tenant_id = $1 and e.id = t.event_id and e.position is not null limit 1
     ) as e
     order by e.id
     on conflict (tenant_id, event_id, endpoint_id) do update set
       state = 'pending', tries = 0, due_at = excluded.due_at, ended_at = null`,
    [tenant, webhookEndpointUuid(endpoint), events.map(eventUuid), events.map(() => uuidv7()), new Date(now)],
  )
}

async function readOne(query: Query, tenant: TenantId, id: DeliveryId): Promise<Delivery | undefined> {
  const [row] = await query(
    'find_delivery',
    `select ${columns} from deliveries d join events e on e.tenant_id = d.tenant_id and e.id = d.event_id
     where d.tenant_id = $1 and d.id = $2`,
    [tenant, deliveryUuid(id)],
  )
  return row === undefined ? undefined : readDelivery(row)
}

function deliveryUuid(id: DeliveryId): string {
  return id.slice('dlv_'.length)
}

function readDelivery(row: Row): Delivery {
  const type = textOf(row, 'type')
  const state = textOf(row, 'state')
  if (!isEventType(type)) throw new RowError('type')
  return {
    tenant: present(parseTenantId(textOf(row, 'tenant_id')), 'tenant_id'),
    id: present(parseDeliveryId(`dlv_${String(row.id).replaceAll('-', '')}`), 'id'),
    endpoint: readWebhookEndpointId(row.endpoint_id),
    event: readEventId(row.event_id),
    type,
    session: row.session_id === null ? null : readSessionId(row.session_id),
    transaction: textOrNullOf(row, 'transaction_id'),
    state: present(
      deliveryStates.find((known) => known === state),
      'state',
    ),
    attempts: numberOf(row, 'attempts'),
    nextAttemptAt: state === 'pending' ? numberOf(row, 'due_at') : null,
    lastStatus: numberOrNullOf(row, 'last_status'),
    lastFailure: textOrNullOf(row, 'last_failure'),
    createdAt: numberOf(row, 'created_at'),
    endedAt: numberOrNullOf(row, 'ended_at'),
  }
}

function readAttempt(row: Row): DeliveryAttempt {
  return {
    number: numberOf(row, 'number'),
    at: numberOf(row, 'at'),
    durationMs: numberOf(row, 'duration_ms'),
    status: numberOrNullOf(row, 'status'),
    failure: textOrNullOf(row, 'failure'),
    requestHeaders: headersOf(row, 'request_headers') ?? {},
    responseHeaders: headersOf(row, 'response_headers'),
    responseBody: textOrNullOf(row, 'response_body'),
    nextAttemptAt: numberOrNullOf(row, 'next_attempt_at'),
  }
}

function headersOf(row: Row, field: string): Readonly<Record<string, string>> | null {
  const headers = objectOf(row[field], field)
  return headers === null ? null : Object.fromEntries(Object.keys(headers).map((name) => [name, textOf(headers, name)]))
}
