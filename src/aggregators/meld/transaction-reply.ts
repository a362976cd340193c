import { fiatAssets } from '../../domain/asset-registry.ts'
import {
  canonicalStatus,
  isTransactionId,
  normalizeMeldStatus,
  type UpstreamTransaction,
} from '../../domain/transaction.ts'
import { cleanWords } from './error-body.ts'
import { isObject, type JsonObject, parseExactJson, readText } from './json.ts'
import { readFigure } from './numbers.ts'
import { readTimestamp, type Timestamp } from './timestamps.ts'

const idLengthMax = 128
const codeLengthMax = 64
const hashLengthMax = 256
const addressLengthMax = 256
const keyLengthMax = 256
/** One page of a search, and where the next one starts. */
export interface TransactionListing {
  readonly transactions: readonly UpstreamTransaction[]
  /** Items that are no transaction that can be used. */
  readonly unreadable: number
  /** Null at the end. */
  readonly next: string | null
}

/**
 * Reads the reply to a fetch of one transaction: wrapped as documented, or bare. `askedAt` is when the fetch began, epoch
 * milliseconds. Undefined when it is none.
 */
export function readTransactionReply(text: string, askedAt: number): UpstreamTransaction | undefined {
  const body = parseExactJson(text)
  if (!isObject(body)) return undefined
  return readTransaction(body.transaction ?? body, askedAt)
}

/**
 * Reads a page of transactions; `askedAt` is when it was asked for, epoch milliseconds. An item that cannot be read is
 * left out and counted. Undefined when the reply is no page, or says that more is left without saying where it starts.
 */
export function readTransactionListing(text: string, askedAt: number): TransactionListing | undefined {
  const body = parseExactJson(text)
  if (!isObject(body) || !Array.isArray(body.transactions)) return undefined
  const items: readonly unknown[] = body.transactions
  const transactions = items.flatMap((item) => readTransaction(item, askedAt) ?? [])
  const next = Number(body.remaining ?? 0) > 0 ? readLastKey(items) : null
  if (next === undefined) return undefined
  return { transactions, unreadable: items.length - transactions.length, next }
}

/** Starting after an earlier item shows some again, which harms nobody; starting after none would never end. */
function readLastKey(items: readonly unknown[]): string | undefined {
  for (const item of items.toReversed()) {
    const key = isObject(item) ? readText(item.key, keyLengthMax) : undefined
    if (key !== undefined) return key
  }
  return undefined
}

/** Undefined without an id and a status; everything else may be missing. */
function readTransaction(item: unknown, askedAt: number): UpstreamTransaction | undefined {
  if (!isObject(item)) return undefined
  const id = readText(item.id, idLengthMax)
  const status = readText(item.status, codeLengthMax)
  if (id === undefined || !isTransactionId(id) || status === undefined) return undefined
  const meldStatus = normalizeMeldStatus(status)
  const created = readTimestamp(item.createdAt) ?? readTimestamp(item.serviceProviderCreatedAt)
  const updated = readTimestamp(item.updatedAt)
  const customer = isObject(item.customer) ? item.customer : {}
  const crypto = firstObject(item.cryptoDetails, item.cryptoPurchaseDetails)
  const transactionType = readText(item.transactionType, codeLengthMax)?.trim().toUpperCase() ?? null
  const sourceCurrencyCode = readText(item.sourceCurrencyCode, codeLengthMax) ?? null
  return {
    id,
    meldStatus,
    transactionType,
    sourceAmount: readFigure(item.sourceAmount),
    sourceCurrencyCode,
    destinationAmount: readFigure(item.destinationAmount),
    destinationCurrencyCode: readText(item.destinationCurrencyCode, codeLengthMax) ?? null,
    serviceProvider: readText(item.serviceProvider, codeLengthMax) ?? null,
    paymentMethodType: readText(item.paymentMethodType, codeLengthMax) ?? null,
    customerId: readText(customer.id ?? item.customerId, idLengthMax) ?? null,
    externalCustomerId: readText(item.externalCustomerId ?? customer.externalId, idLengthMax) ?? null,
    upstreamSessionId: readText(item.sessionId, idLengthMax) ?? null,
    externalSessionId: readText(item.externalSessionId, idLengthMax) ?? null,
    createdAtText: created?.text ?? null,
    updatedAtText: updated?.text ?? null,
    createdAt: momentOf(created, askedAt) ?? momentOf(updated, askedAt) ?? askedAt,
    updatedAt: momentOf(updated, askedAt) ?? askedAt,
    askedAt,
    fees: {
      total: readFigure(crypto.totalFee),
      network: readFigure(crypto.networkFee),
      transaction: readFigure(crypto.transactionFee),
      partner: readFigure(crypto.partnerFee),
    },
    serviceTransactionId: readText(item.serviceTransactionId, idLengthMax) ?? null,
    transactionHash: readText(crypto.blockchainTransactionId, hashLengthMax) ?? null,
    depositAddress: readDepositAddress(crypto, isSale(transactionType, sourceCurrencyCode)),
    // Numbers are kept as texts.
    cryptoChainId: readText(crypto.chainId, codeLengthMax) ?? null,
    failureReason: readFailureReason(item.serviceProviderDetails, meldStatus),
  }
}

/** Where a seller sends the crypto. The field that holds it is the buyer's own wallet in a purchase. */
function readDepositAddress(crypto: JsonObject, isSell: boolean): string | null {
  const [own, older] = [crypto.destinationWalletAddress, crypto.offrampDestinationWalletAddress]
  return (isSell ? readText(own, addressLengthMax) : undefined) ?? readText(older, addressLengthMax) ?? null
}

/** By what is paid, where the type is not told. */
function isSale(transactionType: string | null, sourceCurrencyCode: string | null): boolean {
  if (transactionType !== null) return transactionType.startsWith('CRYPTO_SELL')
  return sourceCurrencyCode !== null && !fiatSymbols.has(sourceCurrencyCode)
}

const fiatSymbols: ReadonlySet<string> = new Set(fiatAssets.map(({ symbol }) => symbol))

/** The provider's explanation, one line, of a trade that failed; the raw data of a good one may say anything. */
function readFailureReason(details: unknown, meldStatus: string): string | null {
  const status = canonicalStatus(meldStatus)
  const wentWrong = status === 'failed' || status === 'cancelled' || status === undefined || meldStatus === 'ERROR'
  if (!wentWrong || !isObject(details)) return null
  for (const source of [details, firstObject(details.details)]) {
    for (const name of reasonNames) {
      const words = readText(cleanWords(source[name]), reasonLengthMax)
      if (words !== undefined) return words
    }
  }
  return null
}

/** Where providers tell why, the clearest words first. */
const reasonNames = ['failureReason', 'statusReason', 'message', 'reason', 'errorMessage', 'code'] as const
/** What `cleanWords` leaves at most. */
const reasonLengthMax = 300

/** What Meld reports had happened when it was asked; a timestamp later than that comes from another clock. */
function momentOf(timestamp: Timestamp | undefined, askedAt: number): number | undefined {
  return timestamp === undefined ? undefined : Math.min(timestamp.at, askedAt)
}

function firstObject(...values: readonly unknown[]): JsonObject {
  return values.find(isObject) ?? {}
}
