import { type DepositFault, mergeDeposit } from './deposit.ts'
import { nextTransactionCheck } from './reconciliation.ts'
import type { SessionId } from './session.ts'
import {
  type DepositRecord,
  firstStatus,
  isUnderWay,
  judgeSnapshot,
  type Transaction,
  type TransactionAssets,
  type TransactionOwner,
  type TransactionStatus,
  type UpstreamTransaction,
} from './transaction.ts'
import type { UserId } from './user.ts'

/** A transaction as Meld told it at one time. */
export interface TransactionSnapshot {
  readonly upstream: UpstreamTransaction
  /**
   * Null: Meld's list of currencies could not be read. What was known of them stays, and the transaction is checked
   * again.
   */
  readonly assets: TransactionAssets | null
}

/** What recording a snapshot came to. */
export interface RecordedSnapshot {
  /** As stored now. */
  readonly transaction: Transaction
  /** Its owner; null for a transaction of no user here. */
  readonly user: UserId | null
  /** As stored before; null when it was new. */
  readonly before: {
    readonly status: TransactionStatus
    readonly meldStatus: string
    readonly depositFault: DepositFault | null
  } | null
  /** The crypto of its session may have been sent for another transaction already. */
  readonly mayBeSentAlready: boolean
}

/** What is stored of a transaction, as far as the next snapshot depends on it. */
export interface StoredTransaction {
  readonly status: TransactionStatus
  readonly meldStatus: string
  readonly checks: number
  readonly user: UserId | null
  readonly session: SessionId | null
  readonly upstream: UpstreamTransaction
  readonly assets: TransactionAssets
  readonly deposit: DepositRecord
}

/** The same with a snapshot merged into it, as it is to be stored. */
export interface MergedTransaction extends StoredTransaction {
  readonly nextCheckAt: number | null
}

const unknownAssets: TransactionAssets = { from: null, to: null, chainId: null }

/** What a snapshot makes of a transaction; `stored` is null for one that is new. Pure. */
export function mergeSnapshot(
  stored: StoredTransaction | null,
  { upstream, assets }: TransactionSnapshot,
  owner: TransactionOwner,
  now: number,
): MergedTransaction {
  const { status, supersedes } =
    stored === null
      ? { status: firstStatus(upstream.meldStatus), supersedes: true }
      : judgeSnapshot({ status: stored.status, shown: stored.upstream }, upstream)
  const shown = stored === null || supersedes ? upstream : stored.upstream
  const latest = upstream.askedAt < shown.askedAt ? shown : upstream
  // A transaction that has just moved may soon move again, so its checks begin anew.
  const checks = stored === null || stored.status !== status ? 0 : stored.checks + 1
  const isForeign = owner.kind === 'foreign'
  const isWatched = !isForeign && (isUnderWay(status, latest.meldStatus) || assets === null)
  const ownUser = owner.kind === 'session' || owner.kind === 'customer' ? owner.user : null
  const ownSession = owner.kind === 'session' ? owner.session : null
  const sold = owner.kind === 'session' ? owner.sold : null
  const known = (supersedes ? assets : null) ?? stored?.assets ?? assets ?? unknownAssets
  return {
    status,
    meldStatus: shown.meldStatus,
    checks,
    user: isForeign ? null : (ownUser ?? stored?.user ?? null),
    session: isForeign ? null : (ownSession ?? stored?.session ?? null),
    upstream: shown,
    deposit: mergeDeposit(stored, upstream, sold, { status, upstream: shown, assets: known }),
    assets: known,
    nextCheckAt: isWatched ? nextTransactionCheck(checks, now) : null,
  }
}

/** True when a snapshot left all that is told of a transaction, and that its session depends on, as it was. */
export function isOnlyChecked(stored: StoredTransaction, merged: MergedTransaction): boolean {
  return (
    merged.status === stored.status &&
    merged.meldStatus === stored.meldStatus &&
    merged.user === stored.user &&
    merged.session === stored.session &&
    JSON.stringify(merged.deposit) === JSON.stringify(stored.deposit)
  )
}
