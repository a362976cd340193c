import { errorCatalogue, type GatewayError } from '../domain/errors.ts'
import { basePathOf } from './base-path.ts'

/** Where a refusal happened. */
export interface ProblemContext {
  readonly publicUrl: string
  /** The request's path as the gateway received it, without its query. */
  readonly instance: string
  readonly traceId: string
}

/** The problem body of a refusal: RFC 9457 members and the contract's own. See docs/contract.md, errors. */
export function problemBody(error: GatewayError, context: ProblemContext): Record<string, unknown> {
  const { code, status, title, remedy } = errorCatalogue[error.error]
  return {
    type: `${context.publicUrl}/errors/${code.toLowerCase()}`,
    title,
    status,
    detail: error.details.detail ?? remedy,
    instance: `${basePathOf(context.publicUrl)}${context.instance}`,
    error_code: code,
    trace_id: context.traceId,
    ...error.details.members,
  }
}
