import type { Big } from 'big.js'
import { findAsset, findFiat, isPaymentMethod } from './catalogue.ts'
import type { PaymentMethod } from './data/payment-methods.ts'
import { PROVIDERS, type Provider } from './data/providers.ts'
import { readDecimal, wireNumber } from './decimal.ts'
import { badRequest, type MeldRefusal, notFound, refuse } from './errors.ts'
import { faultRefusal } from './fault-answers.ts'
import { seededFraction } from './ids.ts'
import { encodeJson, filledTextAt, isRecord, type JsonRecord, textAt, textsAt } from './json.ts'
import { assessTrade, limitRefusal, type Trade } from './offers.ts'
import { fiatLimits, type Price, type Terms } from './pricing.ts'
import { accountKey, type Customer, remember } from './state.ts'
import { HEADLESS_FIELDS, RAMP_INTELLIGENCE } from './versions.ts'
import { type Call, MEMO_MAX, ok, type Reply, type WireRoute, type World } from './world.ts'

const PATH = '/payments/crypto/quote'

export const quoteRoutes: readonly WireRoute[] = [
  {
    method: 'POST',
    url: PATH,
    key: 'required',
    isReading: true,
    providers: (_world, call) => askedProviders(call.body),
    run: quote,
  },
]

/** In bench mode a quote seen before is answered from memory, unless a fault is set. */
function quote(world: World, call: Call): Reply {
  const { memo } = world
  if (memo === undefined || world.faults.list().length > 0) return priceQuote(world, call)
  const key = `${call.version} ${call.bodyText}`
  const text = memo.quotes.get(key) ?? encodeJson(priceQuote(world, call).body)
  if (!memo.quotes.has(key)) remember(memo.quotes, key, text, MEMO_MAX)
  return { status: 200, body: undefined, text }
}

/** `POST /payments/crypto/quote` (docs/meld.md, quotes): one offer per provider that would make the trade. */
function priceQuote(world: World, call: Call): Reply {
  const { trade, customer } = readQuoteRequest(world, call)
  const occasion = { path: PATH, method: 'POST', providers: askedProviders(call.body) }
  const offers: unknown[] = []
  const limited: { terms: Terms; reason: 'too_low' | 'too_high' }[] = []
  let faulted: MeldRefusal | undefined
  let spoilNext = call.fault?.kind === 'malformed_offer'
  for (const provider of PROVIDERS) {
    if (!occasion.providers.includes(provider.code)) continue
    const assessment = assessTrade(world.seed, provider, trade)
    if (assessment.kind === 'unserved') {
      const { terms, reason } = assessment
      if (terms !== undefined && (reason === 'too_low' || reason === 'too_high')) limited.push({ terms, reason })
      continue
    }
    const fault = world.faults.takeForOffer(occasion, provider.code)
    if (fault !== undefined && fault.kind !== 'malformed_offer') {
      faulted ??= faultRefusal(fault, provider.code)
      continue
    }
    const offer = writeOffer(world, call, { trade, provider, customer, ...assessment })
    offers.push(fault !== undefined || spoilNext ? spoilOffer(offer) : offer)
    spoilNext = false
  }
  if (offers.length > 0) return ok(envelope(call, offers))
  if (faulted !== undefined) throw faulted
  throw nearestLimit(limited) ?? notFound()
}

function envelope(call: Call, quotes: readonly unknown[]): unknown {
  return call.version >= RAMP_INTELLIGENCE ? { quotes } : { quotes, message: null, error: null, timestamp: null }
}

/** The providers a quote body asks for; all of them when the list is absent, null or empty. */
function askedProviders(body: unknown): readonly string[] {
  const asked = isRecord(body) ? (textsAt(body, 'serviceProviders') ?? []) : []
  return asked.length > 0 ? asked : PROVIDERS.map((provider) => provider.code)
}

function readQuoteRequest(world: World, call: Call): { trade: Trade; customer: Customer | undefined } {
  const { includeSwap } = call.query
  if (includeSwap !== undefined && includeSwap !== 'true' && includeSwap !== 'false') {
    throw badRequest('[includeSwap] is invalid')
  }
  const body = isRecord(call.body) ? call.body : {}
  const amount = readSourceAmount(body)
  const countryCode = textAt(body, 'countryCode')
  const source = filledTextAt(body, 'sourceCurrencyCode')
  const destination = filledTextAt(body, 'destinationCurrencyCode')
  const errors = [
    countryCode === undefined ? '[countryCode] must not be null' : undefined,
    destination === undefined ? '[destinationCurrencyCode] must not be blank' : undefined,
    amount.error,
    source === undefined ? '[sourceCurrencyCode] must not be blank' : undefined,
  ].filter((error) => error !== undefined)
  if (countryCode === undefined || source === undefined || destination === undefined || amount.value === undefined) {
    throw badRequest(...errors)
  }
  const paymentMethodType = filledTextAt(body, 'paymentMethodType')
  checkPaymentMethod(paymentMethodType)
  const subdivision = filledTextAt(body, 'subdivision')
  const customer = findQuoteCustomer(world, call.accountId, body)
  return {
    trade: {
      ...readLegs(source, destination),
      countryCode,
      subdivision,
      sourceAmount: amount.value,
      paymentMethodType,
    },
    customer,
  }
}

function readSourceAmount(body: JsonRecord): { value?: Big; error?: string } {
  if (body.sourceAmount === undefined || body.sourceAmount === null) {
    return { error: '[sourceAmount] must not be null' }
  }
  const value = readDecimal(body.sourceAmount)
  if (value === undefined) return { error: '[sourceAmount] is invalid' }
  if (value.lte(0)) return { error: '[sourceAmount] DecimalMin (value = "0.0", inclusive = false); must not be null' }
  return { value }
}

