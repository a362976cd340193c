import Big from 'big.js'
import { isPaymentMethod } from '../domain/payment-method.ts'
import type { ProviderExclusion, Quote } from '../domain/quote.ts'
import { legsOf, type Trade } from '../domain/trade.ts'
import { type ExactNumber, exactNumber } from './exact-json.ts'
import { exclusionMembers } from './exclusions.ts'
import { type FieldValues, optional } from './field.ts'
import { type Link, linkTo } from './hal.ts'
import { flag } from './query.ts'
import { chainParameter, countryField, paymentMethod, subdivisionField, tradeFields } from './trade-fields.ts'

/** The query of `GET /v0/ramp/quotes`, each parameter checked by itself. See docs/contract.md, quotes. */
export const quoteParameters = {
  ...tradeFields,
  chain_id: chainParameter,
  country_code: countryField,
  subdivision: subdivisionField,
  payment_method_type: optional(paymentMethod, 'narrows to one of the 15 methods'),
  reusable_identity_only: flag('`true`: only providers that can reuse the user’s identity check'),
  used_before_only: flag('`true`: only providers that this user has traded with; empty without a history'),
  redirect_flow: flag(
    'ours, for sells: `true` lists what can be had in the redirect flow, otherwise in the standard one',
  ),
}

/** A query that was read. */
export type QuoteQuery = FieldValues<typeof quoteParameters>

/** What a reply is made of. */
export interface QuoteList {
  readonly trade: Trade
  /** Best first. */
  readonly quotes: readonly Quote[]
  readonly unavailable: readonly ProviderExclusion[]
}

/** The body of a 200; to be written with `stringifyExact`. */
export function quotesReply(query: QuoteQuery, list: QuoteList) {
  return {
    _links: {
      self: linkTo(`/v0/ramp/quotes?${writeQuery(query)}`),
      sessions: linkTo('/v0/ramp/sessions', 'POST'),
      supported_values: linkTo('/v0/ramp/supported-values'),
    },
    quotes: list.quotes.map((quote) => quoteData(quote, query, list.trade)),
    unavailable: list.unavailable.map(exclusionMembers),
  }
}

/** Decimals of a rate: as many as any amount has. */
const rateDecimalsMax = 18

function quoteData(quote: Quote, query: QuoteQuery, trade: Trade) {
  const [from, to] = legsOf(trade)
  return {
    _links: { open: openLink(quote, query, trade) },
    from_asset: from.symbol,
    to_asset: to.symbol,
    chain_id: trade.crypto.chainId,
    source_amount: quote.sourceAmount,
    destination_amount: quote.destinationAmount,
    exchange_rate: rateOf(quote),
    total_fee: quote.totalFee,
    network_fee: quote.networkFee,
    transaction_fee: quote.transactionFee,
    partner_fee: quote.partnerFee,
    // Meld counts fees in fiat, whichever leg that is.
    fee_asset: trade.fiat.symbol,
    payment_method_type: quote.paymentMethodType,
    service_provider: quote.serviceProvider,
    country_code: query.country_code,
    ramp_score: quote.rampScore === null ? null : Math.round(quote.rampScore),
    low_kyc: quote.lowKyc,
    // Routes with a swap are not asked for.
    is_swap: false,
    provider_exchange_rate: quote.exchangeRate,
  }
}

/** `to_asset` per unit of `from_asset`, all fees included: what the two amounts say. Null when too small to write. */
function rateOf({ sourceAmount, destinationAmount }: Quote): ExactNumber | null {
  const rate = new Big(destinationAmount).div(sourceAmount).round(rateDecimalsMax)
  return rate.eq(0) ? null : exactNumber(rate.toFixed())
}

/** A link with the body to send; `requires` names what the caller adds to it. */
interface ActionLink extends Link {
  readonly body: Readonly<Record<string, unknown>>
  readonly requires: readonly string[]
}

/** Opens a session for exactly this quote. An `idempotency_key` may be added too. */
function openLink(quote: Quote, query: QuoteQuery, trade: Trade): ActionLink {
  const [from, to] = legsOf(trade)
  // The rail that was quoted, where the API has a word for it; else the one that the caller asked for.
  const quoted = quote.paymentMethodType ?? ''
  const method = isPaymentMethod(quoted) ? quoted : query.payment_method_type
  return {
    ...linkTo('/v0/ramp/sessions', 'POST'),
    body: {
      source_amount: quote.sourceAmount,
      from_asset: from.symbol,
      to_asset: to.symbol,
      chain_id: trade.crypto.chainId,
      country_code: query.country_code,
      ...(query.subdivision === null ? {} : { subdivision: query.subdivision }),
      ...(method === null ? {} : { payment_method_type: method }),
      service_provider: quote.serviceProvider,
      ...(query.redirect_flow ? { redirect_flow: true } : {}),
    },
    requires: ['wallet_address'],
  }
}

function writeQuery(query: QuoteQuery): URLSearchParams {
  const { payment_method_type: method } = query
  return new URLSearchParams({
    source_amount: query.source_amount,
    from_asset: query.from_asset,
    to_asset: query.to_asset,
    chain_id: String(query.chain_id),
    country_code: query.country_code,
    ...(query.subdivision === null ? {} : { subdivision: query.subdivision }),
    ...(method === null ? {} : { payment_method_type: method }),
    ...(query.reusable_identity_only ? { reusable_identity_only: 'true' } : {}),
    ...(query.used_before_only ? { used_before_only: 'true' } : {}),
    ...(query.redirect_flow ? { redirect_flow: 'true' } : {}),
  })
}
