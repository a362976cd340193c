import type { KnownEventType, RampwayEvent } from './event-types.ts'
import type { Link, ListedSession, ListedTransaction, SessionStatus, TransactionStatus } from './types.ts'

type OpenText<Known> = Known | (string & Record<never, never>)

/** One page of a list. */
interface Page {
  readonly _links: { readonly self: Link; readonly next?: Link }
}

/** Which page of a list, and how long it is. */
interface PageInput {
  /** 1 to 200; 50 by default. */
  readonly count?: number | undefined
  /** Where the page before ended, as its `_links.next` says. */
  readonly after?: string | undefined
}

/** A session of any user of the tenant. */
export interface PartnerSession extends ListedSession {
  /** `usr_…` */
  readonly user: string
}
export interface PartnerSessionsInput extends PageInput {
  readonly status?: SessionStatus | undefined
  readonly user?: string | undefined
  readonly service_provider?: string | undefined
  readonly created_after?: number | undefined
  readonly created_before?: number | undefined
}
export interface PartnerSessionPage extends Page {
  readonly sessions: readonly PartnerSession[]
}

export interface PartnerTransaction extends ListedTransaction {}
export interface PartnerTransactionsInput extends PageInput {
  readonly status?: TransactionStatus | undefined
  readonly session?: string | undefined
  readonly user?: string | undefined
  readonly created_after?: number | undefined
  readonly created_before?: number | undefined
}
export interface PartnerTransactionPage extends Page {
  readonly transactions: readonly PartnerTransaction[]
}

/** A type of events. */
export type EventType = OpenText<KnownEventType>

export interface EventsInput extends PageInput {
  readonly type?: EventType | undefined
  readonly session?: string | undefined
  readonly transaction?: string | undefined
  readonly since?: number | undefined
  readonly until?: number | undefined
}
export interface EventPage extends Page {
  readonly events: readonly RampwayEvent[]
}
/** An event, and what became of it at each webhook endpoint. */
export interface EventWithDeliveries {
  readonly event: RampwayEvent
  readonly deliveries: readonly Delivery[]
}

/** Where events are sent. */
export interface WebhookEndpoint {
  readonly id: string
  readonly url: string
  /** Empty: all. */
  readonly types: readonly EventType[]
  readonly description: string | null
  readonly timestamp_format: OpenText<'iso8601' | 'epoch'>
  readonly signature: OpenText<'hmac' | 'ed25519' | 'both'>
  readonly status: OpenText<'enabled' | 'failing' | 'disabled'>
  readonly disabled_reason: OpenText<'partner' | 'operator' | 'gone' | 'failing_too_long'> | null
  readonly disabled_at: number | null
  readonly failing_since: number | null
  readonly last_success_at: number | null
  readonly last_failure_at: number | null
  /** Deliveries that wait. */
  readonly pending: number
  readonly created_at: number
}
/** With the secret, which is shown here and nowhere else. */
export interface WebhookEndpointWithSecret extends WebhookEndpoint {
  /** `whsec_…` */
  readonly secret: string
}
export interface WebhookEndpointPage extends Page {
  readonly webhook_endpoints: readonly WebhookEndpoint[]
}
/** What may be changed of a webhook endpoint. */
export interface WebhookEndpointChanges {
  readonly url?: string | undefined
  readonly types?: readonly EventType[] | undefined
  readonly description?: string | null | undefined
  readonly timestamp_format?: 'iso8601' | 'epoch' | undefined
  readonly signature?: 'hmac' | 'ed25519' | 'both' | undefined
  readonly status?: 'enabled' | 'disabled' | undefined
}
export interface WebhookEndpointInput extends Omit<WebhookEndpointChanges, 'status'> {
  readonly url: string
}
/** Which events are sent again. */
export interface ReplayInput {
  readonly since?: number | undefined
  readonly until?: number | undefined
  readonly types?: readonly EventType[] | undefined
  readonly only_failed?: boolean | undefined
  /** All that came after the last one which the webhook endpoint took. */
  readonly since_last_success?: boolean | undefined
  /** Counts them, and sends nothing. */
  readonly dry_run?: boolean | undefined
}
export interface Replay {
  readonly count: number
  readonly first_at: number | null
  readonly last_at: number | null
}

/** One event for one webhook endpoint. */
export interface Delivery {
  readonly id: string
  readonly webhook_endpoint_id: string
  readonly event_id: string
  readonly type: EventType
  readonly session_id: string | null
  readonly transaction_id: string | null
  readonly state: OpenText<'pending' | 'delivered' | 'given_up' | 'cancelled'>
  readonly attempts: number
  readonly next_attempt_at: number | null
  readonly last_status: number | null
  readonly last_failure: string | null
  readonly created_at: number
  readonly ended_at: number | null
}
export interface DeliveryAttempt {
  readonly number: number
  readonly attempted_at: number
  readonly duration_ms: number
  readonly status: number | null
  readonly failure: string | null
  readonly request_headers: Readonly<Record<string, string>>
  readonly response_headers: Readonly<Record<string, string>> | null
  readonly response_body: string | null
  readonly next_attempt_at: number | null
}
export interface DeliveryDetail extends Delivery {
  readonly event: RampwayEvent
  readonly history: readonly DeliveryAttempt[]
}
export interface DeliveriesInput extends PageInput {
  readonly webhook_endpoint?: string | undefined
  readonly event?: string | undefined
  readonly session?: string | undefined
  readonly transaction?: string | undefined
  readonly type?: EventType | undefined
  readonly state?: Delivery['state'] | undefined
}
export interface DeliveryPage extends Page {
  readonly deliveries: readonly Delivery[]
}
