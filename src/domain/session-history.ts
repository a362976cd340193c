import { type DepositFacts, type DepositFault, findDepositFault, mayBeSentAlready } from './deposit.ts'
import type { Session } from './session.ts'
import type { TransactionStatus } from './transaction.ts'

/** A session with everything that is known to have happened to it. */
export interface SessionHistory {
  readonly session: Session
  /** Newest first. */
  readonly transactions: readonly SessionTransaction[]
  /** Sells: what the user's crypto is waited for at; null when it is not, or not any more. */
  readonly deposit: Deposit | WithheldDeposit | null
  /** Oldest first. */
  readonly timeline: readonly TimelineEntry[]
}

/** A transaction as far as its session is concerned. */
export interface SessionTransaction extends DepositFacts {
  readonly id: string
  readonly status: TransactionStatus
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

/** An instruction that is not shown, because it cannot be right. */
export interface WithheldDeposit {
  readonly withheld: DepositFault
  readonly transactionId: string
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
 * The deposit that the newest transaction of a sell waits for. Once it goes on there is none any more: the crypto has
 * arrived, and an app that starts anew must not send it again.
 */
function depositOf({ mint }: Session, transactions: readonly SessionTransaction[]): Deposit | WithheldDeposit | null {
  const [newest] = transactions
  if (newest?.status !== 'pending') return null
  const { id: transactionId, upstream, deposit } = newest
  if (upstream.depositAddress === null) return null
  const fault =
    findDepositFault(newest) ?? (mayBeSentAlready(transactionId, transactions) ? 'another_transaction' : null)
  if (fault !== null || deposit.sold === null) return { withheld: fault ?? 'unknown_sale', transactionId }
  const { amount, symbol, chainId } = deposit.sold
  const sentBy = mint?.redirectFlow === true ? 'app' : 'user'
  return { address: upstream.depositAddress, amount, asset: symbol, chainId, transactionId, sentBy }
}

/**
 * Sessions tell of themselves by events, except that they were created and made ready, which their columns tell. So they
 * do of whatever happened before there was an event for it.
 */
function timelineOf(session: Session, { updatedAt, events }: SessionRecords): readonly TimelineEntry[] {
  const { status, firstMint, openedAt, returnedAt } = session
  const entries: TimelineEntry[] = [{ at: session.createdAt, kind: 'created' }]
  if (firstMint !== null) {
    entries.push({ at: firstMint.mintedAt, kind: 'ready', serviceProvider: firstMint.serviceProvider })
  }
  const addUntold = (kind: string, at: number): void => {
    if (!events.some((event) => event.kind === kind && event.at <= at)) entries.push({ at, kind })
  }
  if (status === 'refused' || status === 'unclear') addUntold(status, updatedAt)
  if (openedAt !== null) addUntold('opened', openedAt)
  if (returnedAt !== null) addUntold('returned', returnedAt)
  // Sorting is stable: of things at one instant, the row's come first and in the order of a session's life.
  return [...entries, ...events].sort((a, b) => a.at - b.at)
}
