import { type DepositFacts, type DepositFault, findDepositFault, mayBeSentAlready } from './deposit.ts'
import type { Session } from './session.ts'
import type { TransactionStatus } from './transaction.ts'

/** A session with everything that is known to have happened to it. */
export interface SessionHistory {
  readonly session: Session
  /** Newest first. */
  readonly transactions: readonly SessionTransaction[]
  /** Sells: where the user's crypto is expected; null when none is expected (any more). */
  readonly deposit: Deposit | WithheldDeposit | null
  /** Oldest first. */
  readonly timeline: readonly TimelineEntry[]
}

/** What a session needs to know of its transaction. */
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
  /** `user`: from the provider's page. Only the one named may send. */
  readonly sentBy: 'app' | 'user'
}

/** An instruction that is not shown, because something is wrong with it. */
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
 * The deposit that the newest transaction of a sell waits for; none once it moves on, since the crypto has arrived and
 * an app that restarts must not send it again.
 */
function depositOf({ widget }: Session, transactions: readonly SessionTransaction[]): Deposit | WithheldDeposit | null {
  const [newest] = transactions
  if (newest?.status !== 'pending') return null
  const { id: transactionId, upstream, deposit } = newest
  if (upstream.depositAddress === null) return null
  const fault =
    findDepositFault(newest) ?? (mayBeSentAlready(transactionId, transactions) ? 'another_transaction' : null)
  if (fault !== null || deposit.sold === null) return { withheld: fault ?? 'unknown_sale', transactionId }
  const { amount, symbol, chainId } = deposit.sold
  const sentBy = widget?.redirectFlow === true ? 'app' : 'user'
  return { address: upstream.depositAddress, amount, asset: symbol, chainId, transactionId, sentBy }
}

/**
 * The timeline comes from events. `created` and `ready` are taken from columns, and so is what happened before there
 * was an event for it.
 */
function timelineOf(session: Session, { updatedAt, events }: SessionRecords): readonly TimelineEntry[] {
  const { status, firstWidget, openedAt, returnedAt } = session
  const entries: TimelineEntry[] = [{ at: session.createdAt, kind: 'created' }]
  if (firstWidget !== null) {
    entries.push({ at: firstWidget.createdAt, kind: 'ready', serviceProvider: firstWidget.serviceProvider })
  }
  const addUntold = (kind: string, at: number): void => {
    if (!events.some((event) => event.kind === kind && event.at <= at)) entries.push({ at, kind })
  }
  if (status === 'refused' || status === 'unclear') addUntold(status, updatedAt)
  if (openedAt !== null) addUntold('opened', openedAt)
  if (returnedAt !== null) addUntold('returned', returnedAt)
  // Sorting is stable: at the same instant the entries from columns come first, in the order of a session's life.
  return [...entries, ...events].sort((a, b) => a.at - b.at)
}
