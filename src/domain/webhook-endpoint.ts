import { uuidv7obj } from 'uuidv7'
import type { Brand } from './brand.ts'
import type { EventType } from './event.ts'
import type { TenantId } from './tenant.ts'

/** `whe_` and 32 hexadecimal digits: a UUIDv7. */
export type WebhookEndpointId = Brand<'WebhookEndpointId'>

/** `failing`: its last attempts failed, and others are made. `disabled`: nothing is sent. */
export const webhookEndpointStatuses = ['enabled', 'failing', 'disabled'] as const

/** One of `webhookEndpointStatuses`. */
export type WebhookEndpointStatus = (typeof webhookEndpointStatuses)[number]

/** Why an endpoint is disabled. `gone`: it answered 410. */
export const disabledReasons = ['partner', 'operator', 'gone', 'failing_too_long'] as const

/** One of `disabledReasons`. */
export type DisabledReason = (typeof disabledReasons)[number]

/** What deliveries are signed with. */
export const webhookSignatures = ['hmac', 'ed25519', 'both'] as const

/** One of `webhookSignatures`. */
export type WebhookSignature = (typeof webhookSignatures)[number]

/** A tenant has so many at most. */
export const webhookEndpointsMax = 16

/** Where a partner wants events sent. Instants are epoch milliseconds. */
export interface WebhookEndpoint {
  readonly tenant: TenantId
  readonly id: WebhookEndpointId
  readonly url: string
  /** Empty: all. */
  readonly types: readonly EventType[]
  readonly description: string | null
  readonly timestampFormat: 'iso8601' | 'epoch'
  readonly signature: WebhookSignature
  readonly status: WebhookEndpointStatus
  readonly disabledReason: DisabledReason | null
  readonly disabledAt: number | null
  /** Attempts that failed in a row, since `failingSince`. */
  readonly failures: number
  readonly failingSince: number | null
  /** Nothing is sent before. */
  readonly pausedUntil: number | null
  readonly lastSuccessAt: number | null
  readonly lastFailureAt: number | null
  readonly createdAt: number
  readonly updatedAt: number
}

/** A new id. */
export function newWebhookEndpointId(): WebhookEndpointId {
  return `whe_${uuidv7obj().toHex()}` as WebhookEndpointId
}

/** The id that a text is; undefined for any other text. */
export function parseWebhookEndpointId(text: string): WebhookEndpointId | undefined {
  return /^whe_[0-9a-f]{32}$/.test(text) ? (text as WebhookEndpointId) : undefined
}
