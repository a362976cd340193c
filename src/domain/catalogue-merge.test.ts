import { expect, test } from 'vitest'
import type { AmountBound } from './amount-bound.ts'
import type { Catalogue, ProviderCoverage } from './catalogue.ts'
import { carryOver } from './catalogue-merge.ts'

const whole: ProviderCoverage = {
  serviceProvider: 'TRANSAK',
  name: 'Transak',
  direction: 'buy',
  countries: ['DE', 'US'],
  assets: [{ symbol: 'USDC', chainId: 8453 }],
  fiats: ['EUR', 'USD'],
  paymentMethods: [{ method: 'SEPA', countries: ['DE'] }],
  unknown: [],
}
const gap: ProviderCoverage = { ...whole, countries: ['DE'], paymentMethods: [], unknown: ['paymentMethods'] }
const sepa = { method: 'SEPA', name: 'SEPA', type: 'BANK_TRANSFER' }

const bound = (currency: string, serviceProvider = 'TRANSAK'): AmountBound => ({
  serviceProvider,
  direction: 'buy',
  countries: null,
  currency,
  chainId: null,
  paymentMethods: null,
  minimum: null,
  maximum: null,
})

const catalogue = (changes: Partial<Catalogue>): Catalogue => ({
  coverage: [whole],
  bounds: [],
  boundsComplete: true,
  methods: [sepa],
  ...changes,
})

test('a part that could not be read stays as it was, with the names of its methods, and is known again', () => {
  const merged = carryOver(catalogue({}), catalogue({ coverage: [gap], methods: [] }))
  expect(merged.coverage).toEqual([{ ...whole, countries: ['DE'] }])
  expect(merged.methods).toEqual([sepa])
})

test('what was read anew counts, even when there is less of it', () => {
  const less = { ...whole, countries: ['US'], paymentMethods: [] }
  expect(carryOver(catalogue({}), catalogue({ coverage: [less], methods: [] }))).toMatchObject({
    coverage: [less],
    methods: [],
  })
})

test('a part that was never read stays unknown', () => {
  const next = catalogue({ coverage: [gap] })
  expect(carryOver(undefined, next)).toBe(next)
  expect(carryOver(catalogue({ coverage: [gap] }), next).coverage).toEqual([gap])
  const sell = catalogue({ coverage: [{ ...whole, direction: 'sell' }] })
  expect(carryOver(sell, next).coverage).toEqual([gap])
})

test('a provider that is not listed any more is gone with its bounds', () => {
  const before = catalogue({
    coverage: [whole, { ...whole, serviceProvider: 'BANXA' }],
    bounds: [bound('USD', 'BANXA')],
  })
  const merged = carryOver(before, catalogue({ boundsComplete: false }))
  expect(merged.coverage).toEqual([whole])
  expect(merged.bounds).toEqual([])
})

test('bounds stay where a list of them could not be read, but never beside newer ones on the same leg', () => {
  const before = catalogue({ bounds: [bound('USD'), bound('EUR')] })
  const newer = { ...bound('USD'), countries: ['US'] }
  const partly = carryOver(before, catalogue({ bounds: [newer], boundsComplete: false }))
  expect(partly.bounds).toEqual([newer, bound('EUR')])
  expect(carryOver(before, catalogue({ bounds: [newer] })).bounds).toEqual([newer])
})
