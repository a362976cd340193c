import {
  type DepositFault,
  findDepositFault,
  mayBeSentAlready,
  mergeDeposit,
  type SiblingTransaction,
} from '../domain/deposit.ts'
import { nextTransactionCheck } from '../domain/reconciliation.ts'
import type { SessionId } from '../domain/session.ts'
import type { TenantId } from '../domain/tenant.ts'
import {
  type DepositRecord,
  firstStatus,
  isUnderWay,
  judgeSnapshot,
  sessionStatusAfter,
  type Transaction,
  type TransactionAssets,
  type TransactionOwner,
  type TransactionStatus,
  transactionStatuses,
  type UpstreamTransaction,
} from '../domain/transaction.ts'
import { parseUserId, type UserId } from '../domain/user.ts'
import type { Query, Row } from '../postgres/connection.ts'
import { type Database, internalsOf } from '../postgres/database.ts'
import { numberOf, present, textOf, textOrNullOf } from '../postgres/row.ts'
import { listensSql } from './events.ts'
import { changeSession, type SessionChange } from './session-changes.ts'
import { readSessionId, readSessionStatus, sessionUuid } from './session-row.ts'
import { recordTransactionEvents } from './transaction-events.ts'
import { readDetail, readTransaction, transactionColumns, writeDetail } from './transaction-row.ts'

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

/**
 * Records a snapshot, in one atomic step under the row's lock: the transaction, the status of its session, a change in
 * its history when the canonical status changed or the session became known, the events for partners, and when to check
 * again. Snapshots may come late,
 * twice and in any order: `judgeSnapshot` decides, so nothing moves backwards. A foreign one is shown to nobody and not
 * checked again.
 */
export async function recordSnapshot(
  database: Database,
  tenant: TenantId,
  snapshot: TransactionSnapshot,
  owner: TransactionOwner,
  now: number,
): Promise<RecordedSnapshot> {
  const { connection, onEvents } = internalsOf(database)
  const { isTold, ...recorded } = await connection.transaction(async (query) => {
    const fresh = mergeSnapshot(null, snapshot, owner, now)
    // Waits for another call that inserts the same transaction, so that its row can be locked.
    const inserted = await insertTransaction(query, tenant, fresh, now)
    const stored = inserted === undefined ? await lockTransaction(query, tenant, snapshot.upstream.id) : null
    const merged = stored === null ? fresh : mergeSnapshot(stored, snapshot, owner, now)
    const row = inserted ?? (await updateTransaction(query, tenant, merged, now))
    const isNewToSession = stored === null || stored.session === null || stored.status !== merged.status
    let ofSession: readonly SiblingTransaction[] = []
    if (merged.session !== null && merged.user !== null) {
      ofSession = await applyToSession(query, tenant, merged.session, {
        merged,
        before: stored?.status ?? null,
        isNew: isNewToSession,
        now,
      })
    }
    const isTold = row.listens === true && (await recordTransactionEvents(query, tenant, stored, merged, row, now))
    const before = stored === null ? null : { ...stored, depositFault: findDepositFault(stored) }
    return {
      isTold,
      transaction: readTransaction(row),
      user: merged.user,
      before,
      mayBeSentAlready: mayBeSentAlready(snapshot.upstream.id, ofSession),
    }
  })
  if (isTold) onEvents(tenant)
  return recorded
}

