import type { Secret } from '../../domain/secret.ts'
import { type Direction, legsOf } from '../../domain/trade.ts'
import type { UserId } from '../../domain/user.ts'
import type { QuoteRequest, UpstreamAccount, UpstreamTrade, WidgetRequest } from '../aggregator.ts'
import type { MeldCall } from './events.ts'
import { toMeldPaymentMethod } from './payment-methods.ts'

/** The version of Meld's API that this adapter is written for; newer ones change the shape of quotes. */
export const meldVersion = '2026-02-03'

// Together they stay within the time for which a caller holds its key (`operations/sessions/opening.ts`).
/** A quote asks every provider; Meld itself gives up on a slow one. */
const quoteDeadlineMs = 8_000
/** Opening a widget waits for one provider. */
const widgetDeadlineMs = 10_000
const customerDeadlineMs = 8_000
/** The first caller of an account waits for its list of currencies, and for the older one when the first fails. */
const currenciesDeadlineMs = 6_000
/** Large lists, which nobody waits for. */
const discoveryDeadlineMs = 10_000

// Largest answers read, some ten times what is expected.
export const widgetBytesMax = 64 * 1024
const quotesBytesMax = 512 * 1024
const customerBytesMax = 64 * 1024
const discoveryBytesMax = 8 * 1024 * 1024

/** The fields that the user of a widget must not be able to change; the payment method only when it was asked for. */
export function listLockFields(trade: UpstreamTrade): readonly string[] {
  return trade.paymentMethod === null ? lockedAlways : lockedWithMethod
}

const lockedAlways = [
  'cryptoCurrency',
  'sourceCurrencyCode',
  'destinationCurrencyCode',
  'walletAddress',
  'sourceAmount',
] as const
const lockedWithMethod = [...lockedAlways, 'paymentMethodType'] as const

/** `POST /payments/crypto/quote`. The amount is written as a JSON number with the very digits it was given with. */
export function makeQuoteCall(account: UpstreamAccount, request: QuoteRequest): MeldCall {
  const { trade, customerId } = request
  const { sourceCurrencyCode, destinationCurrencyCode } = orderLegs(trade)
  // What is undefined is not sent.
  const rest = {
    countryCode: trade.country,
    subdivision: trade.subdivision ?? undefined,
    sourceCurrencyCode,
    destinationCurrencyCode,
    paymentMethodType: trade.paymentMethod === null ? undefined : toMeldPaymentMethod(trade.paymentMethod),
    walletAddress: trade.walletAddress ?? undefined,
    customerId: customerId ?? undefined,
  }
  return {
    name: 'meld.quote',
    method: 'POST',
    readOnly: true,
    url: `${account.baseUrl}/payments/crypto/quote`,
    headers: makeHeaders(account),
    about: account.about,
    onCall: account.onCall,
    body: `{"sourceAmount":${trade.sourceAmount},${JSON.stringify(rest).slice(1)}`,
    deadlineMs: Math.min(quoteDeadlineMs, request.deadlineMs ?? quoteDeadlineMs),
    responseBytesMax: quotesBytesMax,
  }
}

/**
 * `POST /crypto/session/widget`. The customer is named at the top level, by Meld's own id only: inside `sessionData` it
 * would be lost, and beside an external one refused.
 */
export function makeWidgetCall(account: UpstreamAccount, request: WidgetRequest): MeldCall {
  const { trade } = request
  const paymentMethodType =
    trade.paymentMethod === null ? request.quotedPaymentMethod : toMeldPaymentMethod(trade.paymentMethod)
  const { sourceCurrencyCode, destinationCurrencyCode } = orderLegs(trade)
  // What is undefined is not sent.
  const body = {
    sessionType: trade.direction === 'buy' ? 'BUY' : 'SELL',
    customerId: request.customerId,
    externalSessionId: request.externalSessionId,
    bypassKyc: request.bypassKyc || undefined,
    sessionData: {
      countryCode: trade.country,
      subdivision: trade.subdivision ?? undefined,
      serviceProvider: request.serviceProvider,
      sourceCurrencyCode,
      destinationCurrencyCode,
      sourceAmount: trade.sourceAmount,
      walletAddress: trade.walletAddress,
      paymentMethodType: paymentMethodType ?? undefined,
      lockFields: listLockFields(trade),
      redirectUrl: request.redirectUrl,
      redirectFlow: (trade.direction === 'sell' && trade.redirectFlow) || undefined,
      kycInfo: kycInfoOf(request),
      clientIpAddress: request.clientIp ?? undefined,
    },
  }
  return {
    name: 'meld.widget',
    provider: request.serviceProvider,
    method: 'POST',
    url: `${account.baseUrl}/crypto/session/widget`,
    headers: makeHeaders(account),
    about: account.about,
    onCall: account.onCall,
    body: JSON.stringify(body),
    deadlineMs: Math.min(widgetDeadlineMs, request.deadlineMs),
    totalMs: request.deadlineMs,
    responseBytesMax: widgetBytesMax,
  }
}

