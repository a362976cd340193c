import type { AuditEntry } from '../domain/audit.ts'
import { type EventId, isEventType } from '../domain/event.ts'
import { type ReplayRange, replayChoices, replayEventsMax, replayReadMax } from '../domain/replay.ts'
import { parseTenantId, type TenantId } from '../domain/tenant.ts'
import type { WebhookEndpoint, WebhookEndpointId } from '../domain/webhook-endpoint.ts'
import type { Query, Row } from '../postgres/connection.ts'
import { type Database, internalsOf } from '../postgres/database.ts'
import { leastUuidAt } from '../postgres/partition-month.ts'
import { numberOf, numberOrNullOf, present, RowError, textOf, textOrNullOf } from '../postgres/row.ts'
import { appendAudit } from './audit.ts'
import { armDeliveries } from './deliveries.ts'
import { announceEvents, replayEvents } from './event-log.ts'
import { readEventId } from './event-row.ts'
import { endPause, lockWebhookEndpoint } from './webhook-endpoint-lock.ts'
import { readWebhookEndpointId, webhookEndpointUuid } from './webhook-endpoint-row.ts'

/** Events that one statement looks at when a replay is counted; some hundredths of a second. */
const countedAtOnce = 10_000
/** Events that one transaction of a replay looks at, all of which it may make due. */
const armedAtOnce = 1_000

/** What a replay comes to. `too_many`: more events than one replay tells, or would have to look at. */
export type ReplayCount =
  | {
      readonly kind: 'counted'
      readonly count: number
      readonly firstAt: number | null
      readonly lastAt: number | null
    }
  | { readonly kind: 'too_many' }

/** How far the clock that tells when events happen may differ from the one that makes their ids, in milliseconds. */
export interface IdSkew {
  readonly skewMs: number
}

/** Counts what a replay would tell, stretch by stretch. Throws `RowError`. */
export async function countReplay(
  database: Database,
  tenant: TenantId,
  endpoint: WebhookEndpointId,
  range: ReplayRange & IdSkew,
): Promise<ReplayCount> {
  const { query } = internalsOf(database).connection
  let { after, below } = boundsOf(range)
  let [count, firstAt, lastAt]: [number, number | null, number | null] = [0, null, null]
  for (let read = 0; read <= replayReadMax; ) {
    const [row] = await query(
      'count_replay',
      `with ${chosenSql}
       select (select count(*) from read)::int as read, (select max(id::text) from read) as last_id,
         count(*)::int as chosen, min(c.at) as first_at, max(c.at) as last_at from chosen c`,
      [tenant, after, below, countedAtOnce, ...valuesOf(endpoint, range)],
    )
    const stretch = present(row, 'count')
    count += numberOf(stretch, 'chosen')
    firstAt = lesser(firstAt, numberOrNullOf(stretch, 'first_at'), Math.min)
    lastAt = lesser(lastAt, numberOrNullOf(stretch, 'last_at'), Math.max)
    if (count > replayEventsMax) return { kind: 'too_many' }
    if (numberOf(stretch, 'read') < countedAtOnce) return { kind: 'counted', count, firstAt, lastAt }
    after = textOf(stretch, 'last_id')
    read += countedAtOnce
  }
  return { kind: 'too_many' }
}

/**
 * When the oldest event happened that is pending for a webhook endpoint, in epoch milliseconds; null for none. Throws
 * `RowError`.
 */
export async function oldestPendingAt(
  database: Database,
  tenant: TenantId,
  endpoint: WebhookEndpointId,
): Promise<number | null> {
  const [row] = await internalsOf(database).connection.query(
    'read_oldest_pending',
    // Those that are pending first: in the order of events all that were ever delivered stand before them.
    `with pending as materialized (
       select event_id from deliveries where tenant_id = $1 and endpoint_id = $2 and state = 'pending'
     )
     select (extract(epoch from e.at) * 1000)::float8 as at from (
       select p.event_id from pending p order by p.event_id limit 1
     ) as oldest join events e on e.tenant_id = $1 and e.id = oldest.event_id`,
    [tenant, webhookEndpointUuid(endpoint)],
  )
  return row === undefined ? null : numberOf(row, 'at')
}

