import type { RecordedSnapshot } from '../../src/domain/snapshot.ts'
import type { TransactionOwner, UpstreamTransaction } from '../../src/domain/transaction.ts'
import type { Database } from '../../src/postgres/database.ts'
import { recordSnapshot } from '../../src/store/transactions.ts'
import { alice, demo, openReady, start } from './store-calls.ts'

let ids = 0

/** An id never used before, in Meld's form. */
export function freshTransactionId(): string {
  ids += 1
  return `WtestTransaction${String(ids).padStart(6, '0')}`
}

/** A buy of USDC on Base as Meld tells it, unless told otherwise. */
export function upstreamOf(overrides: Partial<UpstreamTransaction> = {}): UpstreamTransaction {
  const { createdAt = start, updatedAt = createdAt, askedAt = updatedAt } = overrides
  return {
    id: freshTransactionId(),
    meldStatus: 'PENDING',
    transactionType: 'CRYPTO_PURCHASE',
    sourceAmount: '100',
    sourceCurrencyCode: 'USD',
    destinationAmount: null,
    destinationCurrencyCode: 'USDC_BASE',
    serviceProvider: 'TRANSAK',
    paymentMethodType: 'CREDIT_DEBIT_CARD',
    customerId: null,
    externalCustomerId: null,
    upstreamSessionId: null,
    externalSessionId: null,
    createdAtText: new Date(createdAt).toISOString(),
    updatedAtText: new Date(updatedAt).toISOString(),
    createdAt,
    updatedAt,
    askedAt,
    fees: { total: '2.49', network: null, transaction: '2.49', partner: null },
    serviceTransactionId: null,
    transactionHash: null,
    depositAddress: null,
    cryptoChainId: null,
    failureReason: null,
    ...overrides,
  }
}

/** Its legs in our symbols. */
export const usdcOnBase = { from: 'USD', to: 'USDC', chainId: 8453 }
/** Alice, by her customer. */
export const ofAlice: TransactionOwner = { kind: 'customer', user: alice }

/** Records a snapshot of alice's. */
export function record(
  database: Database,
  upstream: UpstreamTransaction,
  owner: TransactionOwner = ofAlice,
  now = start,
): Promise<RecordedSnapshot> {
  return recordSnapshot(database, demo, { upstream, assets: usdcOnBase }, owner, now)
}

/** A session of alice's with its widget, and alice as its owner. */
export async function openOwned(database: Database) {
  const { id, widget } = await openReady(database)
  const owner: TransactionOwner = { kind: 'session', user: alice, session: id, sold: null }
  return { id, widget, owner }
}
