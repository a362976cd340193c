import { uuidv7 } from 'uuidv7'
import { openableStatuses, type SessionId, sessionIdInstant } from '../domain/session.ts'
import type { TenantId } from '../domain/tenant.ts'
import type { Row } from '../postgres/connection.ts'
import { type Database, internalsOf } from '../postgres/database.ts'
import { numberOf, textOrNullOf } from '../postgres/row.ts'
import { listensSql, sessionSubjectSql } from './events.ts'
import { idBounds, readSessionId, readSessionStatus, sessionUuid } from './session-row.ts'
import { tellWatchersSql } from './session-signals.ts'

/** Sessions of one statement: few enough that their rows are held for a moment only. */
export const unfinishedBatchMax = 200

/** Those of the tenants that have sessions in which nothing has happened for so long that they are abandoned. */
export async function listTenantsWithAbandoned(
  database: Database,
  tenants: readonly TenantId[],
  now: number,
): Promise<readonly TenantId[]> {
  const rows = await internalsOf(database).connection.query(
    'list_tenants_with_abandoned',
    `select l.tenant_id from event_listeners l
     where l.tenant_id = any($1::text[])
       and exists (select from session_timers t where t.tenant_id = l.tenant_id and t.due_at <= $2)`,
    [tenants, new Date(now)],
  )
  const found = new Set(rows.map(({ tenant_id }) => tenant_id))
  return tenants.filter((tenant) => found.has(tenant))
}

/**
 * Records that sessions were abandoned, up to `unfinishedBatchMax` of those in which nothing has happened for longest, and
 * forgets them until their next sign of life; those that have got on meanwhile are only forgotten. True when there may be
 * more.
 */
export async function recordAbandoned(database: Database, tenant: TenantId, now: number): Promise<boolean> {
  const { connection, onEvents } = internalsOf(database)
  const due = await connection.query(
    'list_abandoned',
    `select session_id from session_timers where tenant_id = $1 and due_at <= $2
     order by due_at limit ${unfinishedBatchMax}`,
    [tenant, new Date(now)],
  )
  if (due.length === 0) return false
  const ids = due.map(({ session_id }) => readSessionId(session_id))
  // The session before its timer, as whoever opens a link locks them.
  const [outcome] = await connection.query(
    'record_abandoned',
    `with locked as materialized (
       select id, status in ('opened', 'returned') as is_waiting from sessions
       where tenant_id = $1 and id = any($2::uuid[]) and id between $3 and $4
       order by id for update skip locked
     ), ended as (
       delete from session_timers t using locked k
       where t.tenant_id = $1 and t.session_id = k.id and t.due_at <= $6
       returning t.session_id, k.is_waiting
     ), counted as (
       update sessions s set event_count = coalesce(s.event_count, 0) + 1
       from ended e, unnest($2::uuid[], $5::uuid[]) as i(id, event_id)
       where s.tenant_id = $1 and s.id = e.session_id and s.id between $3 and $4 and i.id = s.id
         and e.is_waiting and ${listensSql}
       returning s.*, i.event_id
     ), recorded as (
       insert into events (tenant_id, id, type, session_id, sequence, previous_status, subject, at)
       select c.tenant_id, c.event_id, 'ramp.session.abandoned', c.id, c.event_count, null,
         ${sessionSubjectSql('c')} || jsonb_build_object('lastStep', c.status), $6
       from counted c
     )
     select count(*)::int as ended, (select count(*) from counted)::int as told from ended`,
    [tenant, ids.map(sessionUuid), ...idBounds(ids), ids.map(() => uuidv7()), new Date(now)],
  )
  if (outcome === undefined) return false
  if (numberOf(outcome, 'told') > 0) onEvents(tenant)
  // Those that somebody else holds are left to the next round.
  return due.length === unfinishedBatchMax && numberOf(outcome, 'ended') > 0
}

/** How far a tenant's sessions have been looked at for links that ended. */
export interface ExpiryCursor {
  readonly tenant: TenantId
  /** Since when it listens, epoch milliseconds: of what ended before, nothing is told. */
  readonly since: number
  /** Where to go on: all before have been looked at, and their links had ended. */
  readonly from: SessionId
}

