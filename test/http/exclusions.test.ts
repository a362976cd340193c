import { readFile } from 'node:fs/promises'
import fc from 'fast-check'
import { expect } from 'vitest'
import { verdictByCode } from '../../src/aggregators/meld/failures.ts'
import { cryptoAssets, fiatAssets } from '../../src/domain/asset-registry.ts'
import { countries } from '../../src/domain/country.ts'
import { exclusionReasons, isExclusionReason } from '../../src/domain/exclusion-reason.ts'
import { paymentMethods } from '../../src/domain/payment-method.ts'
import { test } from '../support/fixtures/gateway.ts'
import { sessionBody } from '../support/gateway.ts'
import { expectProblem } from './problem.ts'
import { getQuotes } from './quote-calls.ts'

test.beforeAll(async ({ gateway }) => {
  await getQuotes(gateway)
})

interface Exclusion {
  readonly service_provider: string
  readonly reason: string
  readonly limit?: { readonly amount: string | null }
}

const trades = fc
  .record({
    isBuy: fc.boolean(),
    fiat: fc.oneof(fc.constantFrom('USD', 'EUR'), fc.constantFrom(...fiatAssets.map(({ symbol }) => symbol))),
    asset: fc.constantFrom(...cryptoAssets),
    country: fc.constantFrom(...countries),
    amount: fc.constantFrom('1', '14', '6001', '250000', '9000000'),
    method: fc.constantFrom(...paymentMethods, null),
    redirects: fc.boolean(),
  })
  .map(({ isBuy, fiat, asset, country, amount, method, redirects }) => ({
    source_amount: amount,
    from_asset: isBuy ? fiat : asset.symbol,
    to_asset: isBuy ? asset.symbol : fiat,
    chain_id: asset.chainId,
    country_code: country,
    ...(method !== null && { payment_method_type: method }),
    ...(!isBuy && redirects && { redirect_flow: true }),
  }))

/** A trade as a query. */
function asQuery(trade: object): string {
  return Object.entries(trade)
    .map(([name, value]) => `${name}=${value}`)
    .join('&')
}

test('a session that nobody opens is explained in the very words and figures of the quotes', async ({ gateway }) => {
  let explained = 0
  await fc.assert(
    fc.asyncProperty(trades, async (trade) => {
      const { body, text } = await getQuotes(gateway, asQuery(trade))
      if (body.quotes.length > 0) return
      const answer = await gateway.openSession(sessionBody(trade))
      expectProblem(answer, 400, 'RMP-400-004')
      expect([trade, answer.body.unavailable]).toEqual([trade, body.unavailable])
      expect(answer.body.detail).not.toMatch(/[a-z]_not_|undefined|null/)
      expect(text).not.toContain('undefined')
      explained += 1
    }),
    { numRuns: 150, seed: 1 },
  )
  expect(explained).toBeGreaterThan(40)
})

test('a pinned provider is out for the reason that the quotes name, with the same limit and nearest change', async ({
  gateway,
}) => {
  const reasons = new Set<string>()
  await fc.assert(
    fc.asyncProperty(trades, async (trade) => {
      const { body } = await getQuotes(gateway, asQuery(trade))
      for (const exclusion of (body.unavailable as Exclusion[]).filter((each) => each.service_provider !== null)) {
        if (exclusion.reason === 'no_offer') continue
        const { service_provider, reason, ...rest } = exclusion
        const answer = await gateway.openSession(sessionBody({ ...trade, service_provider }))
        expectProblem(answer, 400, 'RMP-400-004')
        expect([trade, answer.body.unavailable]).toEqual([trade, [exclusion]])
        expect(answer.body).toMatchObject({ service_provider, reason })
        expect(answer.body.limit?.amount ?? null, answer.text).toEqual(
          rest.limit === undefined ? null : expect.stringMatching(/^[\d.]+$/),
        )
        reasons.add(reason)
      }
    }),
    { numRuns: 25, seed: 2 },
  )
  expect([...reasons]).toEqual(
    expect.arrayContaining(['amount_too_low', 'amount_too_high', 'country_not_supported', 'direction_not_supported']),
  )
})

test('a pinned provider that keeps its bound to itself is refused with the one that is listed', async ({ gateway }) => {
  for (const [source_amount, limit] of [
    ['1', { kind: 'minimum', amount: '20', currency: 'USD' }],
    ['9000000', { kind: 'maximum', amount: '30000', currency: 'USD' }],
  ] as const) {
    const answer = await gateway.openSession(sessionBody({ source_amount, service_provider: 'MOONPAY' }))
    expectProblem(answer, 400, 'RMP-400-004')
    expect(answer.body).toMatchObject({ limit, nearest: { source_amount: limit.amount } })
    expect(answer.body.detail).toContain(`The ${limit.kind} is ${limit.amount} USD.`)
    expect(answer.body.detail).toContain(`MOONPAY serves it with source_amount ${limit.amount}.`)
    const corrected = await gateway.openSession(sessionBody({ service_provider: 'MOONPAY', ...answer.body.nearest }))
    expect(corrected.status, corrected.text).toBe(201)
  }
})

test('the record of a session that nobody opened names everybody, as the refusal did', async ({ gateway }) => {
  const refused = await gateway.openSession(sessionBody({ source_amount: '0.5' }), { sub: 'reader' })
  expectProblem(refused, 400, 'RMP-400-004')
  const headers = { 'x-juno-orgid': 'org-demo:env-sandbox', 'x-juno-jwt': await gateway.mintToken({ sub: 'reader' }) }
  const { body } = await gateway.send('/v0/ramp/sessions', { headers })
  const read = await gateway.send(body.sessions[0]._links.self.href, { headers })
  expect(read.body.session.routing).toEqual({
    mode: 'routed',
    chosen: null,
    candidates: [],
    excluded: refused.body.unavailable,
  })
})

test.for(Object.keys(verdictByCode))('no word of Meld’s own stands for a reason: %s', async (code, { gateway }) => {
  for (const status of [400, 500]) {
    for (const service_provider of ['TRANSAK', null]) {
      await gateway.control('/_sim/reset', {})
      await gateway.control('/_sim/faults', { path: '/crypto/session/widget', kind: 'status', status, code })
      const { body } = await gateway.openSession(sessionBody({ service_provider }))
      const reasons = (body.unavailable ?? []).map(({ reason }: Exclusion) => reason)
      for (const reason of [...reasons, ...(body.reason === undefined ? [] : [body.reason])]) {
        expect([code, reason, isExclusionReason(reason)]).toEqual([code, reason, true])
      }
      expect(JSON.stringify(body)).not.toContain(code)
    }
  }
})

test('every reason is in the document of the API, and no other', async () => {
  const text = await readFile(new URL('../../docs/api.md', import.meta.url), 'utf8')
  const section = text.split('\n| reason | the provider |\n')[1]?.split('\n\n')[0] ?? ''
  const rows = section.split('\n').filter((line) => line.startsWith('| `'))
  const documented = rows.flatMap((row) =>
    [...(row.split('|')[1] ?? '').matchAll(/`([a-z_]+)`/g)].map(([, name]) => name),
  )
  expect(documented.toSorted()).toEqual(Object.keys(exclusionReasons).sort())
})
