import fc from 'fast-check'
import { expect, test } from 'vitest'
import { parseAmount } from './amount.ts'
import { whyUnavailable } from './availability.ts'
import type { Catalogue, ProviderCoverage } from './catalogue.ts'
import type { TradeQuery } from './offering.ts'
import { offerlessProviders } from './offerless.ts'

const usdc = { symbol: 'USDC', chainId: 8453 }
const names = ['A', 'B', 'C', 'D', 'E']

const coverage = fc.record({
  direction: fc.constantFrom('buy' as const, 'sell' as const),
  countries: fc.subarray(['US', 'DE']),
  assets: fc.subarray([usdc]),
  fiats: fc.subarray(['USD', 'EUR']),
  paymentMethods: fc.subarray([
    { method: 'ACH', countries: null },
    { method: 'SEPA', countries: ['DE'] },
  ]),
  unknown: fc.subarray(['countries' as const, 'paymentMethods' as const]),
})
const bound = fc.record({
  serviceProvider: fc.constantFrom(...names),
  minimum: fc.constantFrom('10', '100', null),
  maximum: fc.constantFrom('50', '1000', null),
})
const catalogue = fc
  .record({ each: fc.array(fc.tuple(fc.constantFrom(...names), coverage)), bounds: fc.array(bound) })
  .map(
    ({ each, bounds }): Catalogue => ({
      coverage: each.map(
        ([serviceProvider, part]): ProviderCoverage => ({ serviceProvider, name: serviceProvider, ...part }),
      ),
      bounds: bounds.map(({ serviceProvider, minimum, maximum }) => ({
        serviceProvider,
        direction: 'buy',
        countries: null,
        currency: 'USD',
        chainId: null,
        paymentMethods: null,
        minimum: minimum === null ? null : (parseAmount(minimum) ?? null),
        maximum: maximum === null ? null : (parseAmount(maximum) ?? null),
      })),
      boundsComplete: true,
      methods: [
        { method: 'ACH', name: 'ACH', type: 'BANK_TRANSFER' },
        { method: 'SEPA', name: 'SEPA', type: 'BANK_TRANSFER' },
      ],
    }),
  )

function queryOf(amount: string, country: string, paymentMethod: 'ACH' | 'SEPA' | null): TradeQuery {
  const sourceAmount = parseAmount(amount)
  if (sourceAmount === undefined) throw new Error(`${amount} is no amount`)
  return { direction: 'buy', country, fiat: 'USD', ...usdc, sourceAmount, paymentMethod }
}

test('names each provider that is not mentioned once, with the very reason that quotes give, however often it is asked', () => {
  const query = fc.tuple(
    fc.constantFrom('5', '20', '70', '5000'),
    fc.constantFrom('US', 'DE'),
    fc.constantFrom('ACH' as const, 'SEPA' as const, null),
  )
  fc.assert(
    fc.property(
      catalogue,
      fc.array(fc.tuple(query, fc.subarray(names)), { minLength: 1, maxLength: 8 }),
      (known, asked) => {
        for (const [asking, mentioned] of asked) {
          const one = queryOf(...asking)
          const told = Object.entries(offerlessProviders(known, one, new Set(mentioned))).flatMap(([reason, out]) =>
            (out ?? []).map((name) => `${name} ${reason}`),
          )
          const listed = [...new Set(known.coverage.map(({ serviceProvider }) => serviceProvider))]
          const expected = listed
            .filter((name) => !mentioned.includes(name))
            .map((name) => `${name} ${whyUnavailable(known, name, one).reason}`)
          expect(told.toSorted()).toEqual(expected.toSorted())
        }
      },
    ),
  )
})
