import type { WalletAddress } from './address.ts'
import type { Amount } from './amount.ts'
import type { SessionId, SessionStatus } from './session.ts'
import type { UserId } from './user.ts'

/** The form of a transaction's id, which is Meld's: letters and digits, so that it fits into any path as it is. */
export function isTransactionId(text: string): boolean {
  return /^[\w-]{1,128}$/.test(text)
}

/** Canonical statuses (docs/contract.md, transactions). */
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

/**
 * A status in Meld's spelling, whatever case and separators it came with; a word that the table does not know stays as
 * it is.
 */
export function normalizeMeldStatus(text: string): string {
  return spellings.get(lettersOf(text)) ?? text
}

const spellings: ReadonlyMap<string, string> = new Map(
  Object.keys(statusByMeldStatus).map((meldStatus) => [lettersOf(meldStatus), meldStatus]),
)

function lettersOf(text: string): string {
  // Providers' own reports have the American spelling as well.
  return text
    .replace(/[\s_-]/g, '')
    .toUpperCase()
    .replace(/^CANCELED$/, 'CANCELLED')
}

/** What a status in Meld's spelling means; undefined for one that the table does not know. */
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

/** What Meld said of a transaction at one check, and as of when. */
export type Snapshot = Pick<UpstreamTransaction, 'meldStatus' | 'updatedAtText' | 'updatedAt' | 'askedAt'>

/** The status of a transaction by its first snapshot; an unknown raw status counts as pending. */
export function firstStatus(meldStatus: string): TransactionStatus {
  return canonicalStatus(meldStatus) ?? 'pending'
}

/** What a snapshot makes of a transaction that is known already. */
export interface SnapshotVerdict {
  readonly status: TransactionStatus
  /** The snapshot takes the place of the one that is stored. */
  readonly supersedes: boolean
}

/**
 * Judges a snapshot by the stored status and the snapshot that it came from. Every check is Meld's own word, so a rise
 * in rank counts whatever its timestamp. Nothing moves backwards: of a lower rank nothing is taken. Between two ends,
 * Meld's timestamps decide. An unknown raw status keeps the status. What is neither shows the newer check.
 */
export function judgeSnapshot(
  current: { readonly status: TransactionStatus; readonly shown: Snapshot },
  snapshot: Snapshot,
): SnapshotVerdict {
  const { status, shown } = current
  const seen = canonicalStatus(snapshot.meldStatus)
  const isRise = seen !== undefined && rank[seen] > rank[status]
  if (isRise) return { status: seen, supersedes: true }
  if (seen !== undefined && rank[seen] < rank[status]) return { status, supersedes: false }
  if (seen !== undefined && isFinal(seen) && snapshot.meldStatus !== shown.meldStatus) {
    const isLater = isLaterEnd(shown, snapshot)
    return { status: isLater ? seen : status, supersedes: isLater }
  }
  return { status, supersedes: snapshot.askedAt >= shown.askedAt }
}

/** By the timestamps, in the steps that both are told in; where they do not differ, by which was asked for later. */
function isLaterEnd(shown: Snapshot, snapshot: Snapshot): boolean {
  const stepMs = Math.max(timestampStepMs(shown.updatedAtText), timestampStepMs(snapshot.updatedAtText))
  const [before, after] = [Math.floor(shown.updatedAt / stepMs), Math.floor(snapshot.updatedAt / stepMs)]
  return before === after ? snapshot.askedAt > shown.askedAt : after > before
}

/** The precision of an ISO text, down to the millisecond; that of our clock where Meld told no timestamp. */
function timestampStepMs(text: string | null): number {
  if (text === null) return 1
  const [, second, decimals = ''] = /T\d\d:\d\d(:\d\d(?:\.(\d+))?)?/.exec(text) ?? []
  return second === undefined ? 60_000 : 10 ** Math.max(0, 3 - decimals.length)
}

/**
 * True while a transaction is worth another check: it has not ended, or the provider has taken it up again after its
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
 * another card in the same widget. An end gives way only to another end; `completed` only when the very transaction
 * that was completed is so no more. A session that was never opened upstream keeps its status.
 */
export function sessionStatusAfter(session: SessionStatus, { before, transactions }: SessionEvidence): SessionStatus {
  const [furthest] = [...transactions].sort((a, b) => weight[b] - weight[a])
  if (furthest === undefined) return session
  const told = sessionStatusByTransaction[furthest]
  switch (session) {
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
  /** Meld's timestamps in ISO 8601; null for one that is missing or cannot be read. */
  readonly createdAtText: string | null
  readonly updatedAtText: string | null
  /** The same in epoch milliseconds; a missing one counts as the other, and neither is later than `askedAt`. */
  readonly createdAt: number
  /** The same; a missing one counts as `askedAt`, and none is later. */
  readonly updatedAt: number
  /** When Meld was asked for this, by our clock, epoch milliseconds. */
  readonly askedAt: number
  readonly fees: {
    readonly total: string | null
    readonly network: string | null
    readonly transaction: string | null
    readonly partner: string | null
  }
  /** The provider's own id of it. */
  readonly serviceTransactionId: string | null
  readonly transactionHash: string | null
  /** Sells: where the user's crypto is to be sent, as Meld tells it; see `deposit.ts` before it is shown. */
  readonly depositAddress: string | null
  /** The chain of the crypto leg in Meld's own words, beside what its currency code says. */
  readonly cryptoChainId: string | null
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

/** What a session sells, and from whose wallet: what Meld tells of a deposit is held against it. */
export interface SoldCrypto {
  readonly symbol: string
  readonly chainId: number
  readonly decimals: number
  readonly amount: Amount
  readonly walletAddress: WalletAddress
  /** The app sends it, not the user. */
  readonly redirectFlow: boolean
}

/** What is recorded of a deposit from check to check. */
export interface DepositRecord {
  /** Null until a check has named the session, and for buys. */
  readonly sold: SoldCrypto | null
  /** The first address that Meld told. */
  readonly address: string | null
  /** Meld has told another one since. */
  readonly addressChanged: boolean
  /** The app was told to send for this transaction, so that it may have. */
  readonly wasShown: boolean
}

/** Whose a transaction is, as far as its ids tell. */
export type TransactionOwner =
  | {
      readonly kind: 'session'
      readonly user: UserId
      readonly session: SessionId
      /** Null when it sells nothing. */
      readonly sold: SoldCrypto | null
    }
  | { readonly kind: 'customer'; readonly user: UserId }
  /** Nothing in it names anybody of this tenant, or not yet. */
  | { readonly kind: 'unknown' }
  /** It names another tenant, or a session and a customer that do not belong together. Shown to nobody. */
  | { readonly kind: 'foreign'; readonly reason: 'other_tenant' | 'other_customer' }

/**
 * Newest first; where a page of a user's transactions starts. `after` and `before` name a transaction of another page.
 */
export type TransactionPageStart =
  | { readonly kind: 'offset'; readonly offset: number }
  | { readonly kind: 'after' | 'before'; readonly createdAt: number; readonly id: string }

/** A transaction as stored. */
export interface Transaction {
  readonly id: string
  readonly status: TransactionStatus
  /** Its place among the user's others: its creation as first seen, epoch milliseconds. */
  readonly createdAt: number
  readonly session: SessionId | null
  /** As last seen. */
  readonly upstream: UpstreamTransaction
  readonly assets: TransactionAssets
  readonly deposit: DepositRecord
  readonly checkedAt: number
}
