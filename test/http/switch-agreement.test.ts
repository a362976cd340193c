import fc from 'fast-check'
import { expect } from 'vitest'
import { listedMethodOf } from '../../src/domain/payment-method.ts'
import type { Switch } from '../../src/domain/switch.ts'
import { findSwitch, indexSwitches } from '../../src/domain/switch-lookup.ts'
import { test } from '../support/fixtures/gateway.ts'
import { sessionBody, type TestGateway } from '../support/gateway.ts'
import { everything, switchAllOn, switchOff } from '../support/switches.ts'
import { visit } from '../support/visit.ts'
import { getQuotes } from './quote-calls.ts'

/** Trades that several providers serve. */
const trades = [
  { source_amount: '100', from_asset: 'USD', to_asset: 'USDC', chain_id: 8453, country_code: 'US' },
  { source_amount: '250', from_asset: 'USD', to_asset: 'ETH', chain_id: 1, country_code: 'US' },
  { source_amount: '120', from_asset: 'EUR', to_asset: 'USDC', chain_id: 8453, country_code: 'DE' },
] as const

function any<T>(values: readonly T[]): fc.Arbitrary<T | null> {
  return fc.option(fc.constantFrom(...values), { freq: 1 })
}

const scope = fc.record({
  provider: any(['BANXA', 'TRANSAK', 'MOONPAY', 'STRIPE', 'UNLIMIT']),
  country: any(['US', 'DE'] as const),
  method: any(['CARD', 'CREDIT_DEBIT_CARD', 'ACH', 'SEPA', 'APPLE_PAY'] as const),
  direction: any(['buy', 'sell'] as const),
  asset: any(['USDC', 'ETH', 'USD']),
  chainId: any([1, 8453] as const),
})

interface Quoted {
  readonly service_provider: string
  readonly payment_method_type: string | null
}

async function quotesOf(gateway: TestGateway, trade: (typeof trades)[number]): Promise<readonly Quoted[]> {
  const { status, text, body } = await getQuotes(gateway, new URLSearchParams(asTexts(trade)).toString())
  expect([status, text]).toEqual([200, text])
  return body.quotes
}

function asTexts(trade: object): Record<string, string> {
  return Object.fromEntries(Object.entries(trade).map(([name, value]) => [name, String(value)]))
}

test('quotes, sessions, pinned sessions, links and supported values agree on what is off', {
  timeout: 300_000,
}, async ({ gateway }) => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(scope, { minLength: 1, maxLength: 3 }),
      fc.constantFrom(...trades),
      async (scopes, trade) => {
        await switchAllOn(gateway)
        const before = await quotesOf(gateway, trade)
        const opened = await gateway.openSession(sessionBody(trade))
        const link = new URL(opened.body.session.widget_url).pathname
        const made: Switch[] = []
        for (const named of scopes) {
          const isSame = made.some((one) =>
            Object.entries(named).every(([name, value]) => one[name as keyof Switch] === value),
          )
          if (!isSame) made.push(await switchOff(gateway, { ...everything, ...named }))
        }
        const index = indexSwitches(1, made)
        const { country_code: country, from_asset: fiat, to_asset: symbol, chain_id: chainId } = trade
        const isOn = ({ service_provider: provider, payment_method_type: code }: Quoted): boolean => {
          const method = code === null ? null : listedMethodOf([], code)
          const rest = { tenant: gateway.demo.id, country, fiat, symbol, chainId, direction: 'buy' as const }
          return findSwitch(index, { ...rest, provider, method }, gateway.deps.clock()) === undefined
        }
        const expected = before.filter(isOn)

        const quotes = await getQuotes(gateway, new URLSearchParams(asTexts(trade)).toString())
        expect({ scopes, quotes: quotes.body.quotes.map(nameOf) }).toEqual({ scopes, quotes: expected.map(nameOf) })

        const answer = await gateway.openSession(sessionBody(trade))
        if (expected.length === 0) {
          expect([answer.status, answer.body.error_code, answer.body.reason]).toEqual([
            400,
            'RMP-400-004',
            'switched_off',
          ])
          expect(answer.body.unavailable).toEqual(quotes.body.unavailable)
        } else {
          expect([answer.status, answer.body.session?.service_provider]).toEqual([201, expected[0]?.service_provider])
        }

        for (const quote of before) {
          const { service_provider } = quote
          const pinned = await gateway.openSession(sessionBody({ ...trade, service_provider }))
          const told = [pinned.status, pinned.body.reason ?? null]
          expect({ scopes, service_provider, told }).toEqual({
            scopes,
            service_provider,
            told: isOn(quote) ? [201, null] : [400, 'switched_off'],
          })
          if (!isOn(quote)) {
            const out = quotes.body.unavailable.find((each: Quoted) => each.service_provider === service_provider)
            expect(out).toEqual(pinned.body.unavailable[0])
          }
        }

        // Whoever is quoted is offered; whoever is not offered is not quoted.
        const filter = new URLSearchParams(
          asTexts({ country_code: country, direction: 'buy', asset: symbol, chain_id: chainId }),
        )
        const values = await gateway.get(`/v0/ramp/supported-values?${filter}`)
        const offered = values.body.providers.map((each: Quoted) => each.service_provider)
        expect(offered).toEqual(expect.arrayContaining(expected.map(nameOf)))

        const led = await visit(`${gateway.url}${link}`)
        expect([scopes, led.status]).toEqual([scopes, expected.length === 0 ? 410 : 302])
        const { provider } = (await gateway.widgetCalls()).at(-1) ?? {}
        if (led.status === 302 && !expected.map(nameOf).includes(opened.body.session.service_provider)) {
          expect(expected.map(nameOf)).toContain(provider)
        }
      },
    ),
    { numRuns: 25 },
  )
})

function nameOf({ service_provider }: Quoted): string {
  return service_provider
}
