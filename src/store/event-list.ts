import type { EventId, EventType, StoredEvent } from '../domain/event.ts'
import type { SessionId } from '../domain/session.ts'
import type { TenantId } from '../domain/tenant.ts'
import type { WebhookEndpointId } from '../domain/webhook-endpoint.ts'
import { type Database, internalsOf } from '../postgres/database.ts'
import { leastUuidAt } from '../postgres/partition-month.ts'
import { numberOf, present, textOrNullOf } from '../postgres/row.ts'
import { eventColumns, eventUuid, readEvent, readEventId } from './event-row.ts'
import { type LookBack, lookBack, stretchRows } from './look-back.ts'
import { sessionUuid } from './session-row.ts'
import { webhookEndpointUuid } from './webhook-endpoint-row.ts'

/** What a list of events is narrowed by; null leaves all in. */
export interface EventFilter {
  readonly type: EventType | null
  readonly session: SessionId | null
  /** Meld's id. */
  readonly transaction: string | null
  /** Those that were to be delivered there. */
  readonly endpoint: WebhookEndpointId | null
  /** At or after, and before; epoch milliseconds. */
  readonly since: number | null
  readonly until: number | null
}

/** Where a list of events goes on, and how much of it is wanted. */
export interface EventPage {
  readonly count: number
  /** Goes on after this one; null starts with the newest. */
  readonly after: EventPlace | null
  /** How far the clock that tells when events happen may differ from the one that makes their ids, in milliseconds. */
  readonly skewMs: number
}

/** Where a list of events goes on. */
export interface EventPlace {
  readonly id: EventId
}

/** Events of one session or transaction that are looked up at most; none has nearly as many. */
export const eventsOfTopicMax = 1_000

const greatestUuid = 'f'.repeat(32)

/** A page of a tenant's events that are published, newest first. Throws `RowError`. */
export function listEvents(
  database: Database,
  tenant: TenantId,
  filter: EventFilter,
  { count, after, skewMs }: EventPage,
): Promise<LookBack<StoredEvent, EventPlace>> {
  const { query } = internalsOf(database).connection
  const { name, text, values, isReadWhole } = listStatement(filter)
  const floor = idBoundAt(filter.since, -skewMs) ?? '0'.repeat(32)
  const ceiling = idBoundAt(filter.until, skewMs) ?? greatestUuid
  return lookBack(count, after, async (place, wanted) => {
    const last = place === null ? greatestUuid : eventUuid(place.id)
    const below = last < ceiling ? last : ceiling
    const rowsMax = isReadWhole ? stretchRows : wanted
    const rows = await query(name, text, [tenant, below, floor, rowsMax, wanted, ...values])
    const first = present(rows[0], 'stretch')
    const end = textOrNullOf(first, 'last_read')
    return {
      items: rows.filter(({ id }) => id !== null).map(readEvent),
      last: end === null ? null : { id: readEventId(end) },
      isEnd: numberOf(first, 'read') < rowsMax,
    }
  })
}

function listStatement({ type, session, transaction, endpoint, since, until }: EventFilter) {
  const values: unknown[] = []
  const parameter = (value: unknown): string => `$${values.push(value) + 5}`
  const [names, byIndex, byRow]: [string[], string[], string[]] = [[], [], []]
  const add = <T>(name: string, value: T | null, into: string[], condition: (value: T) => string): void => {
    if (value === null) return
    names.push(name)
    into.push(condition(value))
  }
  const eventsOf = (condition: string): string =>
    `e.id = any(array(select o.id from events o where o.tenant_id = $1 and ${condition} limit ${eventsOfTopicMax}))`
  add('session', session, byIndex, (id) => eventsOf(`o.session_id = ${parameter(sessionUuid(id))}::uuid`))
  add('transaction', transaction, byIndex, (id) => eventsOf(`o.transaction_id = ${parameter(id)}`))
  add('type', type, byRow, (word) => `e.type = ${parameter(word)}`)
  add('since', since, byRow, (at) => `e.at >= ${parameter(new Date(at))}`)
  add('until', until, byRow, (at) => `e.at < ${parameter(new Date(at))}`)
  add('endpoint', endpoint, byRow, (id) => {
    const uuid = parameter(webhookEndpointUuid(id))
    // The limit keeps this a look-up, whatever the tables held when it was planned.
    return `(select true from deliveries d
      where d.tenant_id = $1 and d.event_id = e.id and d.endpoint_id = ${uuid}::uuid limit 1)`
  })
  return {
    name: ['list_events', ...names].join('_'),
    values,
    /** No index tells which ones are left in. */
    isReadWhole: byRow.length > 0,
    text: `
      with read as materialized (
        -- Without what events are about, which is most of each.
        select e.tenant_id, e.id, e.type, e.at from events e
        where e.tenant_id = $1 and e.id < $2 and e.id >= $3 and e.position is not null
          and ${['true', ...byIndex].join(' and ')}
        order by e.id desc limit $4
      ), ends as (
        select count(*)::int as read, min(r.id::text) as last_read from read r
      )
      select ends.read, ends.last_read, found.* from ends left join (
        select ${eventColumns} from (
          select e.id from read e where ${['true', ...byRow].join(' and ')} order by e.id desc limit $5
        ) as chosen
        cross join lateral (select * from events o where o.tenant_id = $1 and o.id = chosen.id limit 1) as e
      ) as found on true
      order by found.id desc`,
  }
}

function idBoundAt(instant: number | null, skewMs: number): string | undefined {
  return instant === null ? undefined : leastUuidAt(Math.max(0, Math.trunc(instant + skewMs)))
}

/** One of a tenant's events; undefined when there is none with this id, or it is not published yet. Throws `RowError`. */
export async function findEvent(database: Database, tenant: TenantId, id: EventId): Promise<StoredEvent | undefined> {
  const [row] = await internalsOf(database).connection.query(
    'find_event',
    `select ${eventColumns} from events e where e.tenant_id = $1 and e.id = $2 and e.position is not null`,
    [tenant, eventUuid(id)],
  )
  return row === undefined ? undefined : readEvent(row)
}
