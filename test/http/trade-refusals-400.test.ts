import { expect } from 'vitest'
import { test } from '../support/fixtures/gateway.ts'
import { sessionBody } from '../support/gateway.ts'
import { expectProblem } from './problem.ts'

/** A caller waits for the first reading of the catalogue for two seconds only, and is then told less. */
test.beforeAll(async ({ gateway }) => {
  expect((await gateway.get('/v0/ramp/supported-values')).status).toBe(200)
})

test('two fiat currencies, or two crypto assets, are RMP-400-001 with the title of the contract', async ({
  gateway,
}) => {
  for (const [from_asset, to_asset] of [
    ['USD', 'EUR'],
    ['USD', 'USD'],
    ['ETH', 'USDC'],
  ]) {
    const answer = await gateway.openSession(sessionBody({ from_asset, to_asset }))
    expectProblem(answer, 400, 'RMP-400-001')
    expect(answer.body.title).toBe('Invalid Asset Pair')
    expect(answer.body.detail).toContain('exactly one of from_asset and to_asset must be')
  }
  expect((await gateway.control('/_sim/calls')).body.calls).toEqual([])
})

test('a symbol that nobody knows is RMP-400-002 and is named, never bought as something else', async ({ gateway }) => {
  const answer = await gateway.openSession(sessionBody({ to_asset: 'DOGECOIN' }))
  expectProblem(answer, 400, 'RMP-400-002')
  expect(answer.body.detail).toContain('"DOGECOIN"')
  expect(answer.body.detail).toContain('USDC')
  expect(await gateway.widgetCalls()).toEqual([])
})

test('an asset on a chain where it is not is RMP-400-003, with the chains where it is', async ({ gateway }) => {
  const answer = await gateway.openSession(sessionBody({ to_asset: 'EURC', chain_id: 1 }))
  expectProblem(answer, 400, 'RMP-400-003')
  expect(answer.body.detail).toContain('8453 (Base)')
})

test('symbols are read in any case, and answered as the registry writes them', async ({ gateway }) => {
  const { status, body } = await gateway.openSession(sessionBody({ from_asset: 'usd', to_asset: 'Usdc' }))
  expect(status).toBe(201)
  expect(body.session).toMatchObject({ from_asset: 'USD', to_asset: 'USDC' })
})

test('a sell has its legs the other way round, upstream as well', async ({ gateway }) => {
  const sell = sessionBody({ from_asset: 'USDC', to_asset: 'USD', source_amount: '200', payment_method_type: 'ACH' })
  const { status, body } = await gateway.openSession(sell)
  expect(status).toBe(201)
  expect(body.session).toMatchObject({ direction: 'sell', from_asset: 'USDC', to_asset: 'USD', chain_id: 8453 })
  const [call] = await gateway.widgetCalls()
  expect(call?.body).toMatchObject({
    sessionType: 'SELL',
    sessionData: { sourceCurrencyCode: 'USDC_BASE', destinationCurrencyCode: 'USD', sourceAmount: '200' },
  })
})

test('an amount below a provider’s minimum is RMP-400-004 with that minimum in limit', async ({ gateway }) => {
  const answer = await gateway.openSession(sessionBody({ source_amount: '1', service_provider: 'TRANSAK' }))
  expectProblem(answer, 400, 'RMP-400-004')
  expect(answer.body).toMatchObject({
    reason: 'amount_too_low',
    service_provider: 'TRANSAK',
    limit: { kind: 'minimum', amount: '5.00', currency: 'USD' },
  })
  expect(answer.body.detail).toContain('5.00 USD')
})

test('an amount above a provider’s maximum is RMP-400-004 with that maximum in limit', async ({ gateway }) => {
  const answer = await gateway.openSession(sessionBody({ source_amount: '9000000', service_provider: 'TRANSAK' }))
  expectProblem(answer, 400, 'RMP-400-004')
  expect(answer.body.limit).toEqual({ kind: 'maximum', amount: '25000.00', currency: 'USD' })
})

test('a limit whose figure the provider keeps to itself is answered with the one that is listed', async ({
  gateway,
}) => {
  const answer = await gateway.openSession(sessionBody({ source_amount: '1', service_provider: 'MOONPAY' }))
  expectProblem(answer, 400, 'RMP-400-004')
  expect(answer.body.limit).toEqual({ kind: 'minimum', amount: '20', currency: 'USD' })
})

test('the amount that a limit names passes', async ({ gateway }) => {
  const low = await gateway.openSession(sessionBody({ source_amount: '1', service_provider: 'TRANSAK' }))
  const { amount } = low.body.limit
  const answer = await gateway.openSession(sessionBody({ source_amount: amount, service_provider: 'TRANSAK' }))
  expect(answer.status).toBe(201)
})

test('a routed amount that no provider takes is RMP-400-004 with a limit', async ({ gateway }) => {
  const answer = await gateway.openSession(sessionBody({ source_amount: '0.5' }))
  expectProblem(answer, 400, 'RMP-400-004')
  expect(answer.body).toMatchObject({ reason: 'amount_too_low', limit: { kind: 'minimum' } })
})

test('a pinned provider that cannot serve the trade is refused by name, and no other is tried in its place', async ({
  gateway,
}) => {
  // Stripe serves no Sei, Mercuryo not the United States.
  for (const [service_provider, overrides] of [
    ['STRIPE', { to_asset: 'SEI', chain_id: 1329 }],
    ['MERCURYO', {}],
  ] as const) {
    await gateway.control('/_sim/reset', {})
    const answer = await gateway.openSession(sessionBody({ service_provider, ...overrides }))
    expectProblem(answer, 400, 'RMP-400-004')
    expect(answer.body.service_provider).toBe(service_provider)
    expect(answer.body.detail).toContain('Leave service_provider out')
    expect((await gateway.widgetCalls()).map(({ provider }) => provider)).toEqual([service_provider])
  }
})

test('a provider that does not exist is refused by name', async ({ gateway }) => {
  const answer = await gateway.openSession(sessionBody({ service_provider: 'NOBODY' }))
  expectProblem(answer, 400, 'RMP-400-004')
  expect(answer.body.service_provider).toBe('NOBODY')
})

test('a pinned provider that can serve the trade is the one, in any case', async ({ gateway }) => {
  const { status, body } = await gateway.openSession(sessionBody({ service_provider: 'banxa' }))
  expect(status).toBe(201)
  expect(body.session.service_provider).toBe('BANXA')
})

test('a payment method that the country does not have is RMP-400-004', async ({ gateway }) => {
  const answer = await gateway.openSession(sessionBody({ payment_method_type: 'PIX' }))
  expectProblem(answer, 400, 'RMP-400-004')
})
