import fc from 'fast-check'
import { expect } from 'vitest'
import { cryptoAssets, fiatAssets } from '../../src/domain/asset-registry.ts'
import { countries } from '../../src/domain/country.ts'
import { paymentMethods } from '../../src/domain/payment-method.ts'
import { test } from '../support/fixtures/gateway.ts'
import { getQuotes, providersOf } from './quote-calls.ts'

interface Exclusion {
  readonly service_provider: string | null
  readonly reason: string
  readonly nearest?: Readonly<Record<string, string | boolean>>
}

type Query = Readonly<Record<string, string>>

/** The query with all of a nearest change. */
function change(trade: Query, nearest: Readonly<Record<string, string | boolean>>): string {
  const changes = Object.entries(nearest).map(([name, value]) => [name, String(value)])
  return new URLSearchParams({ ...trade, ...Object.fromEntries(changes) }).toString()
}

const fiats = fiatAssets.map(({ symbol }) => symbol)
/** Below, between and above the bounds of the simulator's providers. */
const amounts = ['1', '4', '14', '31', '100', '750', '6001', '20000', '250000', '9000000']

const trades: fc.Arbitrary<Query> = fc
  .record({
    isBuy: fc.boolean(),
    fiat: fc.oneof({ arbitrary: fc.constantFrom('USD', 'EUR'), weight: 2 }, fc.constantFrom(...fiats)),
    asset: fc.constantFrom(...cryptoAssets),
    country: fc.constantFrom(...countries),
    amount: fc.constantFrom(...amounts),
    method: fc.option(fc.constantFrom(...paymentMethods), { nil: undefined }),
    redirects: fc.boolean(),
    filter: fc.option(fc.constantFrom('reusable_identity_only', 'used_before_only'), { nil: undefined, freq: 1 }),
  })
  .map(({ isBuy, fiat, asset, country, amount, method, redirects, filter }) => ({
    source_amount: amount,
    from_asset: isBuy ? fiat : asset.symbol,
    to_asset: isBuy ? asset.symbol : fiat,
    chain_id: String(asset.chainId),
    country_code: country,
    ...(method !== undefined && { payment_method_type: method }),
    ...(!isBuy && redirects && { redirect_flow: 'true' }),
    ...(filter !== undefined && { [filter]: 'true' }),
  }))

test('whatever nearest says, of whomever and for whatever reason, gets a quote of exactly that provider', async ({
  gateway,
}) => {
  const tried = new Map<string, readonly string[]>()
  const lies: unknown[] = []
  const told = new Set<string>()
  await fc.assert(
    fc.asyncProperty(trades, async (trade) => {
      const answer = await getQuotes(gateway, new URLSearchParams(trade).toString())
      expect(answer.status, answer.text).toBe(200)
      for (const { service_provider: provider, reason, nearest } of answer.body.unavailable as Exclusion[]) {
        if (nearest === undefined) continue
        told.add(reason)
        const changed = change(trade, nearest)
        const quoted = tried.get(changed) ?? providersOf(await getQuotes(gateway, changed))
        tried.set(changed, quoted)
        const held = provider === null ? quoted.length > 0 : quoted.includes(provider)
        if (!held) lies.push({ trade, provider, reason, nearest })
      }
    }),
    { numRuns: 600, seed: 1 },
  )
  expect(lies).toEqual([])
  expect([...told].sort()).toEqual([
    'amount_too_high',
    'amount_too_low',
    'country_not_supported',
    'payment_method_not_supported',
    'redirect_flow_not_supported',
    'standard_flow_not_supported',
  ])
})

test('a change that nobody has listed is not proposed: no ACH in euros, and none beside a method of another country', async ({
  gateway,
}) => {
  const euros = await getQuotes(gateway, { from_asset: 'EUR', country_code: 'US', payment_method_type: 'SEPA' })
  expect(euros.body.quotes).toEqual([])
  for (const { nearest } of euros.body.unavailable as Exclusion[]) expect(nearest?.payment_method_type).not.toBe('ACH')
  const dollars = await getQuotes(gateway, { payment_method_type: 'SEPA' })
  expect(dollars.body.unavailable).toContainEqual({
    service_provider: 'TRANSAK',
    reason: 'payment_method_not_supported',
    nearest: { payment_method_type: 'ACH' },
  })
})

test('of a state or province nothing is proposed that is not known of it', async ({ gateway }) => {
  for (const direction of [
    { from_asset: 'USD', to_asset: 'USDC' },
    { from_asset: 'USDC', to_asset: 'USD', redirect_flow: 'true' },
  ]) {
    for (const source_amount of ['1', '100', '250000']) {
      for (const payment_method_type of ['ACH', 'PIX', 'CARD']) {
        const trade = { ...direction, source_amount, payment_method_type, chain_id: '8453', subdivision: 'US-NY' }
        const { body } = await getQuotes(gateway, trade)
        for (const { service_provider: provider, nearest } of body.unavailable as Exclusion[]) {
          if (nearest === undefined) continue
          const quoted = providersOf(await getQuotes(gateway, change(trade, nearest)))
          expect([trade, provider, nearest, quoted.includes(provider ?? quoted[0] ?? '')]).toEqual([
            trade,
            provider,
            nearest,
            true,
          ])
        }
      }
    }
  }
})

test('whoever a filter keeps out is told nothing that would not bring them in', async ({ gateway }) => {
  const small = { source_amount: '1' }
  const reusable = await getQuotes(gateway, { ...small, reusable_identity_only: 'true' })
  expect(reusable.body.unavailable).toContainEqual({ service_provider: 'TRANSAK', reason: 'identity_not_reusable' })
  expect(reusable.body.unavailable).toContainEqual(
    expect.objectContaining({ service_provider: 'PAYBIS', nearest: { source_amount: '5' } }),
  )
  const used = await getQuotes(gateway, { ...small, used_before_only: 'true' })
  for (const exclusion of used.body.unavailable) expect(exclusion).not.toHaveProperty('nearest')
})
