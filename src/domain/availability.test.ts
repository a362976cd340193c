import Big from 'big.js'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { type Amount, compareAmounts, parseAmount } from './amount.ts'
import type { AmountBound } from './amount-bound.ts'
import { whyUnavailable } from './availability.ts'
import type { Catalogue, ProviderCoverage } from './catalogue.ts'
import type { TradeQuery } from './offering.ts'
import { methodTypes, paymentMethods } from './payment-method.ts'
import type { NearestChange } from './quote.ts'

const methods = [
  { method: 'CREDIT_DEBIT_CARD', name: 'Card', type: 'CARD' },
  { method: 'ACH', name: 'ACH', type: 'BANK_TRANSFER' },
  { method: 'SEPA', name: 'SEPA', type: 'BANK_TRANSFER' },
  { method: 'IDEAL', name: 'iDEAL', type: 'LOCAL' },
  { method: 'APPLE_PAY', name: 'Apple Pay', type: 'MOBILE_WALLET' },
]
const usdc = { symbol: 'USDC', chainId: 8453 }

const transak: ProviderCoverage = {
  serviceProvider: 'TRANSAK',
  name: 'Transak',
  direction: 'buy',
  countries: ['US', 'DE', 'NL', 'JP'],
  assets: [usdc],
  fiats: ['USD', 'EUR', 'JPY'],
  paymentMethods: [
    { method: 'CREDIT_DEBIT_CARD', countries: null },
    { method: 'ACH', countries: ['US'] },
    { method: 'SEPA', countries: ['DE', 'NL'] },
    { method: 'IDEAL', countries: ['NL'] },
  ],
  unknown: [],
}
const listedBound: AmountBound = {
  serviceProvider: 'TRANSAK',
  direction: 'buy',
  countries: ['US', 'DE', 'NL', 'JP'],
  currency: 'USD',
  chainId: null,
  paymentMethods: ['CREDIT_DEBIT_CARD', 'ACH', 'SEPA', 'IDEAL'],
  minimum: amount('20'),
  maximum: amount('1000'),
}
const query: TradeQuery = {
  direction: 'buy',
  country: 'US',
  fiat: 'USD',
  ...usdc,
  sourceAmount: amount('100'),
  paymentMethod: null,
}

