import type { Session, SessionId, SessionStatus } from '../domain/session.ts'
import type { TenantId } from '../domain/tenant.ts'
import type { Query, Row } from '../postgres/connection.ts'
import type { Database } from '../postgres/database.ts'
import { RowError } from '../postgres/row.ts'
import { runStep, type Step } from '../postgres/step.ts'
import {
  idBounds,
  progressColumns,
  readProgress,
  readSession,
  readSessionStatus,
  type SessionProgress,
  sessionColumns,
  sessionUuid,
} from './session-row.ts'

interface Wanted {
  readonly tenant: TenantId
  readonly id: SessionId
}

/** An error stands in for a row that cannot be read, so that only its own caller fails. */
type Found = { readonly session: Session | undefined } | { readonly error: RowError }

/** A session by its id, of any user; undefined when there is none. Throws `RowError`. */
export async function findSession(database: Database, tenant: TenantId, id: SessionId): Promise<Session | undefined> {
  return sessionOf(await runStep(database, findStep, { tenant, id }))
}

/**
 * The status of a session, of any user, whatever else of it can be read; undefined when there is none. Throws
 * `RowError`.
 */
export async function findSessionStatus(
  database: Database,
  tenant: TenantId,
  id: SessionId,
): Promise<SessionStatus | undefined> {
  const found = await runStep(database, statusStep, { tenant, id })
  if (found instanceof RowError) throw found
  return found
}

/**
 * A session that is or was ready, as it stands now; undefined when it is gone. Only what may have changed is read: the
 * rest is taken from `known`, which is given back itself when nothing has. Throws `RowError`.
 */
export function refreshSession(database: Database, tenant: TenantId, known: Session): Promise<Session | undefined> {
  return runStep(database, refreshStep, { tenant, id: known.id, known }).then(sessionOf)
}

/**
 * A text that changes with whatever is stored of a session and shown to its user, of any user; undefined when there is
 * none. It may change although nothing that is shown has.
 */
export function readSessionStamp(database: Database, tenant: TenantId, id: SessionId): Promise<string | undefined> {
  return runStep(database, stampStep, { tenant, id })
}

const findStep: Step<Wanted, Found> = {
  name: 'find_session',
  run: async (query, items) => {
    const rows = await lookUp(query, findStatement, items)
    return rows.map((row) => read(row, readSession))
  },
}

const statusStep: Step<Wanted, SessionStatus | RowError | undefined> = {
  name: 'find_session_status',
  run: async (query, items) => {
    const rows = await lookUp(query, statusStatement, items)
    return rows.map((row) => row && readOrError(row, readSessionStatus))
  },
}

const stampStep: Step<Wanted, string | undefined> = {
  name: 'read_session_stamp',
  run: async (query, items) => {
    const rows = await lookUp(query, stampStatement, items)
    return rows.map((row) => (row === undefined ? undefined : String(row.stamp)))
  },
}

const refreshStep: Step<Wanted & { readonly known: Session }, Found> = {
  name: 'refresh_session',
  run: async (query, items) => {
    const rows = await lookUp(query, refreshStatement, items)
    return items.map(({ known }, n) => asItStands(rows[n], known))
  },
}

function asItStands(row: Row | undefined, known: Session): Found {
  if (row === undefined) return { session: refreshed(known, asOpened(known)) }
  if (row.status === null) return { session: undefined }
  return read(row, () => refreshed(known, readProgress(row, known.firstWidget)))
}

function asOpened({ firstWidget }: Session): SessionProgress {
  return { status: 'ready', widget: firstWidget, openedAt: null, returnedAt: null, observation: null }
}

function refreshed(known: Session, progress: SessionProgress): Session {
  const { status, widget, openedAt, returnedAt, observation } = progress
  const isUnchanged =
    status === known.status &&
    widget === known.widget &&
    openedAt === known.openedAt &&
    returnedAt === known.returnedAt &&
    observation === known.observation
  return isUnchanged ? known : { ...known, status, widget, openedAt, returnedAt, observation }
}

const findStatement = { name: 'find_session', text: lookUpSql(sessionColumns) }
const statusStatement = { name: 'find_session_status', text: lookUpSql('s.status') }
const stampStatement = {
  name: 'read_session_stamp',
  text: lookUpSql(`concat_ws(' ', s.updated_at, s.observation,
    (select max(t.checked_at) from transactions t where t.tenant_id = s.tenant_id and t.session_id = s.id)) as stamp`),
}
/** No row of a session that stands as its opening left it, as nearly all do, and one of nulls when it is gone. */
const refreshStatement = {
  name: 'refresh_session',
  text: `${lookUpSql(progressColumns, 'left join')} on true
    where s.status is distinct from 'ready' or s.latest_mint is not null or s.opened_at is not null
      or s.returned_at is not null or s.observation is not null`,
}

function lookUpSql(columns: string, join = 'cross join'): string {
  return `
    select i.n, ${columns}
    from unnest($1::text[], $2::uuid[]) with ordinality as i(tenant_id, session_id, n)
    ${join} lateral (
      -- The limit keeps this a look-up by id: the bounds only serve to skip partitions.
      select * from sessions where tenant_id = i.tenant_id and id = i.session_id and id between $3 and $4 limit 1
    ) as s`
}

/** The row of each, in their order; undefined where there is none. */
async function lookUp(
  query: Query,
  { name, text }: typeof findStatement,
  wanted: readonly Wanted[],
): Promise<(Row | undefined)[]> {
  const ids = wanted.map(({ id }) => id)
  // Neither has anything in it that would have to be quoted.
  const tenants = `{${wanted.map(({ tenant }) => tenant).join()}}`
  const rows = await query(name, text, [tenants, `{${ids.map(sessionUuid).join()}}`, ...idBounds(ids)])
  const placed = wanted.map((): Row | undefined => undefined)
  for (const row of rows) placed[Number(row.n) - 1] = row
  return placed
}

function read(row: Row | undefined, readRow: (row: Row) => Session): Found {
  const session = row && readOrError(row, readRow)
  return session instanceof RowError ? { error: session } : { session }
}

function readOrError<T>(row: Row, readRow: (row: Row) => T): T | RowError {
  try {
    return readRow(row)
  } catch (error) {
    if (error instanceof RowError) return error
    throw error
  }
}

function sessionOf(found: Found): Session | undefined {
  if ('error' in found) throw found.error
  return found.session
}