/** What came of beginning a replay. */
export type ReplayBeginning =
  | { readonly kind: 'begun' }
  /** Another one is not through yet. */
  | { readonly kind: 'under_way' }
  | { readonly kind: 'disabled'; readonly endpoint: WebhookEndpoint }
  | { readonly kind: 'absent' }

/** Stores a replay, to be carried out by `advanceReplay`, with its entry in the audit log. Throws `RowError`. */
export function beginReplay(
  database: Database,
  tenant: TenantId,
  id: WebhookEndpointId,
  begun: { readonly range: ReplayRange & IdSkew; readonly now: number; readonly entry: AuditEntry | null },
): Promise<ReplayBeginning> {
  const { range, now, entry } = begun
  return internalsOf(database).connection.transaction(async (query): Promise<ReplayBeginning> => {
    const endpoint = await lockWebhookEndpoint(query, tenant, id)
    if (endpoint === undefined) return { kind: 'absent' }
    if (endpoint.status === 'disabled') return { kind: 'disabled', endpoint }
    const { after, below } = boundsOf(range)
    const { since, until, types, chosen } = range
    const rows = await query(
      'begin_replay',
      `insert into webhook_replays (tenant_id, endpoint_id, since, until, types, chosen, after_id, below_id, created_at)
       values ($1, $2, $3, $4, $5, $6, $7, $8, $9) on conflict (tenant_id, endpoint_id) do nothing returning endpoint_id`,
      [tenant, webhookEndpointUuid(id), new Date(since), new Date(until), types, chosen, after, below, new Date(now)],
    )
    if (rows.length === 0) return { kind: 'under_way' }
    await endPause(query, tenant, id)
    if (entry !== null) await appendAudit(query, entry)
    return { kind: 'begun' }
  })
}

/** How far a step of a replay came. */
export interface ReplayStep {
  /** Events that it made due. */
  readonly armed: number
  readonly isThrough: boolean
}

/**
 * Carries out the next stretch of a replay: makes its events due for the webhook endpoint, and gives them new positions for
 * the tenant's streams, all in one transaction. Through when there is none, or its webhook endpoint is disabled or gone.
 * Throws `RowError`.
 */
export async function advanceReplay(
  database: Database,
  tenant: TenantId,
  id: WebhookEndpointId,
  now: number,
): Promise<ReplayStep> {
  const step = await internalsOf(database).connection.transaction(async (query): Promise<ReplayStep> => {
    // In the order in which publishing locks them.
    await query('lock_event_listener', 'select from event_listeners where tenant_id = $1 for update', [tenant])
    const endpoint = await lockWebhookEndpoint(query, tenant, id)
    const replay = await readReplay(query, tenant, id)
    if (replay === undefined) return { armed: 0, isThrough: true }
    if (endpoint === undefined || endpoint.status === 'disabled') {
      await endReplay(query, tenant, id)
      return { armed: 0, isThrough: true }
    }
    const rows = await query(
      'read_replay_stretch',
      `with ${chosenSql}
       select ends.read, ends.last_id, c.id from (
         select count(*)::int as read, max(r.id::text) as last_id from read r
       ) as ends left join chosen c on true order by c.position`,
      [tenant, replay.after, replay.below, armedAtOnce, ...valuesOf(id, replay.range)],
    )
    const stretch = present(rows[0], 'stretch')
    const events = rows.filter((row) => row.id !== null).map((row) => readEventId(row.id))
    await tellAgain(query, tenant, id, events, now)
    const last = textOrNullOf(stretch, 'last_id')
    const isThrough = last === null || numberOf(stretch, 'read') < armedAtOnce
    if (isThrough) await endReplay(query, tenant, id)
    else await moveReplay(query, tenant, id, last)
    return { armed: events.length, isThrough }
  })
  if (step.armed > 0) announceEvents(database, tenant)
  return step
}

/** A replay that is not through. */
export interface OpenReplay {
  readonly tenant: TenantId
  readonly endpoint: WebhookEndpointId
}

/** Replays of these tenants that are not through. Throws `RowError`. */
export async function listOpenReplays(
  database: Database,
  tenants: readonly TenantId[],
): Promise<readonly OpenReplay[]> {
  const rows = await internalsOf(database).connection.query(
    'list_open_replays',
    'select tenant_id, endpoint_id from webhook_replays where tenant_id = any($1::text[]) order by created_at',
    [tenants],
  )
  return rows.map((row) => ({
    tenant: present(parseTenantId(textOf(row, 'tenant_id')), 'tenant_id'),
    endpoint: readWebhookEndpointId(row.endpoint_id),
  }))
}

