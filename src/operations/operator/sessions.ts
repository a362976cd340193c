import { GatewayError } from '../../domain/errors.ts'
import type { Operator } from '../../domain/operator.ts'
import { parseSessionId } from '../../domain/session.ts'
import type { SessionRecord } from '../../domain/session-record.ts'
import type { TenantId } from '../../domain/tenant.ts'
import { findSessionRecord } from '../../store/session-record.ts'
import { type Deps, subjectOf } from '../deps.ts'
import { recordRead } from './audit.ts'

/** Which session an operator means. */
export interface SessionTarget {
  readonly id: string
  /** Null: whichever tenant's it is. */
  readonly tenant: TenantId | null
}

/**
 * One session with everything that is recorded of it; that it was read is recorded before it is given.
 *
 * Throws `session_not_found`.
 */
export function readSession(deps: Deps, operator: Operator, target: SessionTarget): Promise<SessionRecord> {
  return readFor('session.read', deps, operator, target)
}

/**
 * The same, to make a bundle of it.
 *
 * Throws `session_not_found`.
 */
export function readSessionForExport(deps: Deps, operator: Operator, target: SessionTarget): Promise<SessionRecord> {
  return readFor('session.export', deps, operator, target)
}

async function readFor(act: string, deps: Deps, operator: Operator, target: SessionTarget): Promise<SessionRecord> {
  await deps.activity.flush()
  const record = await findRecord(deps, target)
  const { tenant, id } = record.session
  const traceId = deps.log.subject.trace_id ?? null
  await recordRead(deps, operator, { act, target: { kind: 'session', tenant, id }, traceId })
  return record
}

/** The record of the session that is meant; later log lines name it. Throws `session_not_found`. */
export async function findRecord(deps: Deps, { id, tenant }: SessionTarget): Promise<SessionRecord> {
  const session = parseSessionId(id)
  const tenants = deps.tenants.list().flatMap((served) => (tenant === null || served.id === tenant ? [served.id] : []))
  const record = session && (await findSessionRecord(deps.database, tenants, session))
  if (record === undefined) {
    const who = tenant === null ? 'No tenant that is served here has' : `${tenant} is not served here, or does not have`
    throw new GatewayError('session_not_found', { detail: `${who} a session with this id.` })
  }
  deps.log.addSubject(subjectOf(record.session))
  return record
}