describe('why a provider makes no offer', () => {
  test('nothing is claimed where nothing is known', () => {
    expect(why({}, { coverage: [] })).toEqual({ reason: 'no_offer' })
    const unread: ProviderCoverage = {
      ...transak,
      countries: [],
      assets: [],
      fiats: [],
      paymentMethods: [],
      unknown: ['countries', 'assets', 'fiats', 'paymentMethods'],
    }
    expect(why({ country: 'NG', fiat: 'PLN', paymentMethod: 'PIX' }, { coverage: [unread] })).toEqual({
      reason: 'no_offer',
    })
    expect(why({})).toEqual({ reason: 'no_offer' })
  })

  test('the first thing in the way is named: direction, country, asset, currency, method', () => {
    expect(why({ direction: 'sell' }).reason).toBe('direction_not_supported')
    expect(why({ country: 'BR', symbol: 'ETH', fiat: 'PLN', paymentMethod: 'PIX' }).reason).toBe(
      'country_not_supported',
    )
    expect(why({ chainId: 1, fiat: 'PLN', paymentMethod: 'PIX' })).toEqual({ reason: 'asset_not_supported' })
    expect(why({ fiat: 'PLN', paymentMethod: 'PIX' })).toEqual({ reason: 'currency_not_supported' })
    expect(why({ paymentMethod: 'PIX' }).reason).toBe('payment_method_not_supported')
  })

  test('a broad type and an alias stand for the methods they mean', () => {
    expect(why({ paymentMethod: 'VISA' }).reason).toBe('no_offer')
    expect(why({ paymentMethod: 'CARD' }).reason).toBe('no_offer')
    expect(why({ paymentMethod: 'BACS' }).reason).toBe('no_offer')
    expect(why({ paymentMethod: 'LOCAL' }).reason).toBe('payment_method_not_supported')
    expect(why({ paymentMethod: 'LOCAL', country: 'NL', fiat: 'EUR' }).reason).toBe('no_offer')
  })

  test('another method is proposed by its own name, of the same kind when there is one', () => {
    const bounds = [listedBound]
    expect(why({ paymentMethod: 'SEPA' }, { bounds }).nearest).toEqual({ paymentMethod: 'ACH' })
    expect(why({ paymentMethod: 'PIX' }, { bounds }).nearest).toEqual({ paymentMethod: 'CREDIT_DEBIT_CARD' })
    const idealOnly = { ...transak, paymentMethods: [{ method: 'IDEAL', countries: null }] }
    expect(why({ paymentMethod: 'ACH' }, { coverage: [idealOnly], bounds }).nearest).toEqual({ paymentMethod: 'LOCAL' })
  })

  test('nothing is proposed that is not listed by name for the very country and currency', () => {
    const inEuros = { paymentMethod: 'PIX' as const, fiat: 'EUR' }
    const elsewhere = { ...listedBound, countries: ['DE'], currency: 'EUR' }
    const unnamed = [
      { ...listedBound, currency: 'EUR', countries: null },
      { ...listedBound, currency: 'EUR', paymentMethods: null },
    ]
    for (const bounds of [[], [listedBound], [elsewhere], ...unnamed.map((bound) => [bound])]) {
      expect(why(inEuros, { bounds })).toEqual({ reason: 'payment_method_not_supported' })
    }
    const low = { sourceAmount: amount('5') }
    for (const bound of unnamed.map((each) => ({ ...each, currency: 'USD' }))) {
      expect(why(low, { bounds: [bound] }).nearest).toBeUndefined()
    }
    for (const part of ['countries', 'assets', 'fiats'] as const) {
      expect(why(low, { coverage: [{ ...transak, unknown: [part] }], bounds: [listedBound] }).nearest).toBeUndefined()
    }
  })

  test('where the limits name the methods of a country and currency, only those are there', () => {
    const bounds = [{ ...listedBound, countries: ['US'], paymentMethods: ['ACH'] }]
    const low = { sourceAmount: amount('5') }
    expect(why(low, { bounds })).toMatchObject({ reason: 'amount_too_low', nearest: { sourceAmount: '20' } })
    expect(why({ paymentMethod: 'CARD' }, { bounds })).toEqual({
      reason: 'payment_method_not_supported',
      nearest: { paymentMethod: 'ACH' },
    })
    expect(why({ paymentMethod: 'CARD' }, { bounds, boundsComplete: false })).toEqual({ reason: 'no_offer' })
    expect(why({ paymentMethod: 'CARD', country: 'DE' }, { bounds })).toEqual({ reason: 'no_offer' })
  })

  test('an amount outside the bounds is told the limit and the amount to send instead', () => {
    expect(why({ sourceAmount: amount('19.99') }, { bounds: [listedBound] })).toEqual({
      reason: 'amount_too_low',
      limit: { kind: 'minimum', amount: '20', currency: 'USD' },
      nearest: { sourceAmount: '20' },
    })
    expect(why({ sourceAmount: amount('1000.000000000000000001') }, { bounds: [listedBound] })).toEqual({
      reason: 'amount_too_high',
      limit: { kind: 'maximum', amount: '1000', currency: 'USD' },
      nearest: { sourceAmount: '1000' },
    })
    expect(why({ sourceAmount: amount('20') }, { bounds: [listedBound] }).reason).toBe('no_offer')
  })

  test('a proposed amount has no more decimals than its currency; where only such a one would do, none is proposed', () => {
    const low = { country: 'JP', fiat: 'JPY', sourceAmount: amount('500') }
    const bound = { ...listedBound, currency: 'JPY', minimum: amount('733.33'), maximum: null }
    expect(why(low, { bounds: [bound] })).toMatchObject({
      limit: { amount: '733.33' },
      nearest: { sourceAmount: '734' },
    })
    const narrow = { ...bound, maximum: amount('733.5') }
    expect(why(low, { bounds: [narrow] }).nearest).toBeUndefined()
  })

  test('one method that takes the amount is enough, unless the caller wants another', () => {
    const card = { ...listedBound, paymentMethods: ['CREDIT_DEBIT_CARD'] }
    const ach = { ...listedBound, paymentMethods: ['ACH'], minimum: amount('500'), maximum: amount('90000') }
    const bounds = [card, ach]
    expect(why({}, { bounds }).reason).toBe('no_offer')
    expect(why({ paymentMethod: 'ACH' }, { bounds })).toMatchObject({
      reason: 'amount_too_low',
      nearest: { sourceAmount: '500' },
    })
    expect(why({ paymentMethod: 'PIX', sourceAmount: amount('50000') }, { bounds }).nearest).toEqual({
      paymentMethod: 'ACH',
    })
    const nearer = [
      { ...card, minimum: amount('500') },
      { ...ach, minimum: amount('20') },
    ]
    for (const sourceAmount of [amount('10'), amount('1')]) {
      expect(why({ sourceAmount }, { bounds: nearer }).nearest).toEqual({ sourceAmount: '20' })
      expect(why({ sourceAmount }, { bounds: [card, ach] }).nearest).toEqual({ sourceAmount: '20' })
    }
  })

  test('a country is proposed together with what else has to change there', () => {
    const bounds = [{ ...listedBound, countries: ['NL'] }]
    expect(why({ country: 'BR' }, { bounds }).nearest).toEqual({ country: 'NL' })
    expect(why({ country: 'BR', paymentMethod: 'ACH' }, { bounds: [listedBound] }).nearest).toEqual({ country: 'US' })
    expect(why({ country: 'BR', paymentMethod: 'SEPA' }, { bounds }).nearest).toEqual({ country: 'NL' })
    expect(why({ country: 'BR', paymentMethod: 'PIX' }, { bounds }).nearest).toEqual({
      country: 'NL',
      paymentMethod: 'CREDIT_DEBIT_CARD',
    })
    const onlyNl = { ...transak, countries: ['NL'] }
    expect(why({ country: 'BR', sourceAmount: amount('5') }, { coverage: [onlyNl], bounds }).nearest).toEqual({
      country: 'NL',
      sourceAmount: '20',
    })
    expect(why({ country: 'BR', symbol: 'SEI' })).toEqual({ reason: 'country_not_supported' })
  })

  test('a sell, whose amount is crypto, is judged by bounds in that crypto and never by fiat ones', () => {
    const coverage = [{ ...transak, direction: 'sell' as const }]
    const sell = { direction: 'sell' as const, sourceAmount: amount('5') }
    const fiat = { ...listedBound, direction: 'sell' as const }
    expect(why(sell, { coverage, bounds: [fiat] })).toEqual({ reason: 'no_offer' })
    const listed = { countries: null, paymentMethods: null, currency: 'USDC', chainId: 8453 }
    const crypto = { ...fiat, ...listed, minimum: amount('12.3456789'), maximum: amount('1000') }
    expect(why(sell, { coverage, bounds: [fiat, crypto] })).toEqual({
      reason: 'amount_too_low',
      limit: { kind: 'minimum', amount: '12.3456789', currency: 'USDC' },
      // A tenth inside the bound: it is kept in fiat, and prices move.
      nearest: { sourceAmount: '13.580247' },
    })
    expect(why({ ...sell, sourceAmount: amount('1001') }, { coverage, bounds: [fiat, crypto] })).toMatchObject({
      reason: 'amount_too_high',
      nearest: { sourceAmount: '900' },
    })
    const { sourceAmount } = { sourceAmount: amount('999') }
    expect(why({ ...sell, sourceAmount, paymentMethod: 'PIX' }, { coverage, bounds: [fiat, crypto] }).nearest).toEqual({
      paymentMethod: 'CREDIT_DEBIT_CARD',
      sourceAmount: '900',
    })
    expect(why(sell, { coverage, bounds: [crypto] }).nearest).toBeUndefined()
    expect(why(sell, { coverage, bounds: [{ ...crypto, chainId: 1 }] })).toEqual({ reason: 'no_offer' })
  })
})

