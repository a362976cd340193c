import type { RampwayEvent } from './event-types.ts'
import type { components } from './generated/contract.ts'
import type { Input, Open } from './open-set.ts'

type Schemas = components['schemas']

/** Milliseconds since 1970, or ISO 8601. */
export type Time = number | string

/** What narrows a list, with times in either form. */
type Narrowing<Query> = {
  [Name in keyof Input<Query>]: Name extends 'created_after' | 'created_before' | 'since' | 'until'
    ? Time | undefined
    : Input<Query>[Name]
}

/** The same answer, with its events told apart by their types. */
type WithEvents<Reply> = {
  readonly [Name in keyof Reply]: Name extends 'event'
    ? RampwayEvent
    : Name extends 'events'
      ? readonly RampwayEvent[]
      : Open<Reply[Name]>
}

/** A session of any user of the tenant, with how its provider was chosen and what happened to it. */
export interface TenantSession extends Open<Schemas['TenantSession'] & Pick<Schemas['TenantSessionReply'], '_links'>> {}
/** A session as a list has it. */
export interface ListedTenantSession extends Open<Schemas['ListedTenantSession']> {}
/** One page of sessions. */
export interface TenantSessionPage extends Open<Schemas['TenantSessionList']> {}
/** Narrows a list of sessions. */
export interface TenantSessionsInput extends Narrowing<Schemas['ListSessionsAsPartnerQuery']> {}

/** A transaction of any user of the tenant. */
export interface TenantTransaction
  extends Open<Schemas['TenantTransaction'] & Pick<Schemas['TenantTransactionReply'], '_links'>> {}
/** A transaction as a list has it. */
export interface ListedTenantTransaction extends Open<Schemas['ListedTenantTransaction']> {}
/** One page of transactions. */
export interface TenantTransactionPage extends Open<Schemas['TenantTransactionList']> {}
/** Narrows a list of transactions. */
export interface TenantTransactionsInput extends Narrowing<Schemas['ListTransactionsAsPartnerQuery']> {}

/** One page of events. */
export interface EventPage extends WithEvents<Schemas['ListEventsReply']> {}
/** Narrows a list of events. */
export interface EventsInput extends Narrowing<Schemas['ListEventsQuery']> {}
/** An event, and its deliveries. */
export interface EventWithDeliveries extends WithEvents<Schemas['GetEventReply']> {}
/** To which webhook endpoint an event is sent again; without, to all that want it. */
export interface ReplayEventInput extends Input<Schemas['ReplayEventBody']> {}

/** Where events are sent. */
export interface WebhookEndpoint extends Open<Schemas['WebhookEndpoint']> {}
/** With its secret, which is shown this once. */
export interface WebhookEndpointWithSecret extends Open<Schemas['WebhookEndpointWithSecret']> {}
/** All webhook endpoints. */
export interface WebhookEndpointPage extends Open<Schemas['ListWebhookEndpointsReply']> {}
/** What a webhook endpoint is to be. */
export interface WebhookEndpointInput extends Input<Schemas['CreateWebhookEndpointBody']> {}
/** What of a webhook endpoint is to be another. */
export interface WebhookEndpointChanges extends Input<Schemas['ChangeWebhookEndpointBody']> {}
/** Which events are sent again. */
export interface ReplayInput extends Input<Schemas['ReplayToWebhookEndpointBody']> {}
/** How many those are. */
export interface Replay extends Open<Schemas['Replay']> {}

/** One event for one webhook endpoint. */
export interface Delivery extends Open<Schemas['Delivery']> {}
/** One attempt to deliver, and what was answered. */
export interface DeliveryAttempt extends Open<Schemas['DeliveryAttempt']> {}
/** A delivery with its event, the body that is sent, and every attempt. */
export interface DeliveryDetail extends WithEvents<Schemas['GetDeliveryReply']> {}
/** One page of deliveries. */
export interface DeliveryPage extends Open<Schemas['ListDeliveriesReply']> {}
/** Narrows a list of deliveries. */
export interface DeliveriesInput extends Narrowing<Schemas['ListDeliveriesQuery']> {}
