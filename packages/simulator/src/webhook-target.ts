export const EVENT_TYPES = [
  'TRANSACTION_CRYPTO_PENDING',
  'TRANSACTION_CRYPTO_TRANSFERRING',
  'TRANSACTION_CRYPTO_COMPLETE',
  'TRANSACTION_CRYPTO_FAILED',
  'CUSTOMER_KYC_STATUS_CHANGE',
  'WEBHOOK_TEST',
] as const
export type EventType = (typeof EVENT_TYPES)[number]

export interface WebhookProfile {
  readonly id: string
  /** Null: set up through the control API for every account. */
  readonly accountId: string | null
  readonly key: string
  readonly secret: string
  /** Which clock dates the signature: the simulator's own, or the one it started from (never moved by hand). */
  readonly signingClock: 'simulator' | 'base'
  /** Outlasts the simulator where its world is kept; whoever adds one in process adds it at each start. */
  readonly isKept: boolean
  name: string
  url: string
  eventTypes: readonly string[]
  eventVersion: string
  status: 'ACTIVE' | 'DISABLED'
}

/** A target without what is made for it. With an `id` of its own it is found again in a later start. */
export type NewProfile = Omit<WebhookProfile, 'id' | 'key' | 'secret' | 'isKept'> &
  Partial<Pick<WebhookProfile, 'id' | 'secret' | 'isKept'>>
