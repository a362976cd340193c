import fc from 'fast-check'
import { parse } from 'lossless-json'
import { expect, test } from 'vitest'
import { parseAmount } from '../domain/amount.ts'
import { exchangeRate } from '../domain/exchange-rate.ts'
import { isPaymentMethod } from '../domain/payment-method.ts'
import type { Quote } from '../domain/quote.ts'
import { parseSubdivision } from '../domain/subdivision.ts'
import { resolveTrade } from '../domain/trade.ts'
import type { Wire } from './endpoint.ts'
import type { QuoteQuery } from './quote-query.ts'
import { type QuotesReply, writeQuotes } from './quote-view.ts'

const amount = fc
  .tuple(fc.bigInt({ min: 1n, max: 10n ** 20n }), fc.stringMatching(/^\d{0,18}$/))
  .map(([whole, decimals]) => parseAmount(`${whole}.${decimals}`))
  .filter((read) => read !== undefined)
const figure = fc.option(fc.constantFrom('0', '-1.5', '0.000000000000000000000001', '123456789012345678901234567890.5'))
/** Names may hold whatever JSON escapes. */
const name = fc.oneof(fc.constant('TRANSAK'), fc.string({ minLength: 1 }), fc.string({ unit: 'grapheme' }))

/** All but the amount that is paid, which is that of the query. */
const quote: fc.Arbitrary<Omit<Quote, 'sourceAmount'>> = fc.record({
  serviceProvider: name,
  destinationAmount: amount,
  totalFee: figure,
  networkFee: figure,
  transactionFee: figure,
  partnerFee: figure,
  exchangeRate: figure,
  paymentMethodType: fc.option(fc.oneof(fc.constant('SEPA'), name)),
  rampScore: fc.option(fc.double({ min: 0, max: 100, noNaN: true })),
  lowKyc: fc.option(fc.boolean()),
  usedBefore: fc.boolean(),
})

const query: fc.Arbitrary<QuoteQuery> = fc.record({
  source_amount: amount,
  from_asset: fc.constantFrom('USD', ' usd'),
  to_asset: fc.constant('USDC'),
  chain_id: fc.constant(8453),
  country_code: fc.constant('US'),
  subdivision: fc.constantFrom(parseSubdivision('US-CA') ?? null, null),
  payment_method_type: fc.constantFrom('APPLE_PAY', null),
  reusable_identity_only: fc.boolean(),
  used_before_only: fc.boolean(),
  redirect_flow: fc.boolean(),
})

function trade() {
  const resolved = resolveTrade('USD', 'USDC', 8453)
  if (!('direction' in resolved)) throw new Error(resolved.detail)
  return resolved
}

type QuoteOnTheWire = Omit<Wire<typeof QuotesReply>['quotes'][number], 'exchange_rate'>

function onTheWire(quote: Quote, query: QuoteQuery): QuoteOnTheWire {
  const quoted = quote.paymentMethodType ?? ''
  return {
    _links: {
      open: {
        href: '/pay/v0/ramp/sessions',
        method: 'POST',
        body: {
          source_amount: quote.sourceAmount,
          from_asset: 'USD',
          to_asset: 'USDC',
          chain_id: 8453,
          country_code: query.country_code,
          subdivision: query.subdivision ?? undefined,
          payment_method_type: (isPaymentMethod(quoted) ? quoted : query.payment_method_type) ?? undefined,
          service_provider: quote.serviceProvider,
          redirect_flow: query.redirect_flow || undefined,
        },
        requires: ['wallet_address'],
      },
    },
    from_asset: 'USD',
    to_asset: 'USDC',
    chain_id: 8453,
    source_amount: quote.sourceAmount,
    destination_amount: quote.destinationAmount,
    total_fee: quote.totalFee,
    network_fee: quote.networkFee,
    transaction_fee: quote.transactionFee,
    partner_fee: quote.partnerFee,
    fee_asset: 'USD',
    payment_method_type: quote.paymentMethodType,
    service_provider: quote.serviceProvider,
    country_code: query.country_code,
    ramp_score: quote.rampScore === null ? null : Math.round(quote.rampScore),
    low_kyc: quote.lowKyc,
    is_swap: false,
    provider_exchange_rate: quote.exchangeRate,
  }
}

test('quotes are written as JSON.stringify writes them, whatever their texts hold', () => {
  fc.assert(
    fc.property(fc.array(quote, { maxLength: 4 }), query, (offers, asked) => {
      const quotes = offers.map((offer) => ({ ...offer, sourceAmount: asked.source_amount }))
      const written = writeQuotes(asked, { trade: trade(), quotes, unavailable: [] }, '/pay')
      const read: { readonly quotes: readonly Record<string, unknown>[] } = JSON.parse(written)
      const withoutRates = read.quotes.map(({ exchange_rate: _, ...rest }) => rest)
      expect(JSON.stringify(withoutRates)).toBe(JSON.stringify(quotes.map((each) => onTheWire(each, asked))))
    }),
  )
})

test('a rate is written as a number with every digit', () => {
  fc.assert(
    fc.property(quote, query, (offer, asked) => {
      const one = { ...offer, sourceAmount: asked.source_amount }
      const written = writeQuotes(asked, { trade: trade(), quotes: [one], unavailable: [] }, '')
      const rate = exchangeRate(one.sourceAmount, one.destinationAmount)
      const numbersAsFound = parse(written, null, (found) => ({ found }))
      expect(numbersAsFound).toMatchObject({ quotes: [{ exchange_rate: rate === null ? null : { found: rate } }] })
    }),
  )
})
