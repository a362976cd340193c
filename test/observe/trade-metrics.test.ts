import { expect, test } from 'vitest'
import { countries } from '../../src/domain/country.ts'
import { knownProviders } from '../../src/domain/known-providers.ts'
import { paymentMethods } from '../../src/domain/payment-method.ts'
import { createMetrics } from '../../src/observe/metrics.ts'
import { sessionOutcomes, transactionEnds } from '../../src/observe/trade-metrics.ts'

test('trades make a bounded number of series: whatever is asked, no family has more than its labels allow', async () => {
  const metrics = createMetrics()
  metrics.providersListed([...knownProviders, ...Array.from({ length: 500 }, (_, n) => `MADE_UP_${n}`)])
  const providers = [...knownProviders, ...Array.from({ length: 300 }, (_, n) => `MADE_UP_${n}`), 'no such', null]
  for (const provider of providers) {
    for (const country of [...countries, null]) {
      for (const outcome of sessionOutcomes) {
        metrics.sessionAsked({ provider, country, method: null, direction: 'buy' }, outcome)
      }
    }
  }
  for (const method of [...paymentMethods, null]) {
    for (const direction of ['buy', 'sell', null] as const) {
      for (const outcome of transactionEnds) {
        metrics.transactionEnded({ provider: null, country: null, method, direction }, outcome)
      }
    }
  }
  const lines = (await metrics.render()).split('\n')
  const seriesOf = (name: string): number => lines.filter((line) => line.startsWith(`${name}{`)).length
  // A hundred providers, other and none; 43 countries and none; three outcomes.
  expect(seriesOf('rampway_country_sessions_total')).toBe(102 * 44 * 3)
  expect(seriesOf('rampway_method_transactions_total')).toBe(16 * 3 * 3)
})