async function tellAgain(
  query: Query,
  tenant: TenantId,
  id: WebhookEndpointId,
  events: readonly EventId[],
  now: number,
): Promise<void> {
  if (events.length === 0) return
  await replayEvents(query, tenant, events, now)
  await armDeliveries(query, tenant, id, events, now)
}

async function readReplay(query: Query, tenant: TenantId, id: WebhookEndpointId) {
  const [row] = await query(
    'read_replay',
    'select * from webhook_replays r where r.tenant_id = $1 and r.endpoint_id = $2 for update',
    [tenant, webhookEndpointUuid(id)],
  )
  if (row === undefined) return undefined
  const chosen = textOf(row, 'chosen')
  const range: ReplayRange = {
    since: numberOf(row, 'since'),
    until: numberOf(row, 'until'),
    types: typesOf(row),
    chosen: present(
      replayChoices.find((known) => known === chosen),
      'chosen',
    ),
  }
  return { range, after: textOf(row, 'after_id'), below: textOf(row, 'below_id') }
}

async function moveReplay(query: Query, tenant: TenantId, id: WebhookEndpointId, after: string): Promise<void> {
  await query('move_replay', 'update webhook_replays set after_id = $3 where tenant_id = $1 and endpoint_id = $2', [
    tenant,
    webhookEndpointUuid(id),
    after,
  ])
}

async function endReplay(query: Query, tenant: TenantId, id: WebhookEndpointId): Promise<void> {
  await query('end_replay', 'delete from webhook_replays where tenant_id = $1 and endpoint_id = $2', [
    tenant,
    webhookEndpointUuid(id),
  ])
}

/**
 * Of the events whose ids are after `$2` and below `$3`, the first `$4`; and which of them a replay chooses: none that
 * publishing would not send there, a test or what tells of the webhook endpoint itself.
 */
const chosenSql = `read as materialized (
    select e.id, e.type, e.at, e.position,
      case when e.type like 'rampway.endpoint.%' then e.subject->>'id' end as about
    from events e
    where e.tenant_id = $1 and e.id > $2 and e.id < $3 order by e.id limit $4
  ), chosen as (
    select r.id, r.at, r.position from read r
    left join lateral (
      -- The limit keeps this a look-up, whatever the tables held when it was planned.
      select d.state, d.attempts, d.last_status from deliveries d
      where d.tenant_id = $1 and d.event_id = r.id and d.endpoint_id = $5::uuid limit 1
    ) as d on true
    where r.position is not null and r.at >= $6::timestamptz and r.at < $7::timestamptz and r.type <> 'rampway.test'
      and r.about is distinct from 'whe_' || replace($5::uuid::text, '-', '')
      and (cardinality($8::text[]) = 0 or r.type = any($8::text[]))
      and case $9::text when 'all' then true
            when 'failed' then d.state = 'given_up' or (
              d.state = 'pending' and d.attempts > 0 and coalesce(d.last_status, 0) not between 200 and 299)
            else d.state is distinct from 'delivered' end
  )`

function valuesOf(endpoint: WebhookEndpointId, { since, until, types, chosen }: ReplayRange): readonly unknown[] {
  return [webhookEndpointUuid(endpoint), new Date(since), new Date(until), types, chosen]
}

function boundsOf({ since, until, skewMs }: ReplayRange & IdSkew): { after: string; below: string } {
  return {
    after: leastUuidAt(Math.max(0, Math.trunc(since - skewMs))),
    below: leastUuidAt(Math.max(0, Math.trunc(until + skewMs))),
  }
}

function typesOf({ types }: Row): ReplayRange['types'] {
  const texts = Array.isArray(types) ? types.map(String) : []
  if (!Array.isArray(types) || !texts.every(isEventType)) throw new RowError('types')
  return texts
}

function lesser(a: number | null, b: number | null, choose: (a: number, b: number) => number): number | null {
  return a === null ? b : b === null ? a : choose(a, b)
}
