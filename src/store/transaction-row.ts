import {
  type Transaction,
  type TransactionAssets,
  transactionStatuses,
  type UpstreamTransaction,
} from '../domain/transaction.ts'
import type { Row } from './connection.ts'
import { numberOf, numberOrNullOf, objectOf, present, rowOrAbsentOf, textOf, textOrNullOf } from './row.ts'
import { readSessionId } from './session-row.ts'

/** The columns that `readTransaction` reads. */
export const transactionColumns = `id, session_id, status, detail, provider_created_at, checked_at`

/** Reads one row of `transactions`. Throws `RowError`. */
export function readTransaction(row: Row): Transaction {
  const status = textOf(row, 'status')
  const { upstream, assets } = readDetail(row.detail)
  return {
    id: textOf(row, 'id'),
    status: present(
      transactionStatuses.find((known) => known === status),
      'status',
    ),
    createdAt: numberOf(row, 'provider_created_at'),
    session: row.session_id === null ? null : readSessionId(row.session_id),
    upstream,
    assets,
    checkedAt: numberOf(row, 'checked_at'),
  }
}

/** What a transaction's `detail` column holds. */
export interface TransactionDetail {
  readonly upstream: UpstreamTransaction
  readonly assets: TransactionAssets
}

/** The same as JSON for its column. */
export function writeDetail({ upstream, assets }: TransactionDetail): string {
  return JSON.stringify({ ...upstream, fromAsset: assets.from, toAsset: assets.to, chainId: assets.chainId })
}

/** Reads the `detail` column. Throws `RowError`. */
export function readDetail(column: unknown): TransactionDetail {
  const stored = present(objectOf(column, 'detail'), 'detail')
  const fees = present(rowOrAbsentOf(stored, 'fees'), 'fees')
  const upstream = {
    id: textOf(stored, 'id'),
    meldStatus: textOf(stored, 'meldStatus'),
    transactionType: textOrNullOf(stored, 'transactionType'),
    sourceAmount: textOrNullOf(stored, 'sourceAmount'),
    sourceCurrencyCode: textOrNullOf(stored, 'sourceCurrencyCode'),
    destinationAmount: textOrNullOf(stored, 'destinationAmount'),
    destinationCurrencyCode: textOrNullOf(stored, 'destinationCurrencyCode'),
    serviceProvider: textOrNullOf(stored, 'serviceProvider'),
    paymentMethodType: textOrNullOf(stored, 'paymentMethodType'),
    customerId: textOrNullOf(stored, 'customerId'),
    externalCustomerId: textOrNullOf(stored, 'externalCustomerId'),
    upstreamSessionId: textOrNullOf(stored, 'upstreamSessionId'),
    externalSessionId: textOrNullOf(stored, 'externalSessionId'),
    createdAtText: textOrNullOf(stored, 'createdAtText'),
    updatedAtText: textOrNullOf(stored, 'updatedAtText'),
    createdAt: numberOf(stored, 'createdAt'),
    updatedAt: numberOf(stored, 'updatedAt'),
    // Older rows do not tell; every look is later than theirs.
    lookedAt: stored.lookedAt === undefined ? 0 : numberOf(stored, 'lookedAt'),
    fees: {
      total: textOrNullOf(fees, 'total'),
      network: textOrNullOf(fees, 'network'),
      transaction: textOrNullOf(fees, 'transaction'),
      partner: textOrNullOf(fees, 'partner'),
    },
    transactionHash: textOrNullOf(stored, 'transactionHash'),
    depositAddress: textOrNullOf(stored, 'depositAddress'),
    failureReason: textOrNullOf(stored, 'failureReason'),
  }
  const assets = {
    from: textOrNullOf(stored, 'fromAsset'),
    to: textOrNullOf(stored, 'toAsset'),
    chainId: numberOrNullOf(stored, 'chainId'),
  }
  return { upstream, assets }
}
