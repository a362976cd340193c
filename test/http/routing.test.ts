import { expect } from 'vitest'
import { candidatesMax } from '../../src/operations/routing/routing.ts'
import { queryDatabase } from '../support/database.ts'
import { test } from '../support/fixtures/gateway.ts'
import { sessionBody, type TestGateway } from '../support/gateway.ts'

const widgetPath = '/crypto/session/widget'

/** The providers that widget calls named, in order. */
async function providersTried(gateway: TestGateway): Promise<(string | null)[]> {
  return (await gateway.widgetCalls()).map(({ provider }) => provider)
}

test('without a pinned provider the one that gives the user most is opened, and the decision is kept', async ({
  gateway,
}) => {
  const { body } = await gateway.openSession()
  const id = body.session.id.replace('ses_', '')
  const [row] = await queryDatabase(gateway.database, 'select routing from sessions where id = $1', [id])
  const routing = row?.routing as {
    chosen: string
    candidates: { serviceProvider: string; destinationAmount: string }[]
  }
  const best = routing.candidates.toSorted((a, b) => Number(b.destinationAmount) - Number(a.destinationAmount))[0]
  expect(routing.candidates.length).toBeGreaterThan(1)
  expect(body.session.service_provider).toBe(best?.serviceProvider)
  expect(routing.chosen).toBe(best?.serviceProvider)
})

test('a provider that fails by its own fault is followed by the next best, within the same call', async ({
  gateway,
}) => {
  const expected = (await gateway.openSession()).body.session.service_provider
  await gateway.control('/_sim/reset', {})
  await gateway.fault({ path: widgetPath, provider: expected, kind: 'provider_error' })
  const { status, body } = await gateway.openSession()
  expect(status).toBe(201)
  const [first, second, ...more] = await providersTried(gateway)
  expect(first).toBe(expected)
  expect(second).toBe(body.session.service_provider)
  expect(second).not.toBe(expected)
  expect(more).toEqual([])
})

test('when every provider fails, five are tried and the 502 says who is out and why', async ({ gateway }) => {
  await gateway.fault({ path: widgetPath, kind: 'provider_timeout' })
  const { status, body, headers } = await gateway.openSession()
  expect([status, body.error_code]).toEqual([502, 'RMP-502-001-R'])
  expect(headers.get('retry-after')).not.toBeNull()
  const tried = await providersTried(gateway)
  expect(tried).toHaveLength(candidatesMax)
  const named = body.unavailable.map(({ service_provider }: { service_provider: string }) => service_provider)
  for (const provider of tried) expect(named).toContain(provider)
  for (const { reason } of body.unavailable) expect(reason).toMatch(/^[a-z_]+$/)
})

test('a refusal of the request itself is not tried elsewhere', async ({ gateway }) => {
  await gateway.fault({ path: widgetPath, kind: 'amount_too_low' })
  const { status, body } = await gateway.openSession()
  expect([status, body.error_code]).toEqual([400, 'RMP-400-004'])
  expect(body.limit).toMatchObject({ kind: 'minimum' })
  expect(await providersTried(gateway)).toHaveLength(1)
})

test('a pinned provider is refused rather than replaced', async ({ gateway }) => {
  await gateway.fault({ path: widgetPath, provider: 'TRANSAK', kind: 'provider_error' })
  const { status, body } = await gateway.openSession(sessionBody({ service_provider: 'TRANSAK' }))
  expect(status).toBe(502)
  expect(body.service_provider).toBe('TRANSAK')
  expect(await providersTried(gateway)).toEqual(['TRANSAK'])
})

test('a pinned provider is asked without quoting, and honoured', async ({ gateway }) => {
  const { status, body } = await gateway.openSession(sessionBody({ service_provider: 'transak' }))
  expect([status, body.session.service_provider]).toEqual([201, 'TRANSAK'])
  const { body: recorded } = await gateway.control('/_sim/calls')
  expect(recorded.calls.some(({ path }: { path: string }) => path === '/payments/crypto/quote')).toBe(false)
})

test('one malformed offer does not spoil the others', async ({ gateway }) => {
  const spoiled = (await gateway.openSession()).body.session.service_provider
  await gateway.control('/_sim/reset', {})
  await gateway.fault({ path: '/payments/crypto/quote', provider: spoiled, kind: 'malformed_offer' })
  const { status, body } = await gateway.openSession()
  expect(status).toBe(201)
  expect(body.session.service_provider).not.toBe(spoiled)
})

test.for(['quotes_null', 'quotes_empty', 'no_valid_quotes'])(
  '%s is a 400 that says what to try',
  async (kind, { gateway }) => {
    await gateway.fault({ path: '/payments/crypto/quote', kind })
    const { status, body } = await gateway.openSession()
    expect([status, body.error_code]).toEqual([400, 'RMP-400-004'])
    expect(body.detail).toMatch(/amount|method|country/)
    expect(await providersTried(gateway)).toEqual([])
  },
)