function kycInfoOf({ kycShareToken }: WidgetRequest): object | undefined {
  return kycShareToken === null ? undefined : { kycProvider: 'SUMSUB', kycShareToken }
}

/** `POST /accounts/customers`: creates the customer, or returns the one with that external id. */
export function makeCustomerCall(account: UpstreamAccount, user: UserId, deadlineMs: number): MeldCall {
  return {
    name: 'meld.customer',
    method: 'POST',
    url: `${account.baseUrl}/accounts/customers`,
    headers: makeHeaders(account),
    about: account.about,
    onCall: account.onCall,
    body: JSON.stringify({ externalId: user }),
    deadlineMs: Math.min(customerDeadlineMs, deadlineMs),
    responseBytesMax: customerBytesMax,
  }
}

/** `GET /accounts/customers` by our own id. */
export function makeCustomerSearchCall(account: UpstreamAccount, user: UserId, deadlineMs: number): MeldCall {
  return {
    name: 'meld.customer_search',
    method: 'GET',
    url: `${account.baseUrl}/accounts/customers?externalCustomerId=${encodeURIComponent(user)}`,
    headers: makeHeaders(account),
    about: account.about,
    onCall: account.onCall,
    deadlineMs: Math.min(customerDeadlineMs, deadlineMs),
    responseBytesMax: customerBytesMax,
  }
}

/** The two lists of currencies Meld publishes: the present one, and the older one that it still serves. */
export type CurrencySource = 'network-partner' | 'service-provider'

const currencyPaths: Readonly<Record<CurrencySource, string>> = {
  'network-partner': '/network-partner/supported/currencies?type=CRYPTO',
  'service-provider': '/service-providers/properties/crypto-currencies',
}

/** Fetches one of the two lists of crypto currencies. */
export function makeCurrenciesCall(account: UpstreamAccount, source: CurrencySource): MeldCall {
  return {
    name: 'meld.currencies',
    method: 'GET',
    readOnly: true,
    url: account.baseUrl + currencyPaths[source],
    headers: makeHeaders(account),
    about: account.about,
    onCall: account.onCall,
    deadlineMs: currenciesDeadlineMs,
    responseBytesMax: discoveryBytesMax,
  }
}

/** One of the discovery calls; `path` starts with a slash and brings its query. */
export function makeDiscoveryCall(account: UpstreamAccount, name: string, path: string): MeldCall {
  return {
    name,
    method: 'GET',
    url: account.baseUrl + path,
    headers: makeHeaders(account),
    about: account.about,
    onCall: account.onCall,
    deadlineMs: discoveryDeadlineMs,
    responseBytesMax: discoveryBytesMax,
  }
}

/** The currency codes by leg: what is paid is the source. Crossed legs would be priced without complaint. */
export function orderLegs(trade: Pick<UpstreamTrade, 'direction' | 'fiatCode' | 'cryptoCode'>): {
  readonly sourceCurrencyCode: string
  readonly destinationCurrencyCode: string
} {
  const { direction, fiatCode: fiat, cryptoCode: crypto } = trade
  const [sourceCurrencyCode, destinationCurrencyCode] = legsOf({ direction, fiat, crypto })
  return { sourceCurrencyCode, destinationCurrencyCode }
}

/** Meld's word for a direction in quotes and transactions. */
export function transactionTypeOf(direction: Direction): string {
  return direction === 'buy' ? 'CRYPTO_PURCHASE' : 'CRYPTO_SELL'
}

/** Made once for each key. */
const headersOfKeys = new WeakMap<Secret, Readonly<Record<string, string>>>()

/** The headers of every call. */
export function makeHeaders({ apiKey }: UpstreamAccount): Readonly<Record<string, string>> {
  const known = headersOfKeys.get(apiKey)
  if (known !== undefined) return known
  const headers = {
    // The key as it is: the scheme's name notwithstanding, it is not base64.
    authorization: `BASIC ${apiKey.reveal()}`,
    'meld-version': meldVersion,
    accept: 'application/json',
    'content-type': 'application/json',
  }
  headersOfKeys.set(apiKey, headers)
  return headers
}