/** The cursors of those of the tenants that listen. */
export async function listExpiryCursors(
  database: Database,
  tenants: readonly TenantId[],
): Promise<readonly ExpiryCursor[]> {
  const rows = await internalsOf(database).connection.query(
    'list_expiry_cursors',
    'select tenant_id, since, expired_until from event_listeners where tenant_id = any($1::text[])',
    [tenants],
  )
  return rows.flatMap((row) => {
    const tenant = tenants.find((id) => id === row.tenant_id)
    if (tenant === undefined) return []
    return [{ tenant, since: numberOf(row, 'since'), from: leastIdAt(numberOf(row, 'expired_until')) }]
  })
}

/**
 * Records which sessions' links have ended without a trade, among up to `unfinishedBatchMax` from the cursor on, in the
 * order in which they were made, up to the first one whose link lives. Gives the cursor to go on from, which is kept;
 * undefined when there is nothing more to look at by now. Each is told once, however often it is looked at.
 */
export async function recordExpired(
  database: Database,
  tenant: TenantId,
  cursor: ExpiryCursor,
  now: number,
): Promise<ExpiryCursor | undefined> {
  const rows = await internalsOf(database).connection.query(
    'list_sessions_made_since',
    `select id, status, observation, expires_at from sessions
     where tenant_id = $1 and id >= $2 order by id limit ${unfinishedBatchMax}`,
    [tenant, sessionUuid(cursor.from)],
  )
  const living = rows.findIndex((row) => numberOf(row, 'expires_at') > now)
  const over = living === -1 ? rows : rows.slice(0, living)
  const unused = over.filter((row) => isUnused(row) && numberOf(row, 'expires_at') > cursor.since)
  if (unused.length > 0) await tellExpired(database, tenant, unused, now)
  const next = rows[living === -1 ? rows.length - 1 : living]
  if (next === undefined) return undefined
  const from = readSessionId(next.id)
  if (sessionIdInstant(from) > sessionIdInstant(cursor.from)) await keepCursor(database, tenant, from)
  return living === -1 && rows.length === unfinishedBatchMax ? { ...cursor, from } : undefined
}

/** An observation is what its end is told with. */
function isUnused(row: Row): boolean {
  return openableStatuses.includes(readSessionStatus(row)) && textOrNullOf(row, 'observation') === null
}

async function tellExpired(database: Database, tenant: TenantId, unused: readonly Row[], now: number): Promise<void> {
  const { connection, onEvents } = internalsOf(database)
  const ids: readonly SessionId[] = unused.map(({ id }) => readSessionId(id))
  const told = await connection.query(
    'record_expired',
    `with locked as materialized (
       select id from sessions
       where tenant_id = $1 and id = any($2::uuid[]) and id between $3 and $4
         and status = any($7::text[]) and observation is null and expires_at <= $6
       order by id for update
     ), counted as (
       update sessions s set event_count = coalesce(s.event_count, 0) + 1
       from locked k, unnest($2::uuid[], $5::uuid[]) as i(id, event_id)
       where s.tenant_id = $1 and s.id = k.id and s.id between $3 and $4 and i.id = s.id and ${listensSql}
         and not exists (
           select from events e
           where e.tenant_id = $1 and e.session_id = k.id and e.type = 'ramp.session.expired')
       returning s.*, i.event_id
     ), recorded as (
       insert into events (tenant_id, id, type, session_id, sequence, previous_status, subject, at)
       select c.tenant_id, c.event_id, 'ramp.session.expired', c.id, c.event_count, c.status, ${sessionSubjectSql('c')}, $6
       from counted c
     )
     select ${tellWatchersSql('tenant_id', 'id')} from counted where tenant_id = $1`,
    [tenant, ids.map(sessionUuid), ...idBounds(ids), ids.map(() => uuidv7()), new Date(now), openableStatuses],
  )
  if (told.length > 0) onEvents(tenant)
}

/** By the instant of its id: of the sessions of that millisecond some are looked at twice, and told of once. */
async function keepCursor(database: Database, tenant: TenantId, from: SessionId): Promise<void> {
  await internalsOf(database).connection.query(
    'keep_expiry_cursor',
    'update event_listeners set expired_until = $2 where tenant_id = $1 and expired_until < $2',
    [tenant, new Date(sessionIdInstant(from))],
  )
}

/** The least id that can be made at an instant. */
function leastIdAt(instant: number): SessionId {
  return readSessionId(instant.toString(16).padStart(12, '0').padEnd(32, '0'))
}
