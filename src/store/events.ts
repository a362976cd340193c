import { uuidv7 } from 'uuidv7'
import type { EventId, EventTopic, EventType } from '../domain/event.ts'
import type { TenantId } from '../domain/tenant.ts'
import type { Query } from '../postgres/connection.ts'
import { readEventId } from './event-row.ts'
import { sessionUuid } from './session-row.ts'

/** What is recorded of something that happened. */
export interface NewEvent {
  readonly type: EventType
  readonly topic: EventTopic
  /** Null where the status did not change, or there was none. */
  readonly previousStatus: string | null
  /**
   * What its data is made from, as `readEvent` reads it: of the gateway's own types the data itself, as it is shown, with
   * instants in epoch milliseconds.
   */
  readonly subject: object
  /** Epoch milliseconds. */
  readonly at: number
}

/**
 * Records an event where the tenant listens, in the transaction that makes it happen; gives its id then. Its sequence counts
 * on at the row of its session, or else of its transaction, which is locked by that until the transaction ends. After the
 * commit whoever recorded it says so (`onEvents`).
 */
export async function recordEvent(query: Query, tenant: TenantId, event: NewEvent): Promise<EventId | undefined> {
  const { type, topic, previousStatus, subject, at } = event
  const rows = await query(
    'record_event',
    `with listener as (
       select tenant_id from event_listeners where tenant_id = $1
     ), of_session as (
       update sessions s set event_count = coalesce(s.event_count, 0) + 1 from listener l
       where s.tenant_id = l.tenant_id and s.tenant_id = $1 and s.id = $4
       returning s.event_count
     ), of_transaction as (
       update transactions t set event_count = coalesce(t.event_count, 0) + 1 from listener l
       where t.tenant_id = l.tenant_id and t.id = $5 and $4::uuid is null
       returning t.event_count
     )
     insert into events (tenant_id, id, type, session_id, transaction_id, sequence, previous_status, subject, at)
     select l.tenant_id, $2, $3, $4, $5,
       coalesce((select event_count from of_session), (select event_count from of_transaction)), $6, $7, $8
     from listener l
     returning id`,
    [
      tenant,
      uuidv7(),
      type,
      topic.session === null ? null : sessionUuid(topic.session),
      topic.transaction,
      previousStatus,
      JSON.stringify(subject),
      new Date(at),
    ],
  )
  return rows[0] === undefined ? undefined : readEventId(rows[0].id)
}

const epochMs = (instant: string): string => `floor(extract(epoch from ${instant}) * 1000)`

/**
 * SQL for the subject of an event about a session, from a row of `sessions`, or one with `sessionColumns`: itself, as
 * `readSession` reads it, and its transactions.
 */
export function sessionSubjectSql(row: string): string {
  const columns = ['tenant_id', 'id', 'user_id', 'status', 'request', 'first_mint', 'latest_mint', 'routing', 'failure']
  const instants = ['created_at', 'expires_at', 'opened_at', 'returned_at']
  const members = [
    ...[...columns, 'trace_id', 'observation'].map((column) => `'${column}', ${row}.${column}`),
    ...instants.map((column) => `'${column}', ${epochMs(`${row}.${column}`)}`),
  ]
  return `jsonb_build_object(
    'session', jsonb_build_object(${members.join(', ')}),
    'transactions', (
      select coalesce(jsonb_agg(jsonb_build_object('id', t.id, 'status', t.status)
                                order by t.provider_created_at desc, t.id desc), '[]')
      from transactions t
      where t.tenant_id = ${row}.tenant_id and t.session_id = ${row}.id and t.user_id = ${row}.user_id
    ))`
}

/** SQL that is true where the tenant of `$1` listens. */
export const listensSql = 'exists (select from event_listeners l where l.tenant_id = $1)'
