import { GatewayError } from '../../domain/errors.ts'
import type { Operator } from '../../domain/operator.ts'
import { parseSessionId } from '../../domain/session.ts'
import type { SessionRecord } from '../../domain/session-record.ts'
import type { TenantId } from '../../domain/tenant.ts'
import { findSessionRecord } from '../../store/session-record.ts'
import { type Deps, subjectOf } from '../deps.ts'
import { recordRead, recordRepeatedRead } from './audit.ts'
import { listAllTenants } from './stored-tenants.ts'

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
  return readFor('session.read', recordRepeatedRead, deps, operator, target)
}

/**
 * The same, to make a bundle of it.
 *
 * Throws `session_not_found`.
 */
export function readSessionForExport(deps: Deps, operator: Operator, target: SessionTarget): Promise<SessionRecord> {
  return readFor('session.export', recordRead, deps, operator, target)
}

async function readFor(
  act: string,
  record: typeof recordRepeatedRead,
  deps: Deps,
  operator: Operator,
  target: SessionTarget,
): Promise<SessionRecord> {
  await deps.activity.flush()
  const found = await findRecord(deps, target)
  const { tenant, id } = found.session
  const traceId = deps.log.subject.trace_id ?? null
  await record(deps, operator, { act, target: { kind: 'session', tenant, id }, traceId })
  return found
}

const idForm = 'Ids begin with ses_; rampway find and the search of the console take support codes, wallets and more.'

/**
 * The record of the session that is meant, also of a tenant that is served no longer; later log lines name it. Throws
 * `session_not_found`.
 */
export async function findRecord(deps: Deps, { id, tenant }: SessionTarget): Promise<SessionRecord> {
  const session = parseSessionId(id)
  const tenants = tenant === null ? await listAllTenants(deps.database, deps.tenants.list()) : [tenant]
  const record = session && (await findSessionRecord(deps.database, tenants, session))
  if (record === undefined) {
    const found = tenant === null ? 'No tenant has a session with this id.' : `${tenant} has no session with this id.`
    throw new GatewayError('session_not_found', { detail: session === undefined ? `${found} ${idForm}` : found })
  }
  deps.log.addSubject(subjectOf(record.session))
  return record
}