const countryPool = ['US', 'DE', 'NL', 'JP', 'BR']
const cents = fc
  .integer({ min: 1, max: 300_000 })
  .map((value) => amount(`${Math.floor(value / 100)}.${pad(value % 100)}`))
const some = <T>(values: readonly T[], minLength = 0) => fc.subarray([...values], { minLength })
const orAny = <T>(values: readonly T[]) => fc.option(some(values), { nil: null })

const bounds: fc.Arbitrary<AmountBound> = fc
  .record({
    serviceProvider: fc.constantFrom('TRANSAK', 'TRANSAK', 'TRANSAK', 'BANXA'),
    direction: fc.constantFrom('buy' as const, 'sell' as const),
    countries: orAny(countryPool),
    leg: fc.constantFrom(
      { currency: 'USD', chainId: null },
      { currency: 'JPY', chainId: null },
      { currency: 'USDC', chainId: 8453 },
    ),
    paymentMethods: orAny(methods.map(({ method }) => method)),
    minimum: fc.option(cents, { nil: null }),
    maximum: fc.option(cents, { nil: null }),
  })
  .map(({ leg, ...bound }) => ({ ...bound, ...leg }))

const coverages: fc.Arbitrary<ProviderCoverage> = fc.record({
  serviceProvider: fc.constantFrom('TRANSAK', 'TRANSAK', 'TRANSAK', 'BANXA'),
  name: fc.constant('a provider'),
  direction: fc.constantFrom('buy' as const, 'sell' as const),
  countries: some(countryPool, 2),
  assets: some([usdc, { symbol: 'SEI', chainId: 1329 }], 1),
  fiats: some(['USD', 'JPY'], 1),
  paymentMethods: fc.array(
    fc.record({ method: fc.constantFrom(...methods).map(({ method }) => method), countries: orAny(countryPool) }),
  ),
  unknown: some(['countries', 'assets', 'fiats', 'paymentMethods'] as const),
})
const catalogues: fc.Arbitrary<Catalogue> = fc.record({
  coverage: fc.array(coverages, { maxLength: 6 }),
  bounds: fc.array(bounds, { minLength: 4, maxLength: 12 }),
  boundsComplete: fc.boolean(),
  methods: fc.constant(methods),
})
const queries: fc.Arbitrary<TradeQuery> = fc.record({
  direction: fc.constantFrom('buy' as const, 'sell' as const),
  country: fc.constantFrom(...countryPool),
  fiat: fc.constantFrom('USD', 'JPY'),
  symbol: fc.constant('USDC'),
  chainId: fc.constant(8453),
  sourceAmount: cents,
  paymentMethod: fc.option(fc.constantFrom(...paymentMethods), { nil: null }),
})

