import type { GatewayError } from './errors.ts'
import type { RoutingDecision } from './quote.ts'
import { type Session, type SessionId, type SessionRequest, sessionLifetimeMs, type Widget } from './session.ts'
import type { TenantId } from './tenant.ts'
import type { UserId } from './user.ts'

/** A session that is being opened: nobody has been told of it, and it is not stored yet. */
export interface BegunSession {
  readonly tenant: TenantId
  readonly user: UserId
  readonly id: SessionId
  readonly request: SessionRequest
  /** Epoch milliseconds; that of the first call with its key, whoever opens it in the end. */
  readonly createdAt: number
  /** Of the call that opens it: 32 hexadecimal digits. */
  readonly traceId: string
}

/**
 * How asking upstream for a widget ended. A failure says what becomes of the session: `refused` for certain, or
 * `unclear`.
 */
export type OpeningOutcome =
  | { readonly kind: 'opened'; readonly widget: Widget; readonly routing: RoutingDecision }
  | {
      readonly kind: 'failed'
      readonly status: 'refused' | 'unclear'
      readonly error: GatewayError
      readonly routing: RoutingDecision | null
    }

/** The session as its opening leaves it. */
export function advance(begun: BegunSession, outcome: OpeningOutcome): Session {
  const { tenant, user, id, request, createdAt, traceId } = begun
  const opened = outcome.kind === 'opened'
  const widget = opened ? outcome.widget : null
  return {
    tenant,
    id,
    user,
    status: opened ? 'ready' : outcome.status,
    request,
    firstWidget: widget,
    widget: widget,
    routing: outcome.routing,
    failure: opened
      ? null
      : { code: outcome.error.error, detail: outcome.error.details.detail ?? outcome.error.message },
    createdAt,
    expiresAt: createdAt + sessionLifetimeMs,
    openedAt: null,
    returnedAt: null,
    traceId,
    observation: null,
  }
}
