import type { ListedSession, ListedTransaction } from './types.ts'

/** The same object, its instants in the form that was asked for: by name, every one ends in `_at`. */
type At<Of, Instant> = Of extends string | number | boolean | null | undefined
  ? Of
  : Of extends readonly (infer Each)[]
    ? readonly At<Each, Instant>[]
    : {
        [Name in keyof Of]: Name extends `${string}_at` ? AnInstant<Of[Name], Instant> : At<Of[Name], Instant>
      }

/** A text is Meld's own, and stays. */
type AnInstant<Of, Instant> = number extends Of ? Instant | Exclude<Of, number> : Of

interface EventOf<Type, Data, Instant> {
  /** `evt_…`: the same at every attempt and replay, so that one which came before is known again. */
  readonly id: string
  readonly type: Type
  /** When it happened. */
  readonly timestamp: Instant
  /** `<org-id>:<env-id>` */
  readonly tenant: string
  /** Counts the events of one session from 1; null for what is of no session. */
  readonly sequence: number | null
  /** Of a session or transaction: its status before; null where there was none. */
  readonly previous_status: string | null
  readonly data: Data
}

/** A session as the API lists it, at that moment. */
export type SessionEventType =
  | 'ramp.session.opened'
  | 'ramp.session.returned'
  | 'ramp.session.expired'
  | 'ramp.session.not_observed'

/** A transaction as the API lists it, at that moment. */
export type TransactionEventType =
  | 'ramp.transaction.created'
  | 'ramp.transaction.updated'
  | 'ramp.transaction.completed'
  | 'ramp.transaction.failed'
  | 'ramp.transaction.cancelled'
  | 'ramp.transaction.refunded'

/** A webhook endpoint, without its secret. */
export type WebhookEndpointEventType =
  | 'rampway.endpoint.failing'
  | 'rampway.endpoint.disabled'
  | 'rampway.endpoint.recovered'

/** A type of this version, which a `switch` knows. */
export type KnownEventType =
  | SessionEventType
  | 'ramp.session.abandoned'
  | TransactionEventType
  | WebhookEndpointEventType
  | 'rampway.test'

/**
 * A type that a newer gateway has, which is left in the `default` of a `switch`: any text that is none of the known ones.
 * TypeScript cannot say that; by this form it tells them apart.
 */
export type UnknownEventType = `${string} (unknown)`

/** What happened, with `Instant` as the form of its times. Its `type` tells what `data` is. */
type EventIn<Instant> =
  | EventOf<SessionEventType, At<ListedSession, Instant>, Instant>
  | EventOf<
      'ramp.session.abandoned',
      At<ListedSession, Instant> & {
        /** What the user was seen to do last. */
        readonly last_step: string
      },
      Instant
    >
  | EventOf<TransactionEventType, At<ListedTransaction, Instant>, Instant>
  | EventOf<WebhookEndpointEventType, Readonly<Record<string, unknown>> & { readonly id: string }, Instant>
  | EventOf<'rampway.test', { readonly message: string; readonly webhook_endpoint_id: string }, Instant>
  | EventOf<UnknownEventType, Readonly<Record<string, unknown>>, Instant>

/** What happened, as the API gives it: instants are milliseconds since 1970. */
export type RampwayEvent = EventIn<number>

/** The same in a webhook: its instants are in the form that the webhook endpoint chose. `new Date(…)` takes both. */
export type WebhookEvent = EventIn<string | number>
