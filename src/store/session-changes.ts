import { uuidv7 } from 'uuidv7'
import { abandonedAfterMs, type SessionEventType } from '../domain/event.ts'
import { firstCheckMs } from '../domain/reconciliation.ts'
import { type SessionId, type SessionStatus, sessionLifetimeMs } from '../domain/session.ts'
import type { EventFacts } from '../domain/session-record.ts'
import { type SessionCause, statusesBefore } from '../domain/session-transitions.ts'
import type { TenantId } from '../domain/tenant.ts'
import type { Query, Row } from '../postgres/connection.ts'
import { type Database, internalsOf } from '../postgres/database.ts'
import { groupRows, instantSql } from '../postgres/group-rows.ts'
import { signalChannel } from '../postgres/signals.ts'
import { listensSql, sessionSubjectSql } from './events.ts'
import { keyTopicSql } from './idempotency-keys.ts'
import { sessionColumns, sessionUuid, storedTooEarly } from './session-row.ts'
import { tellWatchersSql } from './session-signals.ts'

/** A session that is ready, as the statements below read it. */
export interface ReadySessionRow {
  readonly tenant_id: string
  readonly user_id: string
  /** Null: it has no key, and so no claim. */
  readonly key: string | null
  readonly session_id: string
  readonly fence: number
  readonly request: object
  readonly widget: object | null
  readonly routing: object | null
  readonly trace_id: string | null
  /** Null: none were made. */
  readonly upstream_calls: readonly object[] | null
  /** Both in epoch milliseconds. */
  readonly now_ms: number
  readonly created_ms: number
}

/** A session whose opening has ended in any way, as `storeOtherSql` reads it. */
export interface EndedOpeningRow extends ReadySessionRow {
  readonly status: SessionStatus
  readonly failure: object | null
}

const readyColumns = `tenant_id text, user_id text, key text, session_id uuid, fence int, request jsonb, widget jsonb,
    routing jsonb, trace_id uuid, upstream_calls jsonb, now_ms double precision, created_ms double precision`
const createdAtSql = instantSql('created_ms')
const nowSql = instantSql('now_ms')
const expiresAtSql = instantSql(`created_ms + ${sessionLifetimeMs}`)
const nextCheckAtSql = instantSql(`now_ms + ${firstCheckMs}`)

const insertReady = (from: string): string => `
  insert into sessions
    (tenant_id, id, user_id, status, fence, request, first_mint, routing, created_at, updated_at, expires_at,
     next_check_at, trace_id, upstream_calls, key_hash)
  select tenant_id, session_id, user_id, 'ready', fence, request, widget, routing, ${createdAtSql}, ${nowSql},
         ${expiresAtSql}, ${nextCheckAtSql}, trace_id, upstream_calls, hashtextextended(key, 0)
  from ${from}`

/** Wakes other processes that wait for the key of row `i`. */
const notifySql = `pg_notify('${signalChannel}', ${keyTopicSql('i')})`

/**
 * Settles the keys of sessions that are ready at their first opening, and stores those whose claims still stood; a row
 * for each of them, with its position in the group. Carried out again it finds no claim.
 */
export const storeReadySql = `
with settled as (
  update idempotency_keys k set state = 'finished'
  from (${groupRows(readyColumns)}) as i
  where k.tenant_id = i.tenant_id and k.user_id = i.user_id and k.key = i.key and k.fence = i.fence
    and k.session_id = i.session_id and k.state = 'claimed'
  returning i.*, k.awaited
),
stored as (${insertReady('settled')}
)
select i.n, case when i.awaited then ${notifySql} end from settled i`

/** Stores sessions that are ready and have no key. */
export const storeKeylessSql = `${insertReady(`(${groupRows(readyColumns)}) as i`)}
on conflict do nothing`

const beforeEnd = [...statusesBefore('ready', 'opening'), storedTooEarly].map((status) => `'${status}'`).join(', ')

/**
 * The same for all others, with a key or without: sessions that were not opened, which is told, those that an earlier
 * opening left unclear, and those that are finished once more, because the connection was lost before the first time
 * was told. A row for each, in their order.
 */
