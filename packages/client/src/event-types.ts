import type { components } from './generated/contract.ts'
import type { Open } from './open-set.ts'

type Schemas = components['schemas']

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

type EventOf<Type, Data, Instant> = Omit<Schemas['GatewayEvent'], 'type' | 'timestamp' | 'data'> & {
  readonly type: Type
  /** When it happened. */
  readonly timestamp: Instant
  readonly data: Data
}

/** What happens to a session. */
export type SessionEventType = Schemas['SessionEvent']['type']
/** What happens to a transaction. */
export type TransactionEventType = Schemas['TransactionEvent']['type']
/** What happens to a webhook endpoint. */
export type WebhookEndpointEventType = Exclude<Schemas['GatewayEvent']['type'], 'rampway.test'>

/** A session as the API lists it, at that moment. */
type SessionData = Omit<Open<Schemas['SessionEventData']>, 'last_step'>
/** How far the user of an abandoned session was seen to come. */
type LastStep = Required<Pick<Open<Schemas['SessionEventData']>, 'last_step'>>

/**
 * A type that a newer gateway has, which is left in the `default` of a `switch`: any text that is none of the known ones.
 * TypeScript cannot say that; by this form it tells them apart.
 */
export type UnknownEventType = `${string} (unknown)`

/** What happened, with `Instant` as the form of its times. Its `type` tells what `data` is. */
type EventIn<Instant> =
  | EventOf<Exclude<SessionEventType, 'ramp.session.abandoned'>, At<SessionData, Instant>, Instant>
  | EventOf<'ramp.session.abandoned', At<SessionData, Instant> & LastStep, Instant>
  | EventOf<TransactionEventType, At<Open<Schemas['Transaction']>, Instant>, Instant>
  | EventOf<WebhookEndpointEventType, At<Open<Schemas['WebhookEndpoint']>, Instant>, Instant>
  | EventOf<'rampway.test', { readonly message: string; readonly webhook_endpoint_id: string }, Instant>
  | EventOf<UnknownEventType, Readonly<Record<string, unknown>>, Instant>

/** What happened, as the API gives it: instants are milliseconds since 1970. */
export type RampwayEvent = EventIn<number>

/** The same in a webhook: its instants are in the form that the webhook endpoint chose. `new Date(…)` takes both. */
export type WebhookEvent = EventIn<string | number>
