import type { Big } from 'big.js'
import { findAsset, findFiat, findProvider } from './catalogue.ts'
import { isoMicros } from './clock.ts'
import { readDecimal, roundDown, wireNumber } from './decimal.ts'
import { badRequest, notFound, refuse } from './errors.ts'
import type { JsonRecord } from './json.ts'
import { readPageQuery, takePage } from './paging.ts'
import type { Session, Transaction } from './state.ts'
import { fiatInUsd, latestTransaction, transactionType } from './transactions.ts'
import { WALLET_FIELDS_RENAMED } from './versions.ts'
import { type Call, ok, type Reply, type WireRoute, type World } from './world.ts'

const SEARCH = '/payments/transactions'

/** Reading transactions (docs/meld.md, transactions). */
export const transactionRoutes: readonly WireRoute[] = [
  { method: 'GET', url: SEARCH, key: 'required', run: searchTransactions },
  {
    method: 'GET',
    url: `${SEARCH}/sessions/:sessionId`,
    key: 'required',
    providers: (world, call) => providerOf(world.state.sessions.get(call.params.sessionId ?? '')),
    run: readBySession,
  },
  {
    method: 'GET',
    url: `${SEARCH}/:id`,
    key: 'required',
    providers: (world, call) => providerOf(world.state.transactions.get(call.params.id ?? '')?.session),
    run: readById,
  },
]

function providerOf(session: Session | undefined): readonly string[] {
  return session === undefined ? [] : [session.serviceProvider]
}

function readById(world: World, call: Call): Reply {
  const transaction = world.state.transactions.get(call.params.id ?? '')
  if (transaction === undefined || transaction.session.accountId !== call.accountId) throw notFound()
  return ok({ transaction: renderTransaction(transaction, call.version) })
}

/** By session: 404 until the provider has an order, 404 for ever at providers that cannot be asked this way. */
function readBySession(world: World, call: Call): Reply {
  const session = world.state.sessions.get(call.params.sessionId ?? '')
  if (session === undefined || session.accountId !== call.accountId) throw notFound()
  if (findProvider(session.serviceProvider)?.readableBySession === false) {
    throw refuse(
      404,
      'TRANSACTION_FETCH_BY_SESSION_PROVIDER_UNSUPPORTED',
      'Fetching a transaction by session is not supported for this provider',
    )
  }
  const transaction = latestTransaction(world, session)
  if (transaction === undefined) {
    throw refuse(
      404,
      'TRANSACTION_FETCH_BY_SESSION_NOT_YET_CREATED_WITH_PROVIDER',
      'Transaction has not been created with the provider yet',
    )
  }
  return ok({ transaction: renderTransaction(transaction, call.version) })
}

type Filter = (transaction: Transaction, value: string) => boolean

function anyOf(read: (transaction: Transaction) => string | null): Filter {
  return (transaction, value) => value.split(',').includes(read(transaction) ?? '')
}

function never(): boolean {
  return false
}

/** The filters Meld accepts; note the plurals. Any other name is refused. */
const FILTERS: Readonly<Record<string, Filter>> = {
  statuses: anyOf((transaction) => transaction.status),
  serviceProviders: anyOf(({ session }) => session.serviceProvider),
  types: anyOf(({ session }) => transactionType(session)),
  customerIds: anyOf(({ session }) => session.customerId),
  externalCustomerIds: anyOf(({ session }) => session.externalCustomerId),
  sessionIds: anyOf(({ session }) => session.id),
  externalSessionIds: anyOf(({ session }) => session.externalSessionId),
  serviceProviderTransactionId: (transaction, value) => transaction.serviceTransactionId === value,
  amountFrom: (transaction, value) => transaction.sourceAmount.gte(readBound('amountFrom', value)),
  amountTo: (transaction, value) => transaction.sourceAmount.lte(readBound('amountTo', value)),
  from: (transaction, value) => transaction.createdAtMs >= readTime('from', value),
  to: (transaction, value) => transaction.createdAtMs <= readTime('to', value),
  // Known to Meld, never set by the simulator.
  apiAccessProfileIds: never,
  orderIds: never,
  externalReferenceIds: never,
  subaccountCustomerIds: never,
  externalSubaccountCustomerIds: never,
}

const PAGING = ['limit', 'before', 'after']
const ID_FILTERS = ['sessionIds', 'externalSessionIds', 'orderIds', 'externalReferenceIds']

function searchTransactions(world: World, call: Call): Reply {
  const { query } = call
  const unknown = Object.keys(query).filter((name) => !Object.hasOwn(FILTERS, name) && !PAGING.includes(name))
  if (unknown.length > 0) {
    const accepted = [...Object.keys(FILTERS), ...PAGING].join(', ')
    throw refuse(400, 'INVALID_QUERY_PARAMETER', `Invalid query parameter. Accepted parameters: ${accepted}`, {
      errors: unknown.map((name) => `[${name}] is invalid`),
    })
  }
  if (query.customerIds !== undefined && query.externalCustomerIds !== undefined) {
    throw badRequest('[customerIds] and [externalCustomerIds] must not both be set')
  }
  checkValues(query)
  const given = Object.entries(query).filter(([name]) => Object.hasOwn(FILTERS, name))
  const matches: Transaction[] = []
  for (const transaction of world.state.transactions.values()) {
    if (transaction.session.accountId !== call.accountId) continue
    if (given.every(([name, value]) => FILTERS[name]?.(transaction, value) === true)) matches.push(transaction)
  }
  const idsGiven = ID_FILTERS.map((name) => query[name]).find((value) => value !== undefined)
  const page = takePage(matches.reverse(), readPageQuery(query, idsGiven?.split(',').length))
  return ok({
    count: page.items.length,
    remaining: page.remaining,
    totalCount: matches.length,
    transactions: page.items.map((transaction) => renderTransaction(transaction, call.version)),
  })
}

