import { idsPerSearchMax, type TransactionSearch, type UpstreamFailure } from '../../aggregators/aggregator.ts'
import { fiatAssets } from '../../domain/asset-registry.ts'
import { findDepositFault } from '../../domain/deposit.ts'
import { GatewayError } from '../../domain/errors.ts'
import type { ExternalSessionId } from '../../domain/session.ts'
import type { RecordedSnapshot } from '../../domain/snapshot.ts'
import type { Tenant } from '../../domain/tenant.ts'
import {
  canonicalStatus,
  isFinal,
  isTransactionId,
  type Transaction,
  type TransactionAssets,
  type TransactionOwner,
  type UpstreamTransaction,
} from '../../domain/transaction.ts'
import type { Principal } from '../../domain/user.ts'
import type { WorkLog } from '../../observe/log.ts'
import { transactionEnds } from '../../observe/trade-metrics.ts'
import { findSession } from '../../store/session-lookup.ts'
import {
  findTransaction,
  type ListedTransactions,
  listTransactions,
  type TransactionPage,
} from '../../store/transaction-list.ts'
import { findExternalIdOf, findOwner } from '../../store/transaction-owner.ts'
import { recordSnapshot } from '../../store/transactions.ts'
import { about, accountOf, type Deps, depsFor } from '../deps.ts'

/**
 * What to fetch from Meld: one transaction by its id, or all of some widget sessions. `told`: the widget session that
 * it belongs to, as a webhook said, for a reply that names none.
 */
export type TransactionTarget =
  | { readonly transactionId: string; readonly told?: ExternalSessionId }
  | { readonly externalSessionIds: readonly ExternalSessionId[] }
  /** Makes Meld ask the provider right now; for a sell whose user has come back. */
  | { readonly upstreamSessionId: string; readonly told?: ExternalSessionId }

/** A transaction that was recorded, with its owner. */
export interface RecordedTransaction extends RecordedSnapshot {
  /** `foreign` and `unknown` ones are shown to nobody. */
  readonly owner: TransactionOwner
}

/** What a refresh came to. */
export type RefreshOutcome =
  | { readonly kind: 'recorded'; readonly transactions: readonly RecordedTransaction[] }
  /** Meld knows of none, or of none yet. */
  | { readonly kind: 'not_found' }
  /** Meld could not tell; what it told before the failure is recorded. */
  | { readonly kind: 'later'; readonly reason: string }

/** Pages of one search: no widget sessions of ours have more than a thousand transactions. */
const pagesMax = 10

/**
 * Fetches transactions from Meld and records them. No database transaction is open meanwhile. Raises the database's
 * error; a failure of Meld is an outcome.
 */
export async function refreshTransaction(
  deps: Deps,
  tenant: Tenant,
  target: TransactionTarget,
): Promise<RefreshOutcome> {
  if ('externalSessionIds' in target) return refreshSessions(deps, tenant, target.externalSessionIds)
  if ('transactionId' in target && !isTransactionId(target.transactionId)) return { kind: 'not_found' }
  const { aggregator } = deps
  const account = accountOf(deps, tenant)
  const found =
    'transactionId' in target
      ? await aggregator.fetchTransaction(account, target.transactionId)
      : await aggregator.fetchBySession(account, target.upstreamSessionId)
  if (found.kind === 'not_found') return found
  if (found.kind !== 'found') return postpone(found)
  const told = target.told === undefined ? [] : [target.told]
  const transaction = await addOwnSessionId(deps, tenant, found.transaction, told)
  return { kind: 'recorded', transactions: [await recordTransaction(deps, tenant, transaction)] }
}