test('an asset that Meld does not list is refused before any widget is asked for, so it cannot become Bitcoin', async ({
  startGateway,
}) => {
  const fresh = await startGateway()
  const usdcOnBase = {
    currencyCode: 'USDC_BASE',
    chainId: '8453',
    contract: '0x833589fcd6edb6e08f4c7c32d4f71b54bda02913',
  }
  const list = { path: '/network-partner/supported/currencies', kind: 'status', status: 200 }
  await fresh.fault({ ...list, body: { currencies: [usdcOnBase] } })
  const { status, body } = await fresh.openSession(sessionBody({ to_asset: 'ETH' }))
  expect([status, body.error_code]).toEqual([400, 'RMP-400-003'])
  expect(await fresh.widgetCalls()).toEqual([])
  expect((await fresh.openSession()).status).toBe(201)
})

test('the widget is locked to the asset, the address and the amount, and the answer says so', async ({ gateway }) => {
  const { body } = await gateway.openSession(sessionBody({ payment_method_type: 'CREDIT_DEBIT_CARD' }))
  const [call] = await gateway.widgetCalls()
  expect(call?.body.sessionData.lockFields).toEqual(
    expect.arrayContaining([
      'cryptoCurrency',
      'destinationCurrencyCode',
      'walletAddress',
      'sourceAmount',
      'paymentMethodType',
    ]),
  )
  expect(body.session.locked_fields).toEqual([
    'from_asset',
    'to_asset',
    'source_amount',
    'wallet_address',
    'payment_method_type',
  ])
})

test('a user’s Meld customer is made once, however many sessions they open at once, and kept', async ({ gateway }) => {
  const token = await gateway.mintToken({ sub: 'newcomer' })
  const answers = await Promise.all(Array.from({ length: 8 }, () => gateway.openSession(sessionBody(), { token })))
  expect(answers.map(({ status }) => status)).toEqual(Array(8).fill(201))
  await gateway.openSession(sessionBody(), { token })
  const { body } = await gateway.control('/_sim/calls')
  const made = body.calls.filter(
    ({ path, method }: { path: string; method: string }) => path === '/accounts/customers' && method === 'POST',
  )
  expect(made).toHaveLength(1)
})

test('a customer that Meld no longer knows is made anew, once', async ({ gateway }) => {
  const token = await gateway.mintToken({ sub: 'moved' })
  await gateway.openSession(sessionBody(), { token })
  await queryDatabase(
    gateway.database,
    `update users set meld_customer_id = 'Wgone000000000000000000' where subject like '%moved'`,
  )
  expect((await gateway.openSession(sessionBody(), { token })).status).toBe(201)
  const [row] = await queryDatabase(gateway.database, `select meld_customer_id from users where subject like '%moved'`)
  expect(row?.meld_customer_id).not.toBe('Wgone000000000000000000')
})

test('external session ids of two tenants and of repeated calls never meet', async ({ gateway }) => {
  const tenants = ['org-demo:env-sandbox', 'org-other:env-sandbox']
  for (const tenant of [...tenants, ...tenants]) await gateway.openSession(sessionBody(), { tenant })
  const ids = (await gateway.widgetCalls()).map(({ body }) => body.externalSessionId)
  expect(new Set(ids).size).toBe(4)
})

test('no transaction is open in the database while Meld is waited for', async ({ gateway }) => {
  await gateway.fault({ path: widgetPath, kind: 'hang' })
  const answer = gateway.openSession()
  await expect.poll(() => providersTried(gateway)).toHaveLength(1)
  const open = await queryDatabase(
    gateway.database,
    `select state from pg_stat_activity where datname = current_database() and state like '%in transaction%'`,
  )
  expect(await providersTried(gateway)).toHaveLength(1)
  expect(open).toEqual([])
  // Hangs up, and the next provider is asked.
  await gateway.control('/_sim/reset', {})
  expect((await answer).status).toBe(201)
})

test('a sell opens a widget that pays crypto, with the legs in that order', async ({ gateway }) => {
  const { status, body } = await gateway.openSession(
    sessionBody({ source_amount: '120', from_asset: 'USDC', to_asset: 'USD' }),
  )
  expect([status, body.session.direction]).toEqual([201, 'sell'])
  const [call] = await gateway.widgetCalls()
  expect(call?.body.sessionType).toBe('SELL')
  expect(call?.body.sessionData).toMatchObject({ sourceCurrencyCode: 'USDC_BASE', destinationCurrencyCode: 'USD' })
})

test('an amount reaches Meld digit for digit', async ({ gateway }) => {
  const sell = { source_amount: '0.123456789012345678', from_asset: 'ETH', to_asset: 'USD' }
  await gateway.openSession(sessionBody({ ...sell, service_provider: 'TRANSAK' }))
  const [call] = await gateway.widgetCalls()
  expect(call?.body.sessionData.sourceAmount).toBe(sell.source_amount)
})

test('a sell below the limit is told the limit in the asset’s symbol, never in Meld’s token code', async ({
  gateway,
}) => {
  const { status, body, text } = await gateway.openSession(
    sessionBody({ source_amount: '0.5', from_asset: 'USDC', to_asset: 'USD', service_provider: 'TRANSAK' }),
  )
  expect([status, body.error_code]).toEqual([400, 'RMP-400-004'])
  expect(body.limit).toMatchObject({ kind: 'minimum', currency: 'USDC' })
  expect(text).not.toContain('USDC_BASE')
})

test('when all providers fail for a time the advice is to retry, not to change the trade', async ({ gateway }) => {
  await gateway.fault({ path: widgetPath, kind: 'provider_error' })
  const { body } = await gateway.openSession()
  expect(body.detail).toContain('Retry')
  expect(body.detail).not.toContain('another amount')
})
