import type { EventId, StoredEvent } from '../domain/event.ts'
import type { TenantId } from '../domain/tenant.ts'
import type { Query } from '../postgres/connection.ts'
import { type Database, internalsOf } from '../postgres/database.ts'
import { numberOf } from '../postgres/row.ts'
import { signalChannel, wireName } from '../postgres/signals.ts'
import { eventColumns, eventUuid, readEvent } from './event-row.ts'

/** One place in a tenant's order of what was told. */
export interface ToldEvent {
  readonly position: number
  readonly event: StoredEvent
  /** It was told before, and is told once more. */
  readonly isReplay: boolean
}

/**
 * What a tenant was told after a position, in its order, replays included. Whoever has seen one position misses none
 * before it, for they are given in order. Throws `RowError`.
 */
export async function readEventsAfter(
  database: Database,
  tenant: TenantId,
  position: number,
  limit: number,
): Promise<readonly ToldEvent[]> {
  const rows = await internalsOf(database).connection.query(
    'read_events_after',
    `select told.* from (
       (select e.position::float8 as told_at, false as is_replay, ${eventColumns}
        from events e where e.tenant_id = $1 and e.position > $2
        order by e.position limit $3)
       union all
       (select r.position::float8, true, ${eventColumns}
        from event_replays r join events e on e.tenant_id = r.tenant_id and e.id = r.event_id
        where r.tenant_id = $1 and r.position > $2
        order by r.position limit $3)
     ) as told
     order by told_at limit $3`,
    [tenant, position, limit],
  )
  return rows.map((row) => ({
    position: numberOf(row, 'told_at'),
    event: readEvent(row),
    isReplay: row.is_replay === true,
  }))
}

/** Where an event was told, replays included: the newest position, or the oldest; undefined where it was not. */
export async function findPosition(
  database: Database,
  tenant: TenantId,
  id: EventId,
  which: 'newest' | 'oldest' = 'newest',
): Promise<number | undefined> {
  const [row] = await internalsOf(database).connection.query(
    'find_event_position',
    `select min(position)::float8 as oldest, max(position)::float8 as newest from (
       select position from events where tenant_id = $1 and id = $2 and position is not null
       union all select position from event_replays where tenant_id = $1 and event_id = $2
     ) as told`,
    [tenant, eventUuid(id)],
  )
  return row === undefined || row[which] === null ? undefined : numberOf(row, which)
}

/** The position after which a tenant was told everything that was recorded since an instant (epoch milliseconds). */
export async function findPositionAt(database: Database, tenant: TenantId, instant: number): Promise<number> {
  const [row] = await internalsOf(database).connection.query(
    'find_position_at',
    `select coalesce(min(position) - 1, (select last_position from event_listeners where tenant_id = $1), 0)::float8
       as position
     from (
       select position from events where tenant_id = $1 and id >= $2 and position is not null order by id limit $3
     ) as since`,
    [tenant, leastUuidOf(instant), outOfOrderMax],
  )
  return row === undefined ? 0 : numberOf(row, 'position')
}

/** Ids and positions differ in their order only among events of the same moment. */
const outOfOrderMax = 1_000

function leastUuidOf(instant: number): string {
  return Math.max(0, Math.floor(instant)).toString(16).padStart(12, '0').padEnd(32, '0')
}

/** The position of what a tenant was told last; 0 for nothing, and for one that does not listen. */
export async function lastPosition(database: Database, tenant: TenantId): Promise<number> {
  const [row] = await internalsOf(database).connection.query(
    'last_event_position',
    'select last_position::float8 as position from event_listeners where tenant_id = $1',
    [tenant],
  )
  return row === undefined ? 0 : numberOf(row, 'position')
}

/**
 * Tells events once more, in their order, to whoever reads on from the last position, within the caller's transaction;
 * their deliveries are the caller's to ask for. Those that are not published yet, or are no more, are left out.
 */
export async function replayEvents(
  query: Query,
  tenant: TenantId,
  ids: readonly EventId[],
  now: number,
): Promise<void> {
  const [row] = await query(
    'lock_event_positions',
    'select last_position::float8 as position from event_listeners where tenant_id = $1 for update',
    [tenant],
  )
  if (row === undefined) return
  await query(
    'replay_events',
    `with again as (
       select e.id, row_number() over (order by e.position) as n
       from events e where e.tenant_id = $1 and e.id = any($2::uuid[]) and e.position is not null
     ), moved as (
       update event_listeners set last_position = $3::bigint + (select count(*) from again) where tenant_id = $1
     ), told as (
       insert into event_replays (tenant_id, position, event_id, at)
       select $1, $3::bigint + n, id, $4 from again
     )
     select ${notifyEventsSql('$5')}`,
    [tenant, ids.map(eventUuid), numberOf(row, 'position'), new Date(now), eventsWireName(tenant)],
  )
}

/** SQL that wakes whoever waits for the events of a tenant; `name` is SQL for its `eventsWireName`. */
export const notifyEventsSql = (name: string): string => `pg_notify('${signalChannel}', ${name})`

/** The name under which all processes are told of a tenant's events. For `store/` only. */
export function eventsWireName(tenant: TenantId): string {
  return wireName(topicOf(tenant))
}

/** Wakes those of this process. For `store/` only. */
export function announceEvents(database: Database, tenant: TenantId): void {
  internalsOf(database).signals.announce(topicOf(tenant))
}

/** A mark to take before events are read, so that `waitForEvents` misses none in between. */
export function markEvents(database: Database): number {
  return internalsOf(database).signals.mark()
}

/** Resolves when the tenant was told something since the mark, or after `timeoutMs`: read again then. */
export function waitForEvents(database: Database, tenant: TenantId, mark: number, timeoutMs: number): Promise<void> {
  return internalsOf(database).signals.wait(topicOf(tenant), mark, timeoutMs)
}

function topicOf(tenant: TenantId): string {
  return `events of ${tenant}`
}
