import type { Session } from './session.ts'
import { isFinal, type TransactionStatus } from './transaction.ts'

/** A session with everything that is known to have happened to it. */
export interface SessionHistory {
  readonly session: Session
  /** Newest first. */
  readonly transactions: readonly SessionTransaction[]
  /** Sells: what the user's crypto is waited for at; null when it is not, or not any more. */
  readonly deposit: Deposit | null
  /** Oldest first. */
  readonly timeline: readonly TimelineEntry[]
}

/** A transaction as far as its session is concerned. */
export interface SessionTransaction {
  readonly id: string
  readonly status: TransactionStatus
  readonly depositAddress: string | null
  readonly sourceAmount: string | null
  /** The crypto leg in our symbols; null where the registry does not know it. */
  readonly fromAsset: string | null
  readonly chainId: number | null
}

/** Where, and how much of what, a seller sends. */
export interface Deposit {
  readonly address: string
  readonly amount: string
  readonly asset: string
  readonly chainId: number
  readonly transactionId: string
  /** `user`: from the provider's page. The other one must not send. */
  readonly sentBy: 'app' | 'user'
}

/** One thing that happened. */
export interface TimelineEntry {
  /** Epoch milliseconds. */
  readonly at: number
  readonly kind: string
  readonly serviceProvider?: string
  readonly transactionId?: string
  readonly status?: string
}

/** When a session was last written, and what is recorded of it beside its own row. */
export interface SessionRecords {
  readonly updatedAt: number
  readonly events: readonly TimelineEntry[]
  /** Newest first. */
  readonly transactions: readonly SessionTransaction[]
}

/** Puts a session and its records together. */
export function historyOf(session: Session, records: SessionRecords): SessionHistory {
  const { transactions } = records
  return { session, transactions, deposit: depositOf(session, transactions), timeline: timelineOf(session, records) }
}

/**
 * The deposit that the newest transaction of a sell waits for. Once it has an end there is none any more: what is sent
 * to a finished trade's address is lost.
 */
function depositOf({ request, mint }: Session, [newest]: readonly SessionTransaction[]): Deposit | null {
  if (request.trade.direction !== 'sell' || newest === undefined || isFinal(newest.status)) return null
  if (newest.depositAddress === null) return null
  return {
    address: newest.depositAddress,
    amount: newest.sourceAmount ?? request.sourceAmount,
    asset: newest.fromAsset ?? request.trade.crypto.symbol,
    chainId: newest.chainId ?? request.trade.crypto.chainId,
    transactionId: newest.id,
    sentBy: mint?.redirectFlow === true ? 'app' : 'user',
  }
}

function timelineOf(session: Session, { updatedAt, events }: SessionRecords): readonly TimelineEntry[] {
  const { status, firstMint, openedAt, returnedAt } = session
  const entries: TimelineEntry[] = [{ at: session.createdAt, kind: 'created' }]
  if (firstMint !== null) {
    entries.push({ at: firstMint.mintedAt, kind: 'ready', serviceProvider: firstMint.serviceProvider })
  }
  if (status === 'refused' || status === 'unclear') entries.push({ at: updatedAt, kind: status })
  if (openedAt !== null) entries.push({ at: openedAt, kind: 'opened' })
  if (returnedAt !== null) entries.push({ at: returnedAt, kind: 'returned' })
  // Sorting is stable: of things at one instant, the row's come first and in the order of a session's life.
  return [...entries, ...events].sort((a, b) => a.at - b.at)
}
