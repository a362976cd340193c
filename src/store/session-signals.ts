import type { SessionId } from '../domain/session.ts'
import type { TenantId } from '../domain/tenant.ts'
import { type Database, internalsOf } from '../postgres/database.ts'
import { sessionUuid } from './session-row.ts'

/** A mark to take before a session is read, so that `waitForSession` misses no change in between. */
export function markSessionSignals(database: Database): number {
  return internalsOf(database).signals.mark()
}

/**
 * Resolves when a session has changed since `mark`, or after `timeoutMs`: read it again then. It may have changed without
 * a signal, or have a signal without a change.
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

/** A session as one text. Its id is random, so that of two tenants do not meet. For `store/` only. */
export function sessionTopic(_tenant: TenantId, id: SessionId): string {
  return `session ${sessionUuid(id)}`
}

/**
 * SQL for the name under which all processes are told of the session with the uuid that this SQL gives: it does not show
 * the id.
 */
export function sessionTopicSql(uuid: string): string {
  return `encode(sha256(('session ' || replace(${uuid}::text, '-', ''))::bytea), 'hex')`
}
