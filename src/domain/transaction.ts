import type { SessionId, SessionStatus } from './session.ts'
import type { UserId } from './user.ts'

/** The form of a transaction's id, which is Meld's: letters and digits, so that it fits into any path as it is. */
export function isTransactionId(text: string): boolean {
  return /^[\w-]{1,128}$/.test(text)
}

/** Canonical statuses, contract §2.5. */
export const transactionStatuses = ['pending', 'processing', 'completed', 'failed', 'cancelled'] as const

/** One of `transactionStatuses`. */
export type TransactionStatus = (typeof transactionStatuses)[number]

/** What each raw status of Meld's means. One table; anything else is unknown and keeps the status a transaction has. */
export const statusByMeldStatus: Readonly<Record<string, TransactionStatus>> = {
  PENDING_CREATED: 'pending',
  PENDING: 'pending',
  TWO_FA_REQUIRED: 'pending',
  ACCEPTED: 'pending',
  AUTHORIZED: 'pending',
  PARTIALLY_SETTLED: 'processing',
  TWO_FA_PROVIDED: 'processing',
  PROCESSING: 'processing',
  SETTLING: 'processing',
  ONRAMP_SETTLED: 'processing',
  SWAPPING: 'processing',
  SWAP_SETTLED: 'processing',
  // Meld calls it temporary: the provider may try again.
  ERROR: 'processing',
  SETTLED: 'completed',
  FAILED: 'failed',
  DECLINED: 'failed',
  REFUNDED: 'failed',
  PARTIALLY_REFUNDED: 'failed',
  AUTHORIZATION_EXPIRED: 'failed',
  CANCELLED: 'cancelled',
  VOIDED: 'cancelled',
}

/** What a raw status means; undefined for one that the table does not know. */
export function canonicalStatus(meldStatus: string): TransactionStatus | undefined {
  return Object.hasOwn(statusByMeldStatus, meldStatus) ? statusByMeldStatus[meldStatus] : undefined
}

const rank: Readonly<Record<TransactionStatus, number>> = {
  pending: 0,
  processing: 1,
  completed: 2,
  failed: 2,
  cancelled: 2,
}

/** True when nothing more is expected; a later truth may still put another end in its place. */
export function isFinal(status: TransactionStatus): boolean {
  return rank[status] === 2
}

/** One look at a transaction: what Meld said, and as of when. */
export interface Sighting {
  readonly meldStatus: string
  /** Meld's `updatedAt`, epoch milliseconds. */
  readonly updatedAt: number
}

/**
 * The status after a sighting. Never moves backwards: an older sighting changes nothing, a final status gives way only
 * to another final one that Meld dates later, and an unknown raw status keeps what there is. `current` is null for a
 * transaction that is seen for the first time; an unknown first status counts as pending.
 */
export function statusAfter(
  current: { readonly status: TransactionStatus; readonly updatedAt: number } | null,
  sighting: Sighting,
): TransactionStatus {
  const seen = canonicalStatus(sighting.meldStatus)
  if (current === null) return seen ?? 'pending'
  if (seen === undefined || sighting.updatedAt < current.updatedAt) return current.status
  if (rank[seen] > rank[current.status]) return seen
  const otherEnd = isFinal(seen) && seen !== current.status && sighting.updatedAt > current.updatedAt
  return otherEnd ? seen : current.status
}

/**
 * True when what a sighting shows takes the place of what is stored: it is newer, or of the same instant and no step
 * back. `after` is what `statusAfter` made of the two.
 */
export function isNews(currentUpdatedAt: number, sighting: Sighting, after: TransactionStatus): boolean {
  if (sighting.updatedAt !== currentUpdatedAt) return sighting.updatedAt > currentUpdatedAt
  return canonicalStatus(sighting.meldStatus) === after
}

/**
 * True while a transaction is worth another look: it has not ended, or the provider has taken it up again after its
 * end. An unknown raw status after the end is no reason to go on for ever.
 */
export function isUnderWay(status: TransactionStatus, meldStatus: string): boolean {
  return !isFinal(status) || !isFinal(canonicalStatus(meldStatus) ?? status)
}