function checkValues(query: Readonly<Record<string, string>>): void {
  for (const name of ['amountFrom', 'amountTo']) if (query[name] !== undefined) readBound(name, query[name])
  for (const name of ['from', 'to']) if (query[name] !== undefined) readTime(name, query[name])
}

function readBound(name: string, value: string): Big {
  const bound = readDecimal(value)
  if (bound === undefined) throw invalidParameter(name)
  return bound
}

function readTime(name: string, value: string): number {
  const hasTime = value.includes('T')
  const timeMs = Date.parse(hasTime && !/(Z|[+-]\d\d:\d\d)$/.test(value) ? `${value}Z` : value)
  if (Number.isNaN(timeMs)) throw invalidParameter(name)
  return timeMs
}

function invalidParameter(name: string) {
  return refuse(400, 'INVALID_QUERY_PARAMETER', 'Invalid query parameter', { errors: [`[${name}] is invalid`] })
}

/** The transaction object of docs/meld.md (transactions), in the field names of that version. */
export function renderTransaction(transaction: Transaction, version: string): JsonRecord {
  const { session, status } = transaction
  const isAmountKnown = !['PENDING_CREATED', 'PENDING', 'DECLINED', 'CANCELLED'].includes(status)
  const usd = fiatInUsd(transaction)
  const inUsd = usd === null ? null : wireNumber(roundDown(usd, 2))
  const isRenamed = version >= WALLET_FIELDS_RENAMED
  return {
    key: transaction.key,
    id: transaction.id,
    accountId: session.accountId,
    apiAccessProfileId: null,
    parentPaymentTransactionId: null,
    isPassthrough: false,
    isImported: false,
    passthroughReference: null,
    customer: { id: session.customerId, accountId: session.accountId, externalId: session.externalCustomerId },
    transactionType: transactionType(session),
    status,
    sourceAmount: wireNumber(transaction.sourceAmount),
    sourceCurrencyCode: session.sourceCurrencyCode,
    destinationAmount: isAmountKnown ? wireNumber(transaction.destinationAmount) : null,
    destinationCurrencyCode: session.destinationCurrencyCode,
    paymentMethodType: transaction.paymentMethodType,
    serviceProvider: session.serviceProvider,
    serviceTransactionId: transaction.serviceTransactionId,
    serviceProviderTransactionUrl: null,
    serviceProviderCreatedAt: isoMicros(transaction.createdAtMs),
    serviceProviderDetails: providerDetails(transaction),
    description: null,
    orderId: null,
    externalReferenceId: null,
    multiFactorAuthorizationStatus: [],
    createdAt: isoMicros(transaction.createdAtMs),
    updatedAt: isoMicros(transaction.updatedAtMs),
    countryCode: session.countryCode,
    sessionId: session.id,
    externalSessionId: session.externalSessionId,
    externalCustomerId: session.externalCustomerId,
    subaccountCustomerId: null,
    externalSubaccountCustomerId: null,
    ...(isRenamed ? { fiatAmountInUsd: inUsd } : { sourceAmountInUsd: inUsd }),
    paymentDetails: null,
    sessionClientTags: null,
    cryptoDetails: { ...wallets(transaction, isRenamed), ...cryptoDetails(transaction) },
  }
}

function wallets({ session, depositAddress }: Transaction, isRenamed: boolean): JsonRecord {
  const isSell = session.type === 'SELL'
  if (!isRenamed) {
    return { walletAddress: session.walletAddress, offrampDestinationWalletAddress: isSell ? depositAddress : null }
  }
  return {
    sourceWalletAddress: isSell ? session.walletAddress : null,
    destinationWalletAddress: isSell ? depositAddress : session.walletAddress,
    sessionWalletAddress: session.walletAddress,
  }
}

function cryptoDetails(transaction: Transaction): JsonRecord {
  const { fees, session } = transaction
  const isBuy = session.type === 'BUY'
  const fiat = findFiat(isBuy ? session.sourceCurrencyCode : session.destinationCurrencyCode)
  const asset = findAsset(isBuy ? session.destinationCurrencyCode : session.sourceCurrencyCode)
  const number = (value: Big | null) => (value === null ? null : wireNumber(value))
  const inUsd = (value: Big | null) =>
    value === null || fiat === undefined ? null : wireNumber(roundDown(value.div(fiat.perUsd), 2))
  return {
    networkFee: number(fees.network),
    transactionFee: number(fees.transaction),
    partnerFee: number(fees.partner),
    totalFee: number(fees.total),
    swapFee: null,
    networkFeeInUsd: inUsd(fees.network),
    transactionFeeInUsd: inUsd(fees.transaction),
    partnerFeeInUsd: inUsd(fees.partner),
    totalFeeInUsd: inUsd(fees.total),
    swapFeeInUsd: null,
    blockchainTransactionId: transaction.blockchainTransactionId,
    institution: null,
    chainId: asset?.chainId ?? null,
  }
}

function providerDetails({ session, status, failure, sourceAmount, destinationAmount }: Transaction): JsonRecord {
  const isBuy = session.type === 'BUY'
  return {
    type: isBuy ? 'BUY' : 'SELL',
    details: {
      status,
      fiatAmount: wireNumber(isBuy ? sourceAmount : destinationAmount),
      cryptoAmount: wireNumber(isBuy ? destinationAmount : sourceAmount),
      cryptoCurrency: isBuy ? session.destinationCurrencyCode : session.sourceCurrencyCode,
      countryCode: session.countryCode,
    },
    ...(failure === null ? {} : failure),
  }
}
