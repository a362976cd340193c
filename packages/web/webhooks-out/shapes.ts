// What both APIs answer about webhook endpoints, events and deliveries. Instants are epoch milliseconds.

export interface WebhookEndpoint {
  readonly tenant: string
  readonly id: string
  readonly url: string
  /** Empty: all. */
  readonly types: readonly string[]
  readonly description: string | null
  readonly timestamp_format: 'iso8601' | 'epoch'
  readonly signature: 'hmac' | 'ed25519' | 'both'
  readonly status: 'enabled' | 'failing' | 'disabled'
  readonly disabled_reason: string | null
  readonly disabled_at: number | null
  readonly failing_since: number | null
  readonly last_success_at: number | null
  readonly last_failure_at: number | null
  /** Deliveries that wait for it. */
  readonly pending: number
  /** Until then the secret before signs too. */
  readonly previous_secret_expires_at: number | null
  readonly created_at: number
}

/** With the secret, which no later answer tells. */
export interface SecretWebhookEndpoint extends WebhookEndpoint {
  readonly secret: string
}

export interface EventView {
  readonly id: string
  readonly type: string
  readonly timestamp: number
  readonly tenant: string
  readonly sequence: number | null
  readonly previous_status: string | null
  readonly data: Readonly<Record<string, unknown>>
}

export interface Delivery {
  readonly id: string
  readonly webhook_endpoint_id: string
  readonly event_id: string
  readonly type: string
  readonly session_id: string | null
  readonly transaction_id: string | null
  readonly state: 'pending' | 'delivered' | 'given_up' | 'cancelled'
  readonly attempts: number
  readonly next_attempt_at: number | null
  readonly last_status: number | null
  readonly last_failure: string | null
  readonly created_at: number
  readonly ended_at: number | null
}

export interface Attempt {
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

interface Listed {
  readonly _links: { readonly next?: { readonly href: string } }
}

export interface WebhookEndpointPage extends Listed {
  readonly webhook_endpoints: readonly WebhookEndpoint[]
}

export interface EventPage extends Listed {
  readonly events: readonly EventView[]
}

export interface DeliveryPage extends Listed {
  readonly deliveries: readonly Delivery[]
}

export interface EventReply {
  readonly event: EventView
  readonly deliveries: readonly Delivery[]
}

export interface DeliveryReply {
  readonly delivery: Delivery
  readonly event: EventView
  /** As it is sent. */
  readonly body: string
  /** Oldest first. */
  readonly history: readonly Attempt[]
}

/** What a replay of a range does, or would do. */
export interface RangeReplay {
  readonly count: number
  readonly first_at: number | null
  readonly last_at: number | null
}