async function refreshSessions(deps: Deps, tenant: Tenant, ids: readonly ExternalSessionId[]): Promise<RefreshOutcome> {
  const transactions: RecordedTransaction[] = []
  let unreadable = 0
  for (let from = 0; from < ids.length; from += idsPerSearchMax) {
    let search: TransactionSearch = { kind: 'by_external_session', ids: ids.slice(from, from + idsPerSearchMax) }
    for (let pages = 0; ; pages++) {
      if (pages === pagesMax) return { kind: 'later', reason: 'too_many_pages' }
      const page = await deps.aggregator.searchTransactions(accountOf(deps, tenant), search)
      if (page.kind !== 'page') return postpone(page)
      for (const found of page.transactions) {
        const transaction = await addOwnSessionId(deps, tenant, found, search.ids)
        transactions.push(await recordTransaction(deps, tenant, transaction))
      }
      unreadable += page.unreadable
      if (page.next === null) break
      search = { ...search, after: page.next }
    }
  }
  if (transactions.length > 0) return { kind: 'recorded', transactions }
  return unreadable > 0 ? { kind: 'later', reason: 'unreadable_transaction' } : { kind: 'not_found' }
}

/**
 * Adds our id of the widget session to a transaction that has only Meld's: of the widget sessions that Meld was asked
 * about, the one with that id. Unchanged when there is none, or when it has ours already.
 */
export async function addOwnSessionId(
  deps: Deps,
  tenant: Tenant,
  transaction: UpstreamTransaction,
  asked: readonly ExternalSessionId[],
): Promise<UpstreamTransaction> {
  const { externalSessionId, upstreamSessionId } = transaction
  if (externalSessionId !== null || upstreamSessionId === null || asked.length === 0) return transaction
  const named = await findExternalIdOf(deps.database, tenant.id, asked, upstreamSessionId)
  return named === undefined ? transaction : { ...transaction, externalSessionId: named }
}

function postpone({ reason }: UpstreamFailure): RefreshOutcome {
  return { kind: 'later', reason }
}

/**
 * Records a transaction that Meld told of: finds its owner and its currencies, then stores it in one atomic step. Late,
 * repeated and reordered calls never move it backwards. Raises the database's error.
 */
export async function recordTransaction(
  deps: Deps,
  tenant: Tenant,
  upstream: UpstreamTransaction,
): Promise<RecordedTransaction> {
  const owner = await findOwner(deps.database, tenant.id, upstream)
  const assets = await describeAssets(deps, tenant, upstream)
  const recorded = await recordSnapshot(deps.database, tenant.id, { upstream, assets }, owner, deps.clock())
  const { before, transaction, user } = recorded
  const { log } = about(deps, {
    tenant: tenant.id,
    transaction: upstream.id,
    ...(transaction.session !== null && { session: transaction.session }),
    ...(user !== null && { user }),
    ...(transaction.upstream.serviceProvider !== null && { provider: transaction.upstream.serviceProvider }),
  })
  const meld_status = upstream.meldStatus
  logChange(log, recorded)
  recordRawChange(deps, tenant, recorded)
  if (owner.kind === 'foreign') log.warn({ meld_status, reason: owner.reason }, 'a transaction of no tenant here')
  const isNewWord = before?.meldStatus !== upstream.meldStatus
  if (canonicalStatus(upstream.meldStatus) === undefined && isNewWord) {
    deps.metrics.unknownMeldStatus({ status: upstream.meldStatus })
    log.warn({ meld_status, kept: transaction.status }, 'Meld used an unknown status')
  }
  if (isOtherEnd(transaction, upstream)) {
    log.warn({ meld_status, kept: transaction.upstream.meldStatus }, 'Meld told another end, dated earlier')
  }
  if (owner.kind !== 'foreign') {
    await countEnd(deps, tenant, recorded)
    reportWithheldDeposit(depsFor(deps, log), recorded)
  }
  return { ...recorded, owner }
}

/** A line for each step of a transaction; a check that finds no change writes none. */
function logChange(log: WorkLog, { before, transaction: { status, upstream } }: RecordedSnapshot): void {
  const { meldStatus } = upstream
  if (before !== null && before.status === status && before.meldStatus === meldStatus) return
  const [from, meld_from] = [before?.status ?? null, before?.meldStatus ?? null]
  log.info({ from, to: status, meld_from, meld_status: meldStatus }, 'transaction changed')
}

