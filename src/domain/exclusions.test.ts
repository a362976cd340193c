import { expect, test } from 'vitest'
import { type Amount, parseAmount } from './amount.ts'
import type { Catalogue, ProviderCoverage } from './catalogue.ts'
import { type ExclusionBasis, everyProvider, type Findings, listExclusions } from './exclusions.ts'
import type { TradeQuery } from './offering.ts'
import type { ProviderExclusion } from './quote.ts'

function amount(text: string): Amount {
  const read = parseAmount(text)
  if (read === undefined) throw new Error(`${text} is no amount`)
  return read
}

function coverage(serviceProvider: string, changes: Partial<ProviderCoverage> = {}): ProviderCoverage {
  return {
    serviceProvider,
    name: serviceProvider,
    direction: 'buy',
    countries: ['US'],
    assets: [{ symbol: 'USDC', chainId: 8453 }],
    fiats: ['USD'],
    paymentMethods: [{ method: 'ACH', countries: null }],
    unknown: [],
    ...changes,
  }
}

/** TRANSAK sells it, MOONPAY from 20 USD on, STRIPE not in the US; RAMP only buys back. */
const catalogue: Catalogue = {
  coverage: [
    coverage('TRANSAK'),
    coverage('STRIPE', { countries: ['DE'] }),
    coverage('RAMP', { direction: 'sell' }),
    coverage('MOONPAY'),
  ],
  bounds: [
    {
      serviceProvider: 'MOONPAY',
      direction: 'buy',
      countries: ['US', 'DE'],
      currency: 'USD',
      chainId: null,
      paymentMethods: ['ACH'],
      minimum: amount('20'),
      maximum: null,
    },
  ],
  methods: [],
  boundsComplete: true,
}

const basis: Findings & ExclusionBasis = {
  available: new Set(),
  leftOut: [],
  refused: null,
  catalogue,
  redirectFlow: false,
  query: {
    direction: 'buy',
    country: 'US',
    fiat: 'USD',
    symbol: 'USDC',
    chainId: 8453,
    sourceAmount: amount('10'),
    paymentMethod: null,
  },
  filter: everyProvider,
  subdivision: null,
}

function list(changes: Partial<Findings & ExclusionBasis> = {}) {
  const all = { ...basis, ...changes }
  return listExclusions(all, all)
}

const limit = { kind: 'minimum', amount: amount('5'), currency: 'USD' } as const
const tooLow = { serviceProvider: null, reason: 'amount_too_low', limit } as const

test('every provider of the catalogue that is not available is listed once, those nearest to serving first', () => {
  const bounds = catalogue.bounds.map((bound) => ({ ...bound, serviceProvider: 'UNLIMIT', minimum: amount('12') }))
  const german = catalogue.bounds.map((bound) => ({ ...bound, serviceProvider: 'STRIPE', minimum: amount('5') }))
  const wider = { ...catalogue, coverage: [...catalogue.coverage, coverage('UNLIMIT')] }
  const everybody = { ...wider, bounds: [...catalogue.bounds, ...bounds, ...german] }
  expect(list({ available: new Set(['TRANSAK']), catalogue: everybody })).toEqual([
    {
      serviceProvider: 'UNLIMIT',
      reason: 'amount_too_low',
      limit: { kind: 'minimum', amount: '12', currency: 'USD' },
      nearest: { sourceAmount: '12' },
    },
    {
      serviceProvider: 'MOONPAY',
      reason: 'amount_too_low',
      limit: { kind: 'minimum', amount: '20', currency: 'USD' },
      nearest: { sourceAmount: '20' },
    },
    { serviceProvider: 'STRIPE', reason: 'country_not_supported', nearest: { country: 'DE' } },
    { serviceProvider: 'RAMP', reason: 'direction_not_supported' },
  ])
})

test('what went wrong with an offer stands above what the catalogue says, and repeats are told once', () => {
  const leftOut: ProviderExclusion[] = [
    { serviceProvider: 'STRIPE', reason: 'wrong_direction' },
    { serviceProvider: 'STRIPE', reason: 'no_amount' },
    { serviceProvider: null, reason: 'malformed_offer' },
    { serviceProvider: null, reason: 'malformed_offer' },
    { serviceProvider: null, reason: 'no_amount' },
  ]
  const exclusions = list({ available: new Set(['TRANSAK', 'MOONPAY']), leftOut })
  expect(exclusions.map(({ serviceProvider, reason }) => [serviceProvider, reason])).toEqual([
    ['STRIPE', 'wrong_direction'],
    [null, 'malformed_offer'],
    [null, 'no_amount'],
    ['RAMP', 'direction_not_supported'],
  ])
})

test('a provider that is available is never listed, though one of its offers was dropped', () => {
  const leftOut: ProviderExclusion[] = [{ serviceProvider: 'TRANSAK', reason: 'no_amount' }]
  const available = new Set(['TRANSAK', 'MOONPAY', 'STRIPE', 'RAMP'])
  expect(list({ available, leftOut })).toEqual([])
})

test('a general limit is told first, unless a provider’s own entry tells as much', () => {
  const known = { ...tooLow, limit: { ...limit, amount: amount('20.00') } }
  const bare = { ...tooLow, limit: { ...limit, amount: null } }
  for (const refused of [known, bare]) {
    expect(list({ refused }).filter(({ serviceProvider }) => serviceProvider === null)).toEqual([])
  }
  expect(list({ refused: tooLow })[0]).toEqual(tooLow)
  const tooHigh = { ...tooLow, reason: 'amount_too_high' } as const
  expect(list({ refused: tooHigh })[0]).toEqual(tooHigh)
  expect(list({ refused: tooLow, catalogue: undefined })).toEqual([tooLow])
})

test('when nobody is available and nobody excluded, an entry says so; with a quote there is none', () => {
  expect(list({ catalogue: undefined })).toEqual([
    { serviceProvider: null, reason: 'no_offer', detail: expect.stringContaining('another amount') },
  ])
  expect(list({ catalogue: undefined, available: new Set(['TRANSAK']) })).toEqual([])
})

test('what was worked out for one trade is not told of another, however often each is asked', () => {
  const { query } = basis
  const others: readonly Partial<TradeQuery>[] = [
    { sourceAmount: amount('30') },
    { country: 'DE' },
    { direction: 'sell' },
    { fiat: 'EUR' },
    { symbol: 'ETH' },
    { chainId: 1 },
    { paymentMethod: 'SEPA' },
  ]
  for (const _ of [1, 2]) {
    for (const changes of others) {
      // A copy of the catalogue is another one, of which nothing is known yet.
      expect(list({ query: { ...query, ...changes } }), JSON.stringify(changes)).toEqual(
        list({ query: { ...query, ...changes }, catalogue: { ...catalogue } }),
      )
    }
    expect(list()).toEqual(list({ catalogue: { ...catalogue } }))
  }
})

test('a change that was found is withheld where the state decides, and told again where it does not', () => {
  const nearestOf = (changes: Partial<ExclusionBasis>) => list(changes).map(({ nearest }) => nearest)
  expect(nearestOf({}).filter((nearest) => nearest !== undefined)).not.toEqual([])
  expect(nearestOf({ subdivision: 'US-NY' }).filter((nearest) => nearest !== undefined)).toEqual([])
  expect(nearestOf({}).filter((nearest) => nearest !== undefined)).not.toEqual([])
})
