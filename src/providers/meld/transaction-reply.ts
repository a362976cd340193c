import { canonicalStatus, isTransactionId, type UpstreamTransaction } from '../../domain/transaction.ts'
import { cleanWords } from './error-body.ts'
import { isObject, type JsonObject, parseExactJson, readText } from './json.ts'
import { readFigure } from './numbers.ts'

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

/** Reads the reply to a fetch of one transaction: wrapped as documented, or bare. Undefined when it is none. */
export function readTransactionReply(text: string): UpstreamTransaction | undefined {
  const body = parseExactJson(text)
  if (!isObject(body)) return undefined
  return readTransaction(body.transaction ?? body)
}

/**
 * Reads a page of transactions. An item that cannot be read is left out and counted. Undefined when the reply is no page,
 * or says that more is left without saying where it starts.
 */
export function readTransactionListing(text: string): TransactionListing | undefined {
  const body = parseExactJson(text)
  if (!isObject(body) || !Array.isArray(body.transactions)) return undefined
  const items: readonly unknown[] = body.transactions
  const transactions = items.flatMap((item) => readTransaction(item) ?? [])
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

/** Undefined without an id, a status and a time; everything else may be missing. */
function readTransaction(item: unknown): UpstreamTransaction | undefined {
  if (!isObject(item)) return undefined
  const id = readText(item.id, idLengthMax)
  const meldStatus = readText(item.status, codeLengthMax)
  const created = readInstant(item.createdAt) ?? readInstant(item.serviceProviderCreatedAt)
  const updated = readInstant(item.updatedAt) ?? created
  if (id === undefined || !isTransactionId(id) || meldStatus === undefined || updated === undefined) return undefined
  const { text: createdAtText, at: createdAt } = created ?? updated
  const customer = isObject(item.customer) ? item.customer : {}
  const crypto = firstObject(item.cryptoDetails, item.cryptoPurchaseDetails)
  const transactionType = readText(item.transactionType, codeLengthMax) ?? null
  return {
    id,
    meldStatus,
    transactionType,
    sourceAmount: readFigure(item.sourceAmount),
    sourceCurrencyCode: readText(item.sourceCurrencyCode, codeLengthMax) ?? null,
    destinationAmount: readFigure(item.destinationAmount),
    destinationCurrencyCode: readText(item.destinationCurrencyCode, codeLengthMax) ?? null,
    serviceProvider: readText(item.serviceProvider, codeLengthMax) ?? null,
    paymentMethodType: readText(item.paymentMethodType, codeLengthMax) ?? null,
    customerId: readText(customer.id ?? item.customerId, idLengthMax) ?? null,
    externalCustomerId: readText(item.externalCustomerId ?? customer.externalId, idLengthMax) ?? null,
    upstreamSessionId: readText(item.sessionId, idLengthMax) ?? null,
    externalSessionId: readText(item.externalSessionId, idLengthMax) ?? null,
    createdAtText,
    updatedAtText: updated.text,
    createdAt,
    updatedAt: updated.at,
    fees: {
      total: readFigure(crypto.totalFee),
      network: readFigure(crypto.networkFee),
      transaction: readFigure(crypto.transactionFee),
      partner: readFigure(crypto.partnerFee),
    },
    transactionHash: readText(crypto.blockchainTransactionId, hashLengthMax) ?? null,
    depositAddress: readDepositAddress(crypto, transactionType),
    failureReason: readFailureReason(item.serviceProviderDetails, meldStatus),
  }
}

/** Where a seller sends the crypto. The field that holds it is the buyer's own wallet in a purchase. */
function readDepositAddress(crypto: JsonObject, transactionType: string | null): string | null {
  const isSell = transactionType?.startsWith('CRYPTO_SELL') === true
  const [own, older] = [crypto.destinationWalletAddress, crypto.offrampDestinationWalletAddress]
  return (isSell ? readText(own, addressLengthMax) : undefined) ?? readText(older, addressLengthMax) ?? null
}

/** Words of the provider's, one line, for a trade that went wrong; raw data of a good one may say anything. */
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

const instantForm = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(?::\d{2}(?:\.\d{1,9})?)?(Z|[+-]\d{2}:?\d{2})?$/

/** An ISO 8601 text and its instant in epoch milliseconds; without a zone it is UTC. */
function readInstant(value: unknown): { readonly text: string; readonly at: number } | undefined {
  const match = typeof value === 'string' ? instantForm.exec(value) : null
  if (match === null) return undefined
  const [text, zone] = match
  const at = Date.parse(zone === undefined ? `${text}Z` : text)
  return Number.isFinite(at) ? { text, at } : undefined
}

function firstObject(...values: readonly unknown[]): JsonObject {
  return values.find(isObject) ?? {}
}