const runs = { numRuns: 1_500 }

describe('the nearest change', () => {
  test('always leads to a trade that nothing known rules out', () => {
    fc.assert(
      fc.property(catalogues, queries, (catalogue, wanted) => {
        const { nearest } = whyUnavailable(catalogue, 'TRANSAK', wanted)
        if (nearest === undefined) return
        expect(whyUnavailable(catalogue, 'TRANSAK', changed(wanted, nearest))).toEqual({ reason: 'no_offer' })
      }),
      runs,
    )
  })

  test('never names a rail under another name than its own', () => {
    fc.assert(
      fc.property(catalogues, queries, (catalogue, wanted) => {
        const name = whyUnavailable(catalogue, 'TRANSAK', wanted).nearest?.paymentMethod
        if (name === undefined) return
        const own = methods.some(({ method }) => method === name) || methodTypes.some((type) => type === name)
        expect([name, own]).toEqual([name, true])
      }),
      runs,
    )
  })

  test('is the amount closest to the requested one: none in between would do', () => {
    fc.assert(
      fc.property(catalogues, queries, fc.integer({ min: 1, max: 99 }), (catalogue, wanted, percent) => {
        const found = whyUnavailable(catalogue, 'TRANSAK', wanted)
        if (found.limit?.amount == null) return
        const share = new Big(wanted.sourceAmount).minus(found.limit.amount).times(percent).div(100)
        const between = amount(share.plus(found.limit.amount).toFixed())
        if (compareAmounts(between, found.limit.amount) === 0) return
        const closer = whyUnavailable(catalogue, 'TRANSAK', { ...wanted, sourceAmount: between })
        expect(closer.reason).toBe(found.reason)
      }),
      runs,
    )
  })

  test('is on the right side of a limit, which is on the leg that the caller gave', () => {
    fc.assert(
      fc.property(catalogues, queries, (catalogue, wanted) => {
        const { reason, limit, nearest } = whyUnavailable(catalogue, 'TRANSAK', wanted)
        expect(limit === undefined).toBe(reason !== 'amount_too_low' && reason !== 'amount_too_high')
        if (limit === undefined) return
        expect(limit.currency).toBe(wanted.direction === 'buy' ? wanted.fiat : wanted.symbol)
        if (nearest === undefined) return
        const sign = compareAmounts(nearest.sourceAmount ?? wanted.sourceAmount, wanted.sourceAmount)
        expect(Math.sign(sign)).toBe(reason === 'amount_too_low' ? 1 : -1)
      }),
      runs,
    )
  })
})

function why(overrides: Partial<TradeQuery>, catalogue: Partial<Catalogue> = {}) {
  return whyUnavailable({ coverage: [transak], bounds: [], boundsComplete: true, methods, ...catalogue }, 'TRANSAK', {
    ...query,
    ...overrides,
  })
}

function changed(wanted: TradeQuery, nearest: NearestChange): TradeQuery {
  return { ...wanted, ...nearest }
}

function amount(text: string): Amount {
  const read = parseAmount(text)
  if (read === undefined) throw new Error(`${text} is no amount`)
  return read
}

function pad(value: number): string {
  return String(value).padStart(2, '0')
}
