import { findDepositFault, mayBeSentAlready, type SiblingTransaction } from '../domain/deposit.ts'
import type { SessionId } from '../domain/session.ts'
import {
  type MergedTransaction,
  mergeSnapshot,
  type RecordedSnapshot,
  type StoredTransaction,
  type TransactionSnapshot,
} from '../domain/snapshot.ts'
import type { TenantId } from '../domain/tenant.ts'
import { sessionStatusAfter, type TransactionOwner, type TransactionStatus } from '../domain/transaction.ts'
import type { Query, Row } from '../postgres/connection.ts'
import { type Database, internalsOf } from '../postgres/database.ts'
import { present, textOf } from '../postgres/row.ts'
import { listensSql } from './events.ts'
import { changeSession, type SessionChange } from './session-changes.ts'
import { readSessionStatus, sessionUuid } from './session-row.ts'
import { recordCheck } from './transaction-checks.ts'
import { recordTransactionEvents } from './transaction-events.ts'
import {
  readDetail,
  readStored,
  readTransaction,
  readTransactionStatus,
  storedColumns,
  transactionColumns,
  writeDetail,
} from './transaction-row.ts'

/**
 * Records a snapshot, in one atomic step under the row's lock: the transaction, the status of its session, a change in
 * its history when the canonical status changed or the session became known, the events for partners, and when to check
 * again. Snapshots may come late, twice and in any order: `judgeSnapshot` decides, so nothing moves backwards. A foreign
 * one is shown to nobody and not checked again. One that moves nothing is recorded in a group with others
 * (`recordCheck`), without that lock.
 */
export async function recordSnapshot(
  database: Database,
  tenant: TenantId,
  snapshot: TransactionSnapshot,
  owner: TransactionOwner,
  now: number,
): Promise<RecordedSnapshot> {
  const checked = await recordCheck(database, tenant, snapshot, owner, now)
  if (checked !== undefined) return checked
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
    `select ${storedColumns} from transactions where tenant_id = $1 and id = $2 for update`,
    [tenant, id],
  )
  return readStored(present(row, 'transaction'))
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
    status: readTransactionStatus(one),
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
