import type { BackOff } from './back-off.ts'

/** What a webhook is about. */
export type WebhookKind = 'transaction' | 'kyc' | 'test' | 'other'

/**
 * Meld's webhook that something has changed, parsed. It carries no amounts: it is a reason to fetch, never the truth.
 */
export interface IncomingWebhook {
  /** The same when Meld sends a webhook again. */
  readonly eventId: string
  readonly eventType: string
  readonly kind: WebhookKind
  /** When it happened, in Meld's own words. */
  readonly occurredAt: string | null
  readonly transactionId: string | null
  /** Meld's raw status, for the record only. */
  readonly meldStatus: string | null
  readonly externalSessionId: string | null
  readonly upstreamSessionId: string | null
  readonly customerId: string | null
  readonly externalCustomerId: string | null
  /** How Meld says that the customer's identity check stands. */
  readonly kycStatus: string | null
}

/**
 * How a recorded webhook ended.
 *
 * - `refreshed`: its transaction was fetched and recorded. `kyc`: Meld's state was put beside the user's.
 * - `nothing_to_do`: tests, and whatever is not about transactions or identity checks.
 * - `foreign`: it names a session of a tenant with another Meld account.
 * - `no_session`: its session was never stored, and Meld knows of no transaction. Whoever opened the widget died before
 *   its address was handed to anybody.
 * - `given_up`: tried for three days in vain; reconciliation checks for the transaction from there on.
 */
export const webhookOutcomes = ['refreshed', 'kyc', 'nothing_to_do', 'foreign', 'no_session', 'given_up'] as const

/** One of `webhookOutcomes`. */
export type WebhookOutcome = (typeof webhookOutcomes)[number]

/** True when there is something to fetch or to record beside the webhook itself. */
export function needsHandling(webhook: IncomingWebhook): boolean {
  if (webhook.kind === 'transaction') return webhook.transactionId !== null || webhook.externalSessionId !== null
  return webhook.kind === 'kyc' && webhook.customerId !== null && webhook.kycStatus !== null
}

/** As long as Meld itself tries to deliver a webhook. */
const triedForMs = 3 * 24 * 60 * 60 * 1000
/** The waits between attempts to handle a webhook. */
export const webhookBackOff: BackOff = { firstMs: 5_000, maxMs: 60 * 60 * 1000 }

/**
 * A webhook may come before its session is stored. So long after it came, the call that opened the widget has ended,
 * and so has one that took its key over: twice the lease of a key, and some more.
 */
const openingMs = 60_000

/** True when the session that a webhook names would be stored by now, if it ever were. */
export function isOpeningOver(receivedAt: number, now: number): boolean {
  return now - receivedAt >= openingMs
}

/** True when a webhook has been tried for so long that reconciliation is left to find what it was about. */
export function isWebhookGivenUp(receivedAt: number, now: number): boolean {
  return now - receivedAt >= triedForMs
}

/** How a tenant's webhooks stand. Instants are epoch milliseconds. */
export interface WebhookBacklog {
  /** Recorded, and not handled. */
  readonly waiting: number
  readonly oldestWaitingAt: number | null
  /** Kept until they are deleted with the others. */
  readonly givenUp: number
  /** Of those that are kept; null for none. */
  readonly lastReceivedAt: number | null
}

/** How a webhook stands: `waiting` to be handled, or tried again; `given_up`; or `handled`, whatever came of it. */
export const webhookStates = ['waiting', 'given_up', 'handled'] as const

/** One of `webhookStates`. */
export type WebhookState = (typeof webhookStates)[number]