/** Another raw status that means the same; one that means another is told by the session's event. */
function recordRawChange(deps: Deps, tenant: Tenant, { before, transaction }: RecordedSnapshot): void {
  const { id: transactionId, session, status, upstream } = transaction
  const { meldStatus, updatedAt, updatedAtText } = upstream
  if (session === null || before === null || before.status !== status || before.meldStatus === meldStatus) return
  deps.activity.record(tenant.id, session, {
    kind: 'meld_status',
    at: deps.clock(),
    transactionId,
    status,
    meldStatus,
    ...(updatedAtText !== null && { meldUpdatedAt: updatedAt }),
  })
}

/** Counts a transaction when it ends, once for each end. */
async function countEnd({ database, metrics }: Deps, { id }: Tenant, recorded: RecordedSnapshot): Promise<void> {
  const { before, transaction } = recorded
  const end = transactionEnds.find((each) => each === transaction.status)
  if (end === undefined || before?.status === end) return
  const session = transaction.session === null ? undefined : await findSession(database, id, transaction.session)
  const provider = transaction.upstream.serviceProvider
  const { country = null, paymentMethod: method = null, trade } = session?.request ?? {}
  metrics.transactionEnded({ provider, country, method, direction: trade?.direction ?? null }, end)
}

/** Logged once for each reason: the seller waits until the operator has asked the provider. */
function reportWithheldDeposit({ log, metrics }: Deps, recorded: RecordedSnapshot): void {
  const { transaction, before, mayBeSentAlready } = recorded
  const { status, upstream } = transaction
  if (isFinal(status) || upstream.depositAddress === null) return
  const isNewRival = mayBeSentAlready && before === null
  const reason = findDepositFault(transaction) ?? (isNewRival ? 'another_transaction' : null)
  if (reason === null || reason === before?.depositFault) return
  metrics.depositWithheld({ reason })
  log.warn({ meld_status: upstream.meldStatus, reason }, 'deposit withheld')
}

/** True when the newest check told an end that the stored transaction did not take over. */
function isOtherEnd({ status, upstream: shown }: Transaction, told: UpstreamTransaction): boolean {
  const end = canonicalStatus(told.meldStatus)
  return end !== undefined && isFinal(end) && end !== status && told.askedAt >= shown.askedAt
}

const fiatSymbols: ReadonlySet<string> = new Set(fiatAssets.map(({ symbol }) => symbol))

/** Both legs in our symbols; null while Meld's list of currencies cannot be read. */
async function describeAssets(
  deps: Deps,
  tenant: Tenant,
  { sourceCurrencyCode, destinationCurrencyCode }: UpstreamTransaction,
): Promise<TransactionAssets | null> {
  const [from, to] = [
    await describeCode(deps, tenant, sourceCurrencyCode),
    await describeCode(deps, tenant, destinationCurrencyCode),
  ]
  if (from === undefined || to === undefined) return null
  return { from: from.symbol, to: to.symbol, chainId: from.chainId ?? to.chainId }
}

interface DescribedLeg {
  readonly symbol: string | null
  readonly chainId: number | null
}

async function describeCode(deps: Deps, tenant: Tenant, code: string | null): Promise<DescribedLeg | undefined> {
  if (code === null || fiatSymbols.has(code)) return { symbol: code, chainId: null }
  const described = await deps.aggregator.describeAsset(accountOf(deps, tenant), code)
  if (described.kind !== 'described') return undefined
  const { asset } = described
  return asset === null ? { symbol: code, chainId: null } : { symbol: asset.symbol, chainId: asset.chainId }
}

/**
 * One transaction of the caller's, from the store. Somebody else's is refused exactly as one that does not exist.
 *
 * Throws `transaction_not_found`.
 */
export async function readOwnTransaction(deps: Deps, { tenant, user }: Principal, id: string): Promise<Transaction> {
  const found = isTransactionId(id) ? await findTransaction(deps.database, tenant.id, user, id) : undefined
  if (found === undefined) throw new GatewayError('transaction_not_found')
  return found
}

/** The caller's transactions from the store, newest first; works while Meld is down. */
export async function listOwnTransactions(
  deps: Deps,
  { tenant, user }: Principal,
  page: TransactionPage,
): Promise<ListedTransactions> {
  return listTransactions(deps.database, tenant.id, user, page)
}
