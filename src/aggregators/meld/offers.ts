import type { ExclusionReason } from '../../domain/exclusion-reason.ts'
import { holdBackImplausible } from '../../domain/plausibility.ts'
import type { ProviderExclusion, Quote } from '../../domain/quote.ts'
import { type FlowReason, flowExclusion, flowReason } from '../../domain/sell-flow.ts'
import type { PricedTrade, QuoteOutcome } from '../aggregator.ts'
import { readErrorObject } from './error-body.ts'
import { judgeBody } from './failures.ts'
import { isObject, type JsonObject, parseExactJson, readText } from './json.ts'
import { isEchoOf, readAmount, readFigure } from './numbers.ts'
import { noQuotes, toQuoteOutcome } from './outcomes.ts'
import { carriesMethod } from './payment-methods.ts'
import { orderLegs, transactionTypeOf } from './request.ts'

/** Longest provider or payment-method code taken. */
const codeLengthMax = 64

/** Why an offer is left out. */
type OfferFault = Extract<
  ExclusionReason,
  | 'malformed_offer'
  | 'wrong_direction'
  | 'wrong_currency'
  | 'wrong_amount'
  | 'wrong_payment_method'
  | 'no_amount'
  | FlowReason
>

/**
 * Reads the reply to a quote call that succeeded. Each offer is judged by itself and left out with its reason when it
 * is not an offer for exactly this trade. `quotes: null` and an empty list both mean that nobody offers; undefined
 * means that the reply cannot be read.
 */
export function readQuotes(text: string, trade: PricedTrade): QuoteOutcome | undefined {
  const body = parseExactJson(text)
  if (!isObject(body)) return undefined
  if (Array.isArray(body.quotes)) return sortOffers(body.quotes, trade)
  if (body.quotes !== undefined && body.quotes !== null) return undefined
  return readEmptyReply(body, trade)
}

function sortOffers(offers: readonly unknown[], trade: PricedTrade): QuoteOutcome {
  const quotes: Quote[] = []
  const excluded: ProviderExclusion[] = []
  const legs = meldLegsOf(trade)
  for (const item of offers) {
    const offer = isObject(item) ? item : {}
    const serviceProvider = readText(offer.serviceProvider, codeLengthMax) ?? null
    const read = readOffer(offer, serviceProvider, trade, legs)
    if (typeof read !== 'string') quotes.push(read)
    else excluded.push({ serviceProvider, reason: read, ...(read === flowReason(trade) && otherFlow(trade)) })
  }
  const { plausible, heldBack } = holdBackImplausible(quotes, {
    direction: trade.direction,
    fiat: trade.fiatCode,
    crypto: trade.cryptoSymbol,
    sourceAmount: trade.sourceAmount,
  })
  return { kind: 'quoted', quotes: plausible, excluded: [...excluded, ...heldBack] }
}

/** A good offer in one flow is one in the other: asking for that one brings it in. */
function otherFlow({ redirectFlow }: PricedTrade): Pick<ProviderExclusion, 'nearest'> {
  return { nearest: { redirectFlow: !redirectFlow } }
}

/** A success without offers may say why. */
function readEmptyReply(body: JsonObject, trade: PricedTrade): QuoteOutcome {
  const words = readErrorObject(body)
  if (words.code === null && words.texts.length === 0) return noQuotes
  const failure = judgeBody(words, 404)
  const limited = failure.verdict === 'amount_too_low' || failure.verdict === 'amount_too_high'
  return limited ? toQuoteOutcome(failure, trade.paymentMethod !== null) : noQuotes
}

/** Meld's words for what is traded for what. */
interface MeldLegs {
  readonly type: string
  readonly source: string
  readonly destination: string
}

function meldLegsOf(trade: PricedTrade): MeldLegs {
  const { sourceCurrencyCode: source, destinationCurrencyCode: destination } = orderLegs(trade)
  return { type: transactionTypeOf(trade.direction), source, destination }
}

function legsFault(offer: JsonObject, legs: MeldLegs): OfferFault | null {
  const source = readText(offer.sourceCurrencyCode, codeLengthMax)
  const destination = readText(offer.destinationCurrencyCode, codeLengthMax)
  if (source === undefined || destination === undefined) return 'malformed_offer'
  // A quote call has no direction: with the legs crossed Meld prices the opposite trade and answers 200.
  const type = readText(offer.transactionType, codeLengthMax)
  if (type !== undefined && type !== legs.type) return 'wrong_direction'
  return source === legs.source && destination === legs.destination ? null : 'wrong_currency'
}

function readOffer(
  offer: JsonObject,
  serviceProvider: string | null,
  trade: PricedTrade,
  legs: MeldLegs,
): Quote | OfferFault {
  if (serviceProvider === null) return 'malformed_offer'
  const fault = legsFault(offer, legs)
  if (fault !== null) return fault
  if (!isAbsent(offer.sourceAmount)) {
    const echoed = readFigure(offer.sourceAmount)
    if (echoed === null) return 'malformed_offer'
    if (!isEchoOf(trade.sourceAmount, echoed)) return 'wrong_amount'
  }
  const paymentMethodType = readText(offer.paymentMethodType, codeLengthMax) ?? null
  // Where a method was asked for, Meld may still answer with the price of another one.
  if (
    trade.paymentMethod !== null &&
    paymentMethodType !== null &&
    !carriesMethod(trade.paymentMethod, paymentMethodType)
  ) {
    return 'wrong_payment_method'
  }
  if (isAbsent(offer.destinationAmount)) return 'no_amount'
  const destinationAmount = readAmount(offer.destinationAmount)
  if (destinationAmount === undefined) {
    return readFigure(offer.destinationAmount) === null ? 'malformed_offer' : 'no_amount'
  }
  const flowFault = flowExclusion(serviceProvider, trade)
  if (flowFault !== null) return flowFault
  const insight = isObject(offer.rampIntelligence) ? offer.rampIntelligence : {}
  return {
    serviceProvider,
    sourceAmount: trade.sourceAmount,
    destinationAmount,
    totalFee: readFigure(offer.totalFee),
    networkFee: readFigure(offer.networkFee),
    transactionFee: readFigure(offer.transactionFee),
    partnerFee: readFigure(offer.partnerFee),
    exchangeRate: readFigure(offer.exchangeRate),
    paymentMethodType,
    rampScore: readScore(insight.rampScore ?? offer.customerScore),
    lowKyc: readFlag(insight.lowKyc ?? offer.lowKyc),
    // The time of the last trade; only its presence counts.
    usedBefore: readText(insight.previouslyUsed, codeLengthMax) !== undefined || insight.previouslyUsed === true,
  }
}

function isAbsent(value: unknown): boolean {
  return value === undefined || value === null
}

function readScore(value: unknown): number | null {
  const figure = readFigure(value)
  const score = Number(figure)
  return figure === null || score < 0 || score > 100 ? null : score
}

function readFlag(value: unknown): boolean | null {
  return typeof value === 'boolean' ? value : null
}
