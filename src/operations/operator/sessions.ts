import { GatewayError } from '../../domain/errors.ts'
import type { Operator } from '../../domain/operator.ts'
import { parseSessionId } from '../../domain/session.ts'
import type { SessionRecord } from '../../domain/session-record.ts'
import type { TenantId } from '../../domain/tenant.ts'
import { findSessionRecord } from '../../store/session-record.ts'
import { type Deps, subjectOf } from '../deps.ts'

/** Which session an operator means. */
export interface SessionTarget {
  readonly id: string
  /** Null: whichever tenant's it is. */
  readonly tenant: TenantId | null
}

/**
 * One session with everything that is recorded of it.
 *
 * Throws `session_not_found`.
 */
export async function readSession(deps: Deps, _operator: Operator, target: SessionTarget): Promise<SessionRecord> {
  return findRecord(deps, target)
}

/** The record of the session that is meant; later log lines name it. Throws `session_not_found`. */
async function findRecord(deps: Deps, { id, tenant }: SessionTarget): Promise<SessionRecord> {
  const session = parseSessionId(id)
  const tenants = deps.tenants.list().flatMap((served) => (tenant === null || served.id === tenant ? [served.id] : []))
  const record = session && (await findSessionRecord(deps.database, tenants, session))
  if (record === undefined) {
    const whose = tenant === null ? 'Of the tenants served here, none' : `The tenant ${tenant} is not served here, or`
    throw new GatewayError('session_not_found', { detail: `${whose} has no session with this id.` })
  }
  deps.log.addSubject(subjectOf(record.session))
  return record
}
