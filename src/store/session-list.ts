import { publicEventKinds } from '../domain/activity.ts'
import type { Session, SessionId, ShownSessionStatus } from '../domain/session.ts'
import { openableStatuses } from '../domain/session.ts'
import {
  historyOf,
  type SessionHistory,
  type SessionRecords,
  type SessionTransaction,
  type TimelineEntry,
} from '../domain/session-history.ts'
import type { TenantId } from '../domain/tenant.ts'
import { transactionStatuses } from '../domain/transaction.ts'
import type { UserId } from '../domain/user.ts'
import type { Row } from '../postgres/connection.ts'
import { type Database, internalsOf } from '../postgres/database.ts'
import { jsonListOf, numberOf, present, rowOrAbsentOf, textOf } from '../postgres/row.ts'
import { idBounds, readSession, sessionColumns, sessionUuid, storedTooEarly } from './session-row.ts'
import { readDetailObject } from './transaction-row.ts'

/** Which of a user's sessions to list. */
export interface SessionPage {
  /** Goes on after this one; null starts with the newest. */
  readonly after: SessionId | null
  readonly count: number
  /** As it is shown at `now`; null lists all. */
  readonly status: ShownSessionStatus | null
  readonly now: number
}

const publicKinds = publicEventKinds.map((kind) => `'${kind}'`).join(', ')

/**
 * SQL for a session's transactions, newest first, and the events that its owner is shown; it has a handful of either. `session` is SQL for its id:
 * a parameter where the statement is about one session, so that only its month of events is opened.
 */
const recordColumns = (session: 's.id' | '$2'): string => `s.updated_at,
  (select jsonb_agg(jsonb_build_object('kind', e.kind, 'detail', e.detail, 'at', floor(extract(epoch from e.at) * 1000))
                    order by e.at, e.id)
   from session_events e where e.tenant_id = s.tenant_id and e.session_id = ${session} and e.kind in (${publicKinds})) as events,
  (select jsonb_agg(jsonb_build_object('id', t.id, 'status', t.status, 'detail', t.detail)
                    order by t.provider_created_at desc, t.id desc)
   from transactions t where t.tenant_id = s.tenant_id and t.session_id = s.id and t.user_id = s.user_id) as transactions`

/** One session of a user with its history; undefined when this user has none with that id. Throws `RowError`. */
export async function findOwnSession(
  database: Database,
  tenant: TenantId,
  user: UserId,
  id: SessionId,
): Promise<SessionHistory | undefined> {
  const rows = await internalsOf(database).connection.query(
    'find_own_session',
    `select ${sessionColumns}, ${recordColumns('$2')}
     from sessions s where s.tenant_id = $1 and s.id = $2 and s.user_id = $3`,
    [tenant, sessionUuid(id), user],
  )
  return rows[0] === undefined ? undefined : readHistory(rows[0])
}

/** One session of the tenant, whoever its user is; undefined when it has none with that id. Throws `RowError`. */
export async function findSessionHistory(
  database: Database,
  tenant: TenantId,
  id: SessionId,
): Promise<SessionHistory | undefined> {
  const rows = await internalsOf(database).connection.query(
    'find_session_history',
    `select ${sessionColumns}, ${recordColumns('$2')} from sessions s where s.tenant_id = $1 and s.id = $2`,
    [tenant, sessionUuid(id)],
  )
  return rows[0] === undefined ? undefined : readHistory(rows[0])
}

/** These sessions of the tenant, newest first; those that it does not have are left out. Throws `RowError`. */
export async function loadSessionHistories(
  database: Database,
  tenant: TenantId,
  ids: readonly SessionId[],
): Promise<readonly SessionHistory[]> {
  if (ids.length === 0) return []
  const rows = await internalsOf(database).connection.query(
    'load_session_histories',
    `select ${sessionColumns}, ${recordColumns('s.id')}
     from unnest($2::uuid[]) as i(session_id)
     cross join lateral (
       -- The limit keeps this a look-up by id: the bounds only serve to skip partitions.
       select * from sessions where tenant_id = $1 and id = i.session_id and id between $3 and $4 limit 1
     ) as s
     order by s.id desc`,
    [tenant, ids.map(sessionUuid), ...idBounds(ids)],
  )
  return rows.map(readHistory)
}

/** Greater than any id: so the first page has the same condition, and the same plan, as the others. */
const beyondAll = 'f'.repeat(32)

/**
 * A user's sessions, newest first, by their ids, which are made in order of time; so a page costs the same however far
 * back it is. Throws `RowError`.
 */
export async function listSessions(
  database: Database,
  tenant: TenantId,
  user: UserId,
  page: SessionPage,
): Promise<readonly SessionHistory[]> {
  const rows = await internalsOf(database).connection.query(
    'list_sessions',
    `select ${sessionColumns}, ${recordColumns('s.id')}
     from sessions s
     where s.tenant_id = $1 and s.user_id = $2 and s.id < $3
       and ($4::text is null or $4 = case
             when s.status = any($5::text[]) and s.expires_at <= $6 then coalesce(s.observation, 'expired')
             when s.status = '${storedTooEarly}' then 'unclear'
             else s.status end)
     order by s.id desc
     limit $7`,
    [
      tenant,
      user,
      page.after === null ? beyondAll : sessionUuid(page.after),
      page.status,
      openableStatuses,
      new Date(page.now),
      page.count,
    ],
  )
  return rows.map(readHistory)
}

function readHistory(row: Row): SessionHistory {
  const session: Session = readSession(row)
  const records: SessionRecords = {
    updatedAt: numberOf(row, 'updated_at'),
    events: jsonListOf(row, 'events').map(readEvent),
    transactions: jsonListOf(row, 'transactions').map(readTransaction),
  }
  return historyOf(session, records)
}

/** Shows only the members of an event's detail that are named here; the rest is for the operator. */
function readEvent(row: Row): TimelineEntry {
  const detail = present(rowOrAbsentOf(row, 'detail'), 'event.detail')
  const [serviceProvider, transactionId, status] = [detail.serviceProvider, detail.transactionId, detail.status]
  const kind = textOf(row, 'kind')
  return {
    at: numberOf(row, 'at'),
    // The name that events had in older versions.
    kind: kind === 'minted_again' ? 'refreshed' : kind,
    ...(typeof serviceProvider === 'string' && { serviceProvider }),
    ...(typeof transactionId === 'string' && { transactionId }),
    ...(typeof status === 'string' && { status }),
  }
}

function readTransaction(row: Row): SessionTransaction {
  const status = textOf(row, 'status')
  return {
    id: textOf(row, 'id'),
    status: present(
      transactionStatuses.find((known) => known === status),
      'transaction.status',
    ),
    ...readDetailObject(present(rowOrAbsentOf(row, 'detail'), 'transaction.detail')),
  }
}
