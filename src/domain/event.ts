import type { Brand } from './brand.ts'
import type { Session, SessionId } from './session.ts'
import type { TenantId } from './tenant.ts'
import { isFinal, type Transaction, type TransactionStatus } from './transaction.ts'

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

/** Of what happens to a session. */
export type SessionEventType = Extract<EventType, `ramp.session.${string}`>
/** Of what happens to a transaction. */
export type TransactionEventType = Extract<EventType, `ramp.transaction.${string}`>
/** Of what the gateway tells of itself. */
export type GatewayEventType = Extract<EventType, `rampway.${string}`>

/** True for the name of a type. */
export function isEventType(text: string): text is EventType {
  return eventTypes.some((type) => type === text)
}

/** True for a type of what happens to a session. */
export function isSessionEventType(type: EventType): type is SessionEventType {
  return type.startsWith('ramp.session.')
}

/** True for a type of what happens to a transaction. */
export function isTransactionEventType(type: EventType): type is TransactionEventType {
  return type.startsWith('ramp.transaction.')
}

/** True for a type of what the gateway tells of itself. */
export function isGatewayEventType(type: EventType): type is GatewayEventType {
  return type.startsWith('rampway.')
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

/** How far the user of an abandoned session was seen to come. */
export type LastStep = 'opened' | 'returned'

/** An event as stored, with what its data is made from: things as they were at that moment. */
export type StoredEvent = SessionEvent | TransactionEvent | GatewayEvent

interface EventHead extends EventTopic {
  readonly tenant: TenantId
  readonly id: EventId
  /** Of its session, or else of its transaction, from 1 and without gaps; null for what is about neither. */
  readonly sequence: number | null
  /** Null where the status did not change, or there was none. */
  readonly previousStatus: string | null
  /** Epoch milliseconds. */
  readonly at: number
}

interface SessionEvent extends EventHead {
  readonly about: 'session'
  readonly type: SessionEventType
  readonly subject: {
    readonly session: Session
    /** Newest first. */
    readonly transactions: readonly Pick<Transaction, 'id' | 'status'>[]
    /** Of an abandoned one; else null. */
    readonly lastStep: LastStep | null
  }
}

interface TransactionEvent extends EventHead {
  readonly about: 'transaction'
  readonly type: TransactionEventType
  readonly subject: Transaction
}

interface GatewayEvent extends EventHead {
  readonly about: 'gateway'
  readonly type: GatewayEventType
  /** As it is shown, with instants in epoch milliseconds. */
  readonly subject: Readonly<Record<string, unknown>>
}

/** An opened session in which nothing happens for this long is abandoned, as long as nothing more does. */
export const abandonedAfterMs = 10 * 60 * 1000

/** What of a transaction decides which events tell of it. */
type Told = Pick<Transaction, 'status' | 'session'> & { readonly meldStatus: string }

const refunds: ReadonlySet<string> = new Set(['REFUNDED', 'PARTIALLY_REFUNDED'])

/**
 * The events that tell how a transaction became what it is, in their order; `before` is null when nothing of it was told
 * yet. One that has ended when it is first seen is told twice: that it is there, and how it ended. `updated` is any other
 * change of its status, of Meld's word for it, or of its session.
 */
export function transactionEvents(before: Told | null, after: Told): readonly TransactionEventType[] {
  const end = isFinal(after.status) ? endOf(after) : null
  if (before === null) return end === null ? ['ramp.transaction.created'] : ['ramp.transaction.created', end]
  const hasMoved = before.status !== after.status
  const isToldAnew = before.meldStatus !== after.meldStatus
  if (end !== null && (hasMoved || (isToldAnew && refunds.has(after.meldStatus)))) return [end]
  return hasMoved || isToldAnew || before.session !== after.session ? ['ramp.transaction.updated'] : []
}

function endOf({ status, meldStatus }: { status: TransactionStatus; meldStatus: string }): TransactionEventType {
  if (status === 'completed') return 'ramp.transaction.completed'
  if (status === 'cancelled') return 'ramp.transaction.cancelled'
  return refunds.has(meldStatus) ? 'ramp.transaction.refunded' : 'ramp.transaction.failed'
}
