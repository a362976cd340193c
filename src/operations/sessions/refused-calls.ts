import { type ErrorName, errorCatalogue } from '../../domain/errors.ts'
import type { Session } from '../../domain/session.ts'
import type { Deps } from '../deps.ts'

/** Records with a session that a call about it was refused. */
export function recordRefusal(deps: Deps, { tenant, id }: Pick<Session, 'tenant' | 'id'>, error: ErrorName): void {
  const { trace_id: traceId } = deps.log.subject
  const httpStatus = errorCatalogue[error].status
  const refusal = { kind: 'call_refused' as const, at: deps.clock(), httpStatus, reason: error }
  deps.activity.record(tenant, id, traceId === undefined ? refusal : { ...refusal, traceId })
}
