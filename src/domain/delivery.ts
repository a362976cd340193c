import type { Brand } from './brand.ts'
import type { EventId, EventTopic, EventType } from './event.ts'
import type { TenantId } from './tenant.ts'
import type { WebhookEndpointId } from './webhook-endpoint.ts'

/** `dlv_` and 32 hexadecimal digits: a UUIDv7. */
export type DeliveryId = Brand<'DeliveryId'>

/** `given_up`: every attempt of the schedule failed. `cancelled`: its endpoint is gone. */
export const deliveryStates = ['pending', 'delivered', 'given_up', 'cancelled'] as const

/** One of `deliveryStates`. */
export type DeliveryState = (typeof deliveryStates)[number]

/** One event for one webhook endpoint. Instants are epoch milliseconds. */
export interface Delivery extends EventTopic {
  readonly tenant: TenantId
  readonly id: DeliveryId
  readonly endpoint: WebhookEndpointId
  readonly event: EventId
  readonly type: EventType
  readonly state: DeliveryState
  /** Ever made, replays included. */
  readonly attempts: number
  /** When the next one is due; null once it has ended. */
  readonly nextAttemptAt: number | null
  /** The last answer's status; null when none came, and then `lastFailure` says why. */
  readonly lastStatus: number | null
  readonly lastFailure: string | null
  readonly createdAt: number
  readonly endedAt: number | null
}

/** One attempt to deliver. */
export interface DeliveryAttempt {
  /** From 1, across replays. */
  readonly number: number
  readonly at: number
  readonly durationMs: number
  readonly status: number | null
  readonly failure: string | null
  /** Without signatures. */
  readonly requestHeaders: Readonly<Record<string, string>>
  readonly responseHeaders: Readonly<Record<string, string>> | null
  /** Its first 4 KiB. */
  readonly responseBody: string | null
  readonly nextAttemptAt: number | null
}

/** The id that a text is; undefined for any other text. */
export function parseDeliveryId(text: string): DeliveryId | undefined {
  return /^dlv_[0-9a-f]{32}$/.test(text) ? (text as DeliveryId) : undefined
}
