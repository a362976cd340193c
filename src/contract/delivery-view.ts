import Type from 'typebox'
import { type Delivery, type DeliveryAttempt, deliveryStates } from '../domain/delivery.ts'
import { eventTypes } from '../domain/event.ts'
import type { Wire } from './endpoint.ts'
import { nullable } from './schema.ts'
import { Instant } from './timestamps.ts'

/** One event for one webhook endpoint. */
export const DeliverySchema = Type.Object(
  {
    id: Type.String({ description: '`dlv_` and 32 hexadecimal digits' }),
    webhook_endpoint_id: Type.String(),
    event_id: Type.String(),
    type: Type.Enum([...eventTypes]),
    session_id: nullable(Type.String()),
    transaction_id: nullable(Type.String()),
    state: Type.Enum([...deliveryStates], {
      description: '`given_up`: every attempt of the schedule failed; `cancelled`: its webhook endpoint was deleted',
    }),
    attempts: Type.Integer({ minimum: 0, description: 'ever made, replays included' }),
    next_attempt_at: nullable(Instant, 'null once it has ended'),
    last_status: nullable(Type.Integer(), 'of the last answer; null when none came'),
    last_failure: nullable(Type.String(), 'why the last attempt failed; null when it did not'),
    created_at: Instant,
    ended_at: nullable(Instant),
  },
  { title: 'Delivery' },
)

const Headers = Type.Record(Type.String(), Type.String())

/** One attempt to deliver. */
export const DeliveryAttemptSchema = Type.Object(
  {
    number: Type.Integer({ minimum: 1, description: 'counted across replays' }),
    attempted_at: Instant,
    duration_ms: Type.Integer({ minimum: 0 }),
    status: nullable(Type.Integer(), 'of the answer; null when none came'),
    failure: nullable(Type.String(), 'why it failed; null when it did not'),
    request_headers: explainedHeaders('as they were sent, without signatures'),
    response_headers: nullable(Headers),
    response_body: nullable(Type.String(), 'its first 4 KiB'),
    next_attempt_at: nullable(Instant),
  },
  { title: 'DeliveryAttempt' },
)

function explainedHeaders(description: string) {
  return Type.Record(Type.String(), Type.String(), { description })
}

/** A delivery as it is sent. */
export function deliveryMembers(delivery: Delivery): Wire<typeof DeliverySchema> {
  return {
    id: delivery.id,
    webhook_endpoint_id: delivery.endpoint,
    event_id: delivery.event,
    type: delivery.type,
    session_id: delivery.session,
    transaction_id: delivery.transaction,
    state: delivery.state,
    attempts: delivery.attempts,
    next_attempt_at: delivery.nextAttemptAt,
    last_status: delivery.lastStatus,
    last_failure: delivery.lastFailure,
    created_at: delivery.createdAt,
    ended_at: delivery.endedAt,
  }
}

/** An attempt as it is sent. */
export function attemptMembers(attempt: DeliveryAttempt): Wire<typeof DeliveryAttemptSchema> {
  return {
    number: attempt.number,
    attempted_at: attempt.at,
    duration_ms: attempt.durationMs,
    status: attempt.status,
    failure: attempt.failure,
    request_headers: attempt.requestHeaders,
    response_headers: attempt.responseHeaders,
    response_body: attempt.responseBody,
    next_attempt_at: attempt.nextAttemptAt,
  }
}

/** The delivery of the examples. */
export const deliveryExample: Wire<typeof DeliverySchema> = {
  id: 'dlv_019ac1c5e2f07c3a9d4e5b6f70819293',
  webhook_endpoint_id: 'whe_019ac1c5e2f07c3a9d4e5b6f70819293',
  event_id: 'evt_019ac1c5e2f07c3a9d4e5b6f70819293',
  type: 'rampway.test',
  session_id: null,
  transaction_id: null,
  state: 'pending',
  attempts: 0,
  next_attempt_at: 1_764_187_200_000,
  last_status: null,
  last_failure: null,
  created_at: 1_764_187_200_000,
  ended_at: null,
}