export const storeOtherSql = `
with input as materialized (
  select *, ${nowSql} as now, ${createdAtSql} as created_at, ${expiresAtSql} as expires_at,
         case when status = 'ready' then ${nextCheckAtSql} end as next_check_at,
         case status when 'ready' then 'finished' when 'unclear' then 'unclear' else 'released' end as key_state
  from (${groupRows(`${readyColumns}, status text, failure jsonb`)}) as t
),
keys as (
  update idempotency_keys k set state = i.key_state
  from input i
  where k.tenant_id = i.tenant_id and k.user_id = i.user_id and k.key = i.key and k.fence = i.fence
    and k.session_id = i.session_id
    and k.state in ('claimed', i.key_state)
  returning i.n, k.awaited
),
stored as (
  insert into sessions as s
    (tenant_id, id, user_id, status, fence, request, first_mint, routing, failure, created_at, updated_at, expires_at,
     next_check_at, trace_id, upstream_calls, key_hash)
  select i.tenant_id, i.session_id, i.user_id, i.status, i.fence, i.request, i.widget, i.routing, i.failure,
         i.created_at, i.now, i.expires_at, i.next_check_at, i.trace_id, i.upstream_calls, hashtextextended(i.key, 0)
  from input i
  where i.key is null or i.n in (select n from keys)
  on conflict (tenant_id, id) do update set
    status = excluded.status, fence = excluded.fence, request = excluded.request, first_mint = excluded.first_mint,
    routing = excluded.routing, failure = excluded.failure,
    updated_at = ${changedAtSql('excluded.updated_at', 's.updated_at')},
    next_check_at = excluded.next_check_at, trace_id = excluded.trace_id,
    upstream_calls = excluded.upstream_calls
  where s.status in (${beforeEnd}) and s.fence < excluded.fence
  returning s.tenant_id, s.id, s.status, s.updated_at
),
told as (
  insert into session_events (tenant_id, session_id, id, kind, detail, at)
  select tenant_id, id, gen_random_uuid(), status, jsonb_build_object('sessionStatus', status), updated_at
  from stored where status <> 'ready'
)
select i.n, i.key is null or i.n in (select n from keys) as is_settled,
       case when i.n in (select n from keys where awaited) then ${notifySql} end
from input i
order by i.n`

/**
 * SQL for the instant of a change that is made at `now`, of a row last written at `before`: always later than that, for
 * calls wait for each other, and clocks differ, while a session's events are told in the order of their instants.
 */
export function changedAtSql(now: string, before: string): string {
  return `greatest(${now}, ${before} + interval '1 ms')`
}

/**
 * A change of one session. Its SQL names the row `s`, the row as it was before `b`, the present `$3`, the instant that
 * the change is told with `b.changed_at`, and its own values `$11` and on.
 */
export interface SessionChange {
  /** Of the statement, whose text is always the same. */
  readonly name: string
  readonly by: SessionCause
  readonly to: SessionStatus
  /** Where the session may stand as well: then it stays there, and the columns are written all the same. */
  readonly keeping?: readonly SessionStatus[]
  /** What is to be known of the row as it was, as SQL: it becomes columns of `b`, and of what is returned. */
  readonly before?: string
  /** Columns that go with the status. */
  readonly set?: string
  /** What must hold beside the transition table. */
  readonly where?: string
  readonly values?: readonly unknown[]
  readonly event: SessionEvent
}

/** A change that partners are told of, where its tenant listens. It is a sign of life of the user. */
export interface ToldChange extends SessionChange {
  readonly told: {
    readonly type: SessionEventType
    /** Only where this holds of the row as it was, as SQL. */
    readonly where?: string
  }
}

/** What is recorded of a change. Its detail also tells the session's new status, where that has changed. */
export interface SessionEvent {
  readonly kind: string
  readonly detail?: EventFacts
  /** Recorded even when the status stays; else only when it moves. */
  readonly always?: boolean
}

/**
 * The one way for a stored session to change its status: by the transition table, together with the columns that go
 * with it and the change in its history, in one statement; whoever watches it is told. Gives the row as it stands then,
 * with the columns of `before` and its former status as `was`; undefined when the table or the condition does not allow
 * the change.
 */
export async function changeSession(
  query: Query,
  tenant: TenantId,
  id: SessionId,
  change: SessionChange,
  now: number,
): Promise<Row | undefined> {
  return await runChange(query, tenant, id, change, now, untold)
}

