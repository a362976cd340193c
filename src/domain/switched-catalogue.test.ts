import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { Catalogue, ProviderCoverage } from './catalogue.ts'
import { listedMethodOf } from './payment-method.ts'
import { newSwitchId, type Switch } from './switch.ts'
import { findSwitch, indexSwitches, type SwitchIndex } from './switch-lookup.ts'
import { withoutSwitched, withoutSwitchedFor } from './switched-catalogue.ts'
import { parseTenantId, type TenantId } from './tenant.ts'
import { directions } from './trade.ts'

const tenant = parseTenantId('org-a:live') as TenantId
const now = 1_000

const methods = [
  { method: 'CREDIT_DEBIT_CARD', name: 'Card', type: 'CARD' },
  { method: 'SEPA', name: 'SEPA', type: 'BANK_TRANSFER' },
  { method: 'IDEAL', name: 'iDEAL', type: 'BANK_TRANSFER' },
]
const places = ['US', 'DE', 'FR']
const assets = [
  { symbol: 'USDC', chainId: 8453 },
  { symbol: 'USDC', chainId: 1 },
  { symbol: 'ETH', chainId: 1 },
]

const coverage: fc.Arbitrary<ProviderCoverage> = fc.record({
  serviceProvider: fc.constantFrom('BANXA', 'TRANSAK'),
  name: fc.constant('name'),
  direction: fc.constantFrom(...directions),
  countries: fc.subarray(places, { minLength: 1 }),
  fiats: fc.subarray(['USD', 'EUR'], { minLength: 1 }),
  assets: fc.subarray(assets, { minLength: 1 }),
  paymentMethods: fc
    .subarray(methods, { minLength: 1 })
    .chain((some) =>
      fc.tuple(
        ...some.map(({ method }) =>
          fc.record({ method: fc.constant(method), countries: fc.option(fc.subarray(places, { minLength: 1 })) }),
        ),
      ),
    ),
  unknown: fc.constant([]),
})

const catalogue: fc.Arbitrary<Catalogue> = fc
  .uniqueArray(coverage, { selector: ({ serviceProvider, direction }) => serviceProvider + direction, minLength: 1 })
  .map((items) => ({
    coverage: items,
    methods,
    boundsComplete: true,
    bounds: items.map(({ serviceProvider, direction }) => ({
      serviceProvider,
      direction,
      countries: null,
      currency: 'EUR',
      chainId: null,
      paymentMethods: null,
      minimum: null,
      maximum: null,
    })),
  }))

function any<T>(values: readonly T[]): fc.Arbitrary<T | null> {
  return fc.option(fc.constantFrom(...values), { freq: 1 })
}

const switches: fc.Arbitrary<Switch[]> = fc.array(
  fc.record({
    id: fc.constant(null).map(newSwitchId),
    tenant: any([tenant, parseTenantId('org-b:live') as TenantId]),
    provider: any(['BANXA', 'TRANSAK']),
    country: any(['US', 'DE'] as const),
    method: any(['CARD', 'SEPA', 'BANK_TRANSFER'] as const),
    direction: any(directions),
    asset: any(['USDC', 'EUR', 'ETH']),
    chainId: any([1, 8453] as const),
    state: fc.constant('off' as const),
    reason: fc.constant('because'),
    createdAt: fc.constant(1),
    createdBy: fc.constant('Ada'),
    endsAt: fc.option(fc.constantFrom(now, now + 1), { freq: 3 }),
    endedAt: fc.constant(null),
    endedBy: fc.constant(null),
  }),
  { maxLength: 6 },
)

interface Combination {
  readonly country: string
  readonly fiat: string
  readonly symbol: string
  readonly chainId: number
  readonly method: string
}

/** Every trade that a provider serves in one direction and that is not switched off, one after the other. */
function* combinations(item: ProviderCoverage, index: SwitchIndex): Generator<Combination> {
  const { serviceProvider: provider, direction } = item
  for (const country of item.countries)
    for (const fiat of item.fiats)
      for (const { symbol, chainId } of item.assets)
        for (const { method, countries } of item.paymentMethods) {
          if (countries !== null && !countries.includes(country)) continue
          const paid = listedMethodOf(methods, method)
          const trade = { tenant, provider, country, method: paid, direction, fiat, symbol, chainId }
          if (findSwitch(index, trade, now) === undefined) yield { country, fiat, symbol, chainId, method }
        }
}

test('what is left is exactly what is in some combination that is on', () => {
  fc.assert(
    fc.property(catalogue, switches, (whole, off) => {
      const index = indexSwitches(1, off)
      const left = withoutSwitched(whole, { index, tenant, now })
      for (const item of whole.coverage) {
        const on = [...combinations(item, index)]
        const rest = left.coverage.find(
          (each) => each.serviceProvider === item.serviceProvider && each.direction === item.direction,
        )
        if (left === whole) continue
        const served = [...combinations(item, indexSwitches(1, []))]
        const kept = <T>(values: readonly T[], has: (one: Combination, value: T) => boolean) =>
          values.filter((value) => on.some((one) => has(one, value)))
        if (on.length === 0) {
          if (served.length > 0) expect(rest).toBeUndefined()
          continue
        }
        expect(rest?.fiats).toEqual(kept(item.fiats, (one, fiat) => one.fiat === fiat))
        expect(rest?.assets).toEqual(
          kept(item.assets, (one, asset) => one.symbol === asset.symbol && one.chainId === asset.chainId),
        )
        for (const country of item.countries) {
          if (!served.some((one) => one.country === country)) continue
          expect([country, rest?.countries.includes(country)]).toEqual([
            country,
            on.some((one) => one.country === country),
          ])
        }
        for (const { method } of item.paymentMethods) {
          for (const country of item.countries) {
            if (!served.some((one) => one.method === method && one.country === country)) continue
            const listing = rest?.paymentMethods.find((each) => each.method === method)
            const isOn = listing !== undefined && (listing.countries === null || listing.countries.includes(country))
            expect([method, country, isOn]).toEqual([
              method,
              country,
              on.some((one) => one.method === method && one.country === country),
            ])
          }
        }
      }
    }),
    { numRuns: 500 },
  )
})

test('for two legs alone it is exactly the countries and methods that are on with them', () => {
  fc.assert(
    fc.property(
      catalogue,
      switches,
      fc.constantFrom(...assets),
      fc.constantFrom('USD', 'EUR'),
      (whole, off, asset, fiat) => {
        const index = indexSwitches(1, off)
        for (const direction of directions) {
          const left = withoutSwitchedFor(whole, { ...asset, fiat, direction }, { index, tenant, now })
          expect(left.coverage).toHaveLength(whole.coverage.length)
          for (const [place, item] of whole.coverage.entries()) {
            if (item.direction !== direction) continue
            const on = [...combinations({ ...item, fiats: [fiat], assets: [asset] }, index)]
            const served = [...combinations({ ...item, fiats: [fiat], assets: [asset] }, indexSwitches(1, []))]
            for (const country of item.countries) {
              if (!served.some((one) => one.country === country)) continue
              expect(left.coverage[place]?.countries.includes(country)).toBe(on.some((one) => one.country === country))
            }
          }
        }
      },
    ),
    { numRuns: 300 },
  )
})

test('without switches about it a catalogue stays the very same', () => {
  fc.assert(
    fc.property(catalogue, (whole) => {
      expect(withoutSwitched(whole, { index: indexSwitches(1, []), tenant, now })).toBe(whole)
    }),
    { numRuns: 20 },
  )
})