/** Refuses a method that is in no Meld list. A known one that nobody serves is left to the providers. */
export function checkPaymentMethod(code: string | undefined): void {
  if (code === undefined || isPaymentMethod(code)) return
  throw refuse(400, 'INVALID_PAYMENT_METHOD', `Invalid payment method requested: ${code}`)
}

/** The direction follows from the source leg alone, so crossed legs are priced the other way round without an error. */
function readLegs(source: string, destination: string): Pick<Trade, 'direction' | 'fiat' | 'asset'> {
  const soldAsset = findAsset(source)
  if (soldAsset !== undefined) {
    const fiat = findFiat(destination)
    if (fiat === undefined) throw refuse(400, 'INVALID_FIAT_CURRENCY', 'Invalid Fiat Currency requested')
    return { direction: 'sell', fiat, asset: soldAsset }
  }
  const fiat = findFiat(source)
  if (fiat === undefined) throw refuse(400, 'INVALID_FIAT_CURRENCY', 'Invalid Fiat Currency requested')
  const asset = findAsset(destination)
  if (asset === undefined) throw refuse(400, 'INVALID_CRYPTO_CURRENCY', 'Invalid Crypto Currency requested')
  return { direction: 'buy', fiat, asset }
}

function findQuoteCustomer(world: World, accountId: string, body: JsonRecord): Customer | undefined {
  const id = filledTextAt(body, 'customerId')
  const externalId = filledTextAt(body, 'externalCustomerId')
  if (id !== undefined && externalId !== undefined) {
    throw badRequest('[customerId] and [externalCustomerId] must not both be set')
  }
  const known = externalId === undefined ? id : world.state.externalCustomerIds.get(accountKey(accountId, externalId))
  return known === undefined ? undefined : world.state.customers.get(known)
}

interface Offer {
  readonly trade: Trade
  readonly provider: Provider
  readonly customer: Customer | undefined
  readonly method: PaymentMethod
  readonly price: Price
}

function writeOffer(world: World, call: Call, { trade, provider, customer, method, price }: Offer): JsonRecord {
  const isBuy = trade.direction === 'buy'
  const fiatAmount = wireNumber(price.fiatAmountWithoutFees)
  return {
    transactionType: isBuy ? 'CRYPTO_PURCHASE' : 'CRYPTO_SELL',
    sourceAmount: wireNumber(price.sourceAmount),
    sourceAmountWithoutFees: isBuy ? fiatAmount : null,
    fiatAmountWithoutFees: fiatAmount,
    destinationAmountWithoutFees: isBuy ? null : fiatAmount,
    sourceCurrencyCode: isBuy ? trade.fiat.code : trade.asset.code,
    countryCode: trade.countryCode,
    totalFee: wireNumber(price.totalFee),
    networkFee: price.networkFee === null ? null : wireNumber(price.networkFee),
    transactionFee: wireNumber(price.transactionFee),
    partnerFee: wireNumber(price.partnerFee),
    destinationAmount: wireNumber(price.destinationAmount),
    destinationCurrencyCode: isBuy ? trade.asset.code : trade.fiat.code,
    exchangeRate: wireNumber(price.exchangeRate),
    paymentMethodType: method.code,
    serviceProvider: provider.code,
    isNativeAvailable: provider.code === 'MERCURYO' && method.code === 'APPLE_PAY',
    ...intelligence(world, call.version, { trade, provider, customer, method }),
    ...(call.version >= HEADLESS_FIELDS
      ? { destinationNetworkCode: isBuy ? trade.asset.chainCode : null, integrationMode: 'WIDGET', kycMode: 'NONE' }
      : {}),
  }
}

function intelligence(world: World, version: string, offer: Omit<Offer, 'price'>): JsonRecord {
  const { trade, provider, customer, method } = offer
  const isBuy = trade.direction === 'buy'
  const score = isBuy ? rampScore(world.seed, provider, `${trade.countryCode}|${method.code}`) : null
  const lowKyc = isBuy
    ? provider.lowKyc && fiatLimits(provider, 'buy', trade.fiat).max.div(20).gt(trade.sourceAmount)
    : null
  if (version < RAMP_INTELLIGENCE) return { customerScore: score, lowKyc, institutionName: null }
  const usedAtMs = customer?.previouslyUsed.get(provider.code)
  const previouslyUsed = usedAtMs === undefined ? null : new Date(usedAtMs).toISOString()
  return { rampIntelligence: { rampScore: score, lowKyc, previouslyUsed } }
}

function rampScore(seed: string, provider: Provider, where: string): number {
  const shift = (seededFraction(seed, `score|${provider.code}|${where}`) - 0.5) * 24
  return Math.round(Math.min(100, Math.max(0, provider.rampScore + shift)) * 100) / 100
}

/** An offer of the sort that should never arrive, but does: it must not spoil the others. */
function spoilOffer(offer: JsonRecord): JsonRecord {
  return { ...offer, destinationAmount: null, totalFee: 'n/a', exchangeRate: null, paymentMethodType: null }
}

/** The refusal of the provider whose limit is nearest to the amount asked. */
function nearestLimit(limited: readonly { terms: Terms; reason: 'too_low' | 'too_high' }[]): MeldRefusal | undefined {
  const bound = ({ terms, reason }: (typeof limited)[number]): Big => {
    const limits = fiatLimits(terms.provider, terms.direction, terms.fiat)
    return reason === 'too_low' ? limits.min : limits.max.times(-1)
  }
  const [nearest] = [...limited].sort((a, b) => bound(a).cmp(bound(b)))
  return nearest && limitRefusal(nearest.terms, nearest.reason)
}