/**
 * The same for a change that partners are told of: where the tenant listens, its event is recorded and the timer of a
 * session that may be abandoned is set, in the same statement. For tenants that do not listen there is another statement,
 * for merely having these tables in one costs half as much again; which one is tried first depends on what was found last.
 */
export async function changeAndTell(
  database: Database,
  tenant: TenantId,
  id: SessionId,
  change: ToldChange,
  now: number,
): Promise<Row | undefined> {
  const { connection, listeners, onEvents } = internalsOf(database)
  const { query } = connection
  if (!listeners.has(tenant)) {
    const row = await runChange(query, tenant, id, change, now, onlyUnheard)
    if (row !== undefined) return row
  }
  const telling = { ...change, name: `${change.name}_and_tell` }
  const row = await runChange(query, tenant, id, telling, now, tellingOf(change.told))
  if (row?.listens === true) listeners.add(tenant)
  if (row?.listens === false) listeners.delete(tenant)
  if (row?.is_told === true) onEvents(tenant)
  return row
}

/** What a statement of a change has for the partners of its tenant, as parts of its SQL. */
interface Telling {
  readonly before: string
  readonly set: string
  readonly where: string
  readonly returning: string
  readonly steps: string
}

const untold: Telling = { before: '', set: '', where: '', returning: '', steps: '' }

/** Where nobody listens, and nowhere else. */
const onlyUnheard: Telling = { ...untold, before: `, ${listensSql} as listens`, where: ' and not b.listens' }

/** The event's id is that of the change in the session's history. */
const tellingOf = ({ type, where }: ToldChange['told']): Telling => ({
  before: `, ${listensSql} as listens, (${where ?? 'true'}) and ${listensSql} as is_told`,
  set: `,
         event_count = case when b.is_told then coalesce(s.event_count, 0) + 1 else s.event_count end`,
  where: '',
  returning: ', s.event_count',
  steps: `, recorded as (
       insert into events (tenant_id, id, type, session_id, sequence, previous_status, subject, at)
       select c.tenant_id, $7, '${type}', c.id, c.event_count, nullif(c.was, c.status), ${sessionSubjectSql('c')},
         c.changed_at
       from changed c where c.is_told
     ), timed as (
       insert into session_timers as t (tenant_id, session_id, due_at)
       select c.tenant_id, c.id, c.changed_at + interval '${abandonedAfterMs} ms'
       from changed c where c.listens and c.status in ('opened', 'returned')
       on conflict (tenant_id, session_id) do update set due_at = greatest(t.due_at, excluded.due_at)
     )`,
})

/**
 * Who watches is asked for by parameters, not by the row: else PostgreSQL takes its general plan for so dear that it plans
 * the statement anew at each call.
 */
async function runChange(
  query: Query,
  tenant: TenantId,
  id: SessionId,
  change: SessionChange,
  now: number,
  telling: Telling,
): Promise<Row | undefined> {
  const { name, by, to, keeping = [], before, set, where, values = [], event } = change
  const [row] = await query(
    name,
    `with before as (
       select status as was, ${changedAtSql('$3', 'updated_at')} as changed_at${before === undefined ? '' : `, ${before}`}${telling.before}
       from sessions where tenant_id = $1 and id = $2 for update
     ), changed as (
       update sessions s set
         status = case when b.was = any($4::text[]) then $5 else b.was end,
         updated_at = b.changed_at${set === undefined ? '' : `, ${set}`}${telling.set}
       from before b
       where s.tenant_id = $1 and s.id = $2 and (b.was = any($4::text[]) or b.was = any($6::text[]))
         and (${where ?? 'true'})${telling.where}
       returning b.*, ${sessionColumns}${telling.returning}
     ), told as (
       insert into session_events (tenant_id, session_id, id, kind, detail, at)
       select tenant_id, id, $7, $8,
         $9::jsonb || case when status = was then '{}' else jsonb_build_object('sessionStatus', status) end, changed_at
       from changed where status <> was or $10
     )${telling.steps}
     select c.*, ${tellWatchersSql('$1', '$2')} from changed c`,
    [
      tenant,
      sessionUuid(id),
      new Date(now),
      statusesBefore(to, by),
      to,
      keeping,
      uuidv7(),
      event.kind,
      JSON.stringify(event.detail ?? {}),
      event.always ?? false,
      ...values,
    ],
  )
  return row
}