/** What is stored of a transaction, as far as the next snapshot depends on it. */
interface StoredTransaction {
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
interface MergedTransaction extends StoredTransaction {
  readonly nextCheckAt: number | null
}

const unknownAssets: TransactionAssets = { from: null, to: null, chainId: null }

function mergeSnapshot(
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

async function insertTransaction(
  query: Query,
  tenant: TenantId,
  merged: MergedTransaction,
  now: number,
): Promise<Row | undefined> {
  const [row] = await query(
    'insert_transaction',
    `insert into transactions
       (tenant_id, id, user_id, session_id, external_session_id, status, meld_status, detail, provider_updated_at,
        checked_at, next_check_at, checks, provider_created_at, first_seen_at)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $10)
     on conflict (tenant_id, id) do nothing
     returning ${transactionColumns}, ${listensSql} as listens`,
    [...columnsOf(tenant, merged, now), new Date(merged.upstream.createdAt)],
  )
  return row
}

async function lockTransaction(query: Query, tenant: TenantId, id: string): Promise<StoredTransaction> {
  const [row] = await query(
    'lock_transaction',
    `select status, meld_status, checks, user_id, session_id, detail
     from transactions where tenant_id = $1 and id = $2 for update`,
    [tenant, id],
  )
  const stored = present(row, 'transaction')
  const user = textOrNullOf(stored, 'user_id')
  return {
    status: readStatus(stored),
    meldStatus: textOf(stored, 'meld_status'),
    checks: numberOf(stored, 'checks'),
    user: user === null ? null : present(parseUserId(user), 'user_id'),
    session: stored.session_id === null ? null : readSessionId(stored.session_id),
    ...readDetail(stored.detail),
  }
}

/** `provider_created_at` stays: it is the row's place in lists, which must not move from page to page. */
async function updateTransaction(query: Query, tenant: TenantId, merged: MergedTransaction, now: number): Promise<Row> {
  const [row] = await query(
    'update_transaction',
    `update transactions set
       user_id = $3, session_id = $4, external_session_id = $5, status = $6, meld_status = $7, detail = $8,
       provider_updated_at = $9, checked_at = greatest(checked_at, $10), next_check_at = $11, checks = $12
     where tenant_id = $1 and id = $2
     returning ${transactionColumns}, ${listensSql} as listens`,
    columnsOf(tenant, merged, now),
  )
  return present(row, 'transaction')
}

function columnsOf(tenant: TenantId, merged: MergedTransaction, now: number): unknown[] {
  const { upstream, session, nextCheckAt } = merged
  return [
    tenant,
    upstream.id,
    merged.user,
    session === null ? null : sessionUuid(session),
    upstream.externalSessionId,
    merged.status,
    merged.meldStatus,
    writeDetail(merged),
    new Date(upstream.updatedAt),
    new Date(now),
    nextCheckAt === null ? null : new Date(nextCheckAt),
    merged.checks,
  ]
}

interface RecordedChange {
  readonly merged: MergedTransaction
  /** The transaction's status before; null when it was new. */
  readonly before: TransactionStatus | null
  /** The transaction is new to the session, or its status is. */
  readonly isNew: boolean
  readonly now: number
}

/** Moves the session on by all its transactions, and gives them; concurrent calls wait for each other at its row. */
async function applyToSession(
  query: Query,
  tenant: TenantId,
  session: SessionId,
  { merged, before, isNew, now }: RecordedChange,
): Promise<readonly SiblingTransaction[]> {
  const uuid = sessionUuid(session)
  const [row] = await query(
    'lock_session',
    'select status, observation from sessions where tenant_id = $1 and id = $2 for update',
    [tenant, uuid],
  )
  if (row === undefined) return []
  const known = await query(
    'list_session_transactions',
    'select id, status, detail from transactions where tenant_id = $1 and session_id = $2 and user_id is not null',
    [tenant, uuid],
  )
  const ofSession = known.map((one) => ({
    id: textOf(one, 'id'),
    status: readStatus(one),
    deposit: readDetail(one.detail).deposit,
  }))
  const current = readSessionStatus(row)
  const to = sessionStatusAfter(current, { before, transactions: ofSession.map(({ status }) => status) })
  if (to === current && row.observation === null && !isNew) return ofSession
  const { upstream, status, meldStatus } = merged
  const dated = upstream.updatedAtText === null ? {} : { meldUpdatedAt: upstream.updatedAt }
  const change: SessionChange = {
    name: 'apply_transaction',
    by: 'transaction',
    to,
    keeping: [current],
    set: 'observation = null',
    event: { kind: 'transaction', detail: { transactionId: upstream.id, status, meldStatus, ...dated }, always: isNew },
  }
  await changeSession(query, tenant, session, change, now)
  return ofSession
}

function readStatus(row: Row): TransactionStatus {
  const status = textOf(row, 'status')
  return present(
    transactionStatuses.find((known) => known === status),
    'status',
  )
}
