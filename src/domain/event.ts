import type { Brand } from './brand.ts'
import type { SessionId } from './session.ts'

/** `evt_` and 32 hexadecimal digits: a UUIDv7. The `webhook-id` of every attempt to deliver it. */
export type EventId = Brand<'EventId'>

/** What partners are told, in the order of the documents. The set grows: receivers ignore what they do not know. */
export const eventTypes = [
  'ramp.session.opened',
  'ramp.session.returned',
  'ramp.session.expired',
  'ramp.session.not_observed',
  'ramp.session.abandoned',
  'ramp.transaction.created',
  'ramp.transaction.updated',
  'ramp.transaction.completed',
  'ramp.transaction.failed',
  'ramp.transaction.cancelled',
  'ramp.transaction.refunded',
  'rampway.endpoint.failing',
  'rampway.endpoint.disabled',
  'rampway.endpoint.recovered',
  'rampway.test',
] as const

/** One of `eventTypes`. */
export type EventType = (typeof eventTypes)[number]

/** True for the name of a type. */
export function isEventType(text: string): text is EventType {
  return eventTypes.some((type) => type === text)
}

const eventIdPattern = /^evt_[0-9a-f]{32}$/

/** The id that a text is; undefined for any other text. */
export function parseEventId(text: string): EventId | undefined {
  return eventIdPattern.test(text) ? (text as EventId) : undefined
}

/** What an event is about. */
export interface EventTopic {
  readonly session: SessionId | null
  /** Meld's id. */
  readonly transaction: string | null
}
