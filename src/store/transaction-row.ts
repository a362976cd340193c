import { parseCheckedAddress } from '../domain/address.ts'
import { parseAmount } from '../domain/amount.ts'
import type { StoredTransaction } from '../domain/snapshot.ts'
import {
  type DepositRecord,
  type SoldCrypto,
  type Transaction,
  type TransactionAssets,
  type TransactionStatus,
  transactionStatuses,
  type UpstreamTransaction,
} from '../domain/transaction.ts'
import { parseUserId } from '../domain/user.ts'
import type { Row } from '../postgres/connection.ts'
import { numberOf, numberOrNullOf, objectOf, present, rowOrAbsentOf, textOf, textOrNullOf } from '../postgres/row.ts'
import { readSessionId } from './session-row.ts'

/** The columns that `readTransaction` reads. */
export const transactionColumns = `id, session_id, status, detail, provider_created_at, checked_at`

/** Reads one row of `transactions`. Throws `RowError`. */
export function readTransaction(row: Row): Transaction {
  const { upstream, assets, deposit } = readDetail(row.detail)
  return {
    id: textOf(row, 'id'),
    status: readTransactionStatus(row),
    createdAt: numberOf(row, 'provider_created_at'),
    session: row.session_id === null ? null : readSessionId(row.session_id),
    upstream,
    assets,
    deposit,
    checkedAt: numberOf(row, 'checked_at'),
  }
}

/** Reads the column `status`. Throws `RowError`. */
export function readTransactionStatus(row: Row): TransactionStatus {
  const status = textOf(row, 'status')
  return present(
    transactionStatuses.find((known) => known === status),
    'status',
  )
}

/** The columns that `readStored` reads. */
export const storedColumns = 'status, meld_status, checks, user_id, session_id, detail'

/** Reads of a row what the next snapshot depends on. Throws `RowError`. */
export function readStored(row: Row): StoredTransaction {
  const user = textOrNullOf(row, 'user_id')
  return {
    status: readTransactionStatus(row),
    meldStatus: textOf(row, 'meld_status'),
    checks: numberOf(row, 'checks'),
    user: user === null ? null : present(parseUserId(user), 'user_id'),
    session: row.session_id === null ? null : readSessionId(row.session_id),
    ...readDetail(row.detail),
  }
}

/** What a transaction's `detail` column holds. */
export interface TransactionDetail {
  readonly upstream: UpstreamTransaction
  readonly assets: TransactionAssets
  readonly deposit: DepositRecord
}

/** The same as JSON for its column. */
export function writeDetail(detail: TransactionDetail): string {
  return JSON.stringify(detailColumn(detail))
}

/** The same as a part of a larger JSON. */
export function detailColumn({ upstream, assets, deposit }: TransactionDetail): object {
  // `lookedAt` is its key in every row that is stored, and for processes of an older version.
  const { askedAt: lookedAt, ...told } = upstream
  const { from: fromAsset, to: toAsset, chainId } = assets
  return { ...told, lookedAt, fromAsset, toAsset, chainId, deposit }
}

/** Reads the `detail` column. Throws `RowError`. */
export function readDetail(column: unknown): TransactionDetail {
  return readDetailObject(present(objectOf(column, 'detail'), 'detail'))
}

/** The same where it has been parsed already. Throws `RowError`. */
export function readDetailObject(stored: Row): TransactionDetail {
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
    // Absent from older rows: any check counts as later.
    askedAt: stored.lookedAt === undefined ? 0 : numberOf(stored, 'lookedAt'),
    fees: {
      total: textOrNullOf(fees, 'total'),
      network: textOrNullOf(fees, 'network'),
      transaction: textOrNullOf(fees, 'transaction'),
      partner: textOrNullOf(fees, 'partner'),
    },
    // Absent from older rows.
    serviceTransactionId:
      stored.serviceTransactionId === undefined ? null : textOrNullOf(stored, 'serviceTransactionId'),
    transactionHash: textOrNullOf(stored, 'transactionHash'),
    depositAddress: textOrNullOf(stored, 'depositAddress'),
    cryptoChainId: textOrNullOf(stored, 'cryptoChainId'),
    failureReason: textOrNullOf(stored, 'failureReason'),
  }
  const assets = {
    from: textOrNullOf(stored, 'fromAsset'),
    to: textOrNullOf(stored, 'toAsset'),
    chainId: numberOrNullOf(stored, 'chainId'),
  }
  return { upstream, assets, deposit: readDepositRecord(rowOrAbsentOf(stored, 'deposit') ?? {}) }
}

/** Absent from older rows. */
function readDepositRecord(stored: Row): DepositRecord {
  const sold = stored.sold === null ? undefined : rowOrAbsentOf(stored, 'sold')
  return {
    sold: sold === undefined ? null : readSold(sold),
    address: textOrNullOf(stored, 'address'),
    addressChanged: stored.addressChanged === true,
    wasShown: stored.wasShown === true,
  }
}

function readSold(stored: Row): SoldCrypto {
  return {
    symbol: textOf(stored, 'symbol'),
    chainId: numberOf(stored, 'chainId'),
    decimals: numberOf(stored, 'decimals'),
    amount: present(parseAmount(textOf(stored, 'amount')), 'deposit.sold.amount'),
    walletAddress: present(parseCheckedAddress(textOf(stored, 'walletAddress')), 'deposit.sold.walletAddress'),
    redirectFlow: stored.redirectFlow === true,
  }
}
