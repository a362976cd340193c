import type { SessionId } from '../domain/session.ts'
import type { TenantId } from '../domain/tenant.ts'
import { type Database, internalsOf } from '../postgres/database.ts'
import { numberOf } from '../postgres/row.ts'
import { signalChannel } from '../postgres/signals.ts'
import { sessionUuid } from './session-row.ts'

/** A mark to take before a session is read, so that `waitForSession` misses no change in between. */
export function markSessionSignals(database: Database): number {
  return internalsOf(database).signals.mark()
}

/**
 * Resolves when a session that is watched has changed since `mark`, or after `timeoutMs`: read it again then. It may
 * have changed without a signal, or have a signal without a change.
 */
export function waitForSession(
  database: Database,
  tenant: TenantId,
  id: SessionId,
  mark: number,
  timeoutMs: number,
): Promise<void> {
  return internalsOf(database).signals.wait(sessionTopic(tenant, id), mark, timeoutMs)
}

/** From now on, and for so long at least, every process that changes the session tells of it. */
export async function watchSession(database: Database, tenant: TenantId, id: SessionId, forMs: number): Promise<void> {
  await internalsOf(database).connection.query(
    'watch_session',
    `insert into watched_sessions as w (tenant_id, session_id, until)
     values ($1, $2, now() + make_interval(secs => $3))
     on conflict (tenant_id, session_id) do update set until = greatest(w.until, excluded.until)`,
    [tenant, sessionUuid(id), forMs / 1000],
  )
}

/** Deletes what says of sessions that they are watched, once they are no more; returns how many there were. */
export async function forgetWatchedSessions(database: Database, tenants: readonly TenantId[]): Promise<number> {
  const [row] = await internalsOf(database).connection.query(
    'forget_watched_sessions',
    `with deleted as (
       delete from watched_sessions where tenant_id = any($1::text[]) and until < now() returning tenant_id
     )
     select count(*)::int as deleted from deleted where tenant_id is not null`,
    [tenants],
  )
  return row === undefined ? 0 : numberOf(row, 'deleted')
}

/**
 * SQL, of the two columns of a changed session, that tells who watches it; it does nothing for any other session. For
 * the list of a `select` over the rows that changed.
 */
export function tellWatchersSql(tenant: string, id: string): string {
  return `case when exists (
         select from watched_sessions w where w.tenant_id = ${tenant} and w.session_id = ${id}
       ) then pg_notify('${signalChannel}', ${sessionTopicSql(id)}) end`
}

/** A session as one text. Ids are random, so that those of two tenants do not meet. */
function sessionTopic(_tenant: TenantId, id: SessionId): string {
  return `session ${sessionUuid(id)}`
}

/** Names the topic on the channel, and does not show the id. */
function sessionTopicSql(id: string): string {
  return `encode(sha256(('session ' || replace(${id}::text, '-', ''))::bytea), 'hex')`
}