/** What a session becomes by the status of its transaction. */
export const sessionStatusByTransaction: Readonly<Record<TransactionStatus, SessionStatus>> = {
  pending: 'transacting',
  processing: 'transacting',
  completed: 'completed',
  failed: 'failed',
  cancelled: 'cancelled',
}

/** Of several transactions of one session, whose attempts may follow each other, the one that counts. */
const weight: Readonly<Record<TransactionStatus, number>> = {
  cancelled: 0,
  failed: 1,
  pending: 2,
  processing: 3,
  completed: 4,
}

/** A transaction that was just recorded: its status before, null for a new one, and those of all of its session now. */
export interface SessionEvidence {
  readonly before: TransactionStatus | null
  readonly transactions: readonly TransactionStatus[]
}

/**
 * The status of a session by all its transactions, of which the furthest counts: who was declined may have paid with
 * another card in the same widget. An end gives way only to another end; `completed` only when the very transaction that
 * was completed is so no more. A session that was never opened upstream keeps its status.
 */
export function sessionStatusAfter(session: SessionStatus, { before, transactions }: SessionEvidence): SessionStatus {
  const [furthest] = [...transactions].sort((a, b) => weight[b] - weight[a])
  if (furthest === undefined) return session
  const told = sessionStatusByTransaction[furthest]
  switch (session) {
    case 'creating':
    case 'unclear':
    case 'refused':
      return session
    case 'completed':
      return isFinal(furthest) && before === 'completed' ? told : session
    case 'failed':
    case 'cancelled':
      return isFinal(furthest) ? told : session
    default:
      return told
  }
}

/** A transaction as Meld tells it, checked. Amounts are exact decimal texts; absent things are null. */
export interface UpstreamTransaction {
  readonly id: string
  readonly meldStatus: string
  readonly transactionType: string | null
  readonly sourceAmount: string | null
  readonly sourceCurrencyCode: string | null
  readonly destinationAmount: string | null
  readonly destinationCurrencyCode: string | null
  readonly serviceProvider: string | null
  readonly paymentMethodType: string | null
  readonly customerId: string | null
  readonly externalCustomerId: string | null
  readonly upstreamSessionId: string | null
  readonly externalSessionId: string | null
  /** The provider's ISO texts, as they came, and the same as instants. */
  readonly createdAtText: string
  readonly updatedAtText: string
  readonly createdAt: number
  readonly updatedAt: number
  readonly fees: {
    readonly total: string | null
    readonly network: string | null
    readonly transaction: string | null
    readonly partner: string | null
  }
  readonly transactionHash: string | null
  /** Sells: where the user's crypto is to be sent. */
  readonly depositAddress: string | null
  readonly failureReason: string | null
}

/**
 * The two legs in our symbols; a currency that the registry does not know keeps Meld's code. All null until Meld has
 * filled the side in, and while Meld's list of currencies cannot be read.
 */
export interface TransactionAssets {
  readonly from: string | null
  readonly to: string | null
  /** The chain of the crypto leg; null when neither leg is a crypto asset of the registry. */
  readonly chainId: number | null
}

/** Whose a transaction is, as far as its ids tell. */
export type TransactionOwner =
  | { readonly kind: 'session'; readonly user: UserId; readonly session: SessionId }
  | { readonly kind: 'customer'; readonly user: UserId }
  /** Nothing in it names anybody of this tenant, or not yet. */
  | { readonly kind: 'unknown' }
  /** It names another tenant, or a session and a customer that do not belong together. Shown to nobody. */
  | { readonly kind: 'foreign'; readonly reason: 'other_tenant' | 'other_customer' }

/** Newest first; where a page of a user's transactions starts. `after` and `before` name a transaction of another page. */
export type TransactionPageStart =
  | { readonly kind: 'offset'; readonly offset: number }
  | { readonly kind: 'after' | 'before'; readonly createdAt: number; readonly id: string }

/** A transaction as stored. */
export interface Transaction {
  readonly id: string
  readonly status: TransactionStatus
  /** Its place among the user's others: Meld's `createdAt` as first seen, epoch milliseconds. */
  readonly createdAt: number
  readonly session: SessionId | null
  /** As last seen. */
  readonly upstream: UpstreamTransaction
  readonly assets: TransactionAssets
  readonly checkedAt: number
}
