import Big from 'big.js'
import { expect } from 'vitest'
import { test } from '../support/fixtures/gateway.ts'
import { sessionBody, type TestGateway, wallet } from '../support/gateway.ts'
import { expectProblem, faultsOf } from './problem.ts'
import { buyQuery, getQuotes, providersOf } from './quote-calls.ts'

test.beforeAll(async ({ gateway }) => {
  // The list of currencies is fetched once; faults are for the calls after that.
  await getQuotes(gateway)
})

const quotePath = '/payments/crypto/quote'

async function fault(gateway: TestGateway, body: Record<string, unknown>): Promise<void> {
  expect((await gateway.control('/_sim/faults', { path: quotePath, ...body })).status).toBe(200)
}

/** The last body that Meld was asked for prices with. */
async function quoteAsked(gateway: TestGateway) {
  const { body } = await gateway.control('/_sim/calls')
  return body.calls.findLast(({ path }: { path: string }) => path === quotePath)?.body
}

test('every provider’s price comes with the contract’s members, amounts as decimal texts, best first', async ({
  gateway,
}) => {
  const answer = await getQuotes(gateway)
  expect(answer.status, answer.text).toBe(200)
  expect(answer.headers.get('content-type')).toBe('application/json; charset=utf-8')
  expect(answer.headers.get('cache-control')).toBe('no-store')
  const { quotes } = answer.body
  expect(quotes.length).toBeGreaterThan(2)
  for (const quote of quotes) {
    expect(quote).toMatchObject({
      from_asset: 'USD',
      to_asset: 'USDC',
      chain_id: 8453,
      source_amount: '100.00',
      country_code: 'US',
      is_swap: false,
      fee_asset: 'USD',
    })
    for (const name of ['destination_amount', 'total_fee', 'network_fee', 'transaction_fee', 'partner_fee']) {
      expect(quote[name], name).toMatch(/^\d+(\.\d+)?$/)
    }
    expect(Number.isInteger(quote.ramp_score)).toBe(true)
    expect(typeof quote.low_kyc).toBe('boolean')
    expect(new Big(quote.exchange_rate).times(100).eq(quote.destination_amount)).toBe(true)
    const fees = new Big(quote.network_fee).plus(quote.transaction_fee).plus(quote.partner_fee)
    expect(fees.eq(quote.total_fee)).toBe(true)
  }
  const amounts = quotes.map(({ destination_amount }: { destination_amount: string }) => Number(destination_amount))
  expect(amounts).toEqual(amounts.toSorted((a: number, b: number) => b - a))
})

test('the links name the request itself, where to open a session, and what is supported', async ({ gateway }) => {
  const { body } = await getQuotes(gateway, { payment_method_type: 'CARD', used_before_only: 'TRUE' })
  expect(body._links).toEqual({
    self: { href: expect.stringMatching(/^\/v0\/ramp\/quotes\?/) },
    sessions: { href: '/v0/ramp/sessions', method: 'POST' },
    supported_values: { href: '/v0/ramp/supported-values' },
  })
  const self = new URLSearchParams(body._links.self.href.split('?')[1])
  expect(Object.fromEntries(self)).toEqual({
    ...buyQuery,
    country_code: 'US',
    payment_method_type: 'CARD',
    used_before_only: 'true',
  })
  const odd = await getQuotes(gateway, { from_asset: ' usd', subdivision: 'US-NY' })
  expect(odd.body._links.self.href).toBe(
    '/v0/ramp/quotes?source_amount=100.00&from_asset=+usd&to_asset=USDC&chain_id=8453&country_code=US&subdivision=US-NY',
  )
})

test('the body of each quote’s open link, with a wallet, opens a session at that provider and on that rail', async ({
  gateway,
}) => {
  const { body } = await getQuotes(gateway)
  for (const quote of body.quotes) {
    const { open } = quote._links
    expect(open).toMatchObject({ href: '/v0/ramp/sessions', method: 'POST', requires: ['wallet_address'] })
    const opened = await gateway.openSession({ ...open.body, wallet_address: wallet })
    expect(opened.status, opened.text).toBe(201)
    expect(opened.body.session).toMatchObject({
      service_provider: quote.service_provider,
      payment_method_type: quote.payment_method_type,
      source_amount: quote.source_amount,
    })
  }
})

test('the quotes link of a session leads to quotes for the same trade', async ({ gateway }) => {
  const { body } = await gateway.openSession(sessionBody({ source_amount: '120.50', country_code: 'DE' }))
  const answer = await getQuotes(gateway, body._links.quotes.href.split('?')[1])
  expect(answer.status, answer.text).toBe(200)
  expect(answer.body.quotes[0]).toMatchObject({ source_amount: '120.50', country_code: 'DE', to_asset: 'USDC' })
})

test('a sell names the crypto asset first and the fiat that is received', async ({ gateway }) => {
  const answer = await getQuotes(gateway, { source_amount: '120', from_asset: 'usdc', to_asset: 'usd' })
  expect(answer.body.quotes.length).toBeGreaterThan(0)
  expect(answer.body.quotes[0]).toMatchObject({
    from_asset: 'USDC',
    to_asset: 'USD',
    source_amount: '120',
    network_fee: null,
    ramp_score: null,
    low_kyc: null,
    fee_asset: 'USD',
  })
  expect(answer.text).not.toContain('USDC_BASE')
  expect(await quoteAsked(gateway)).toMatchObject({ sourceCurrencyCode: 'USDC_BASE', destinationCurrencyCode: 'USD' })
})

test('the country is the tenant’s own unless the query names one, and a method narrows to its rail', async ({
  gateway,
}) => {
  gateway.changeTenants((tenant) => ({ ...tenant, defaultCountry: 'DE' }))
  const german = await getQuotes(gateway, { from_asset: 'EUR', payment_method_type: 'SEPA' })
  expect(german.body.quotes.length).toBeGreaterThan(0)
  for (const quote of german.body.quotes) {
    expect(quote).toMatchObject({ country_code: 'DE', payment_method_type: expect.stringMatching(/^SEPA/) })
  }
  expect((await quoteAsked(gateway)).paymentMethodType).toBe('SEPA')
  expect((await getQuotes(gateway, { country_code: 'GB' })).body.quotes[0].country_code).toBe('GB')
})

test('a quote creates no customer at Meld, and names the one that a session has made', async ({ gateway }) => {
  await getQuotes(gateway, {}, { sub: 'onlooker' })
  const { body } = await gateway.control('/_sim/calls')
  expect(body.calls.map(({ path }: { path: string }) => path)).toEqual([quotePath])
  expect(await quoteAsked(gateway)).not.toHaveProperty('customerId')
  expect(await quoteAsked(gateway)).not.toHaveProperty('walletAddress')
  await gateway.openSession(sessionBody(), { sub: 'onlooker' })
  await getQuotes(gateway, {}, { sub: 'onlooker' })
  expect((await quoteAsked(gateway)).customerId).toMatch(/\S/)
})

test('used_before_only leaves the providers that this user has traded with, and says so of the others', async ({
  gateway,
}) => {
  const sub = 'regular'
  const only = { used_before_only: 'true' }
  const { body } = await gateway.openSession(sessionBody({ service_provider: 'TRANSAK' }), { sub })
  expect((await getQuotes(gateway, only, { sub })).body.quotes).toEqual([])
  const { id } = body.session
  expect((await gateway.control('/_sim/checkout', { session_id: id, outcome: 'pay' })).status).toBe(200)
  await gateway.advance(24 * 60 * 60)
  const answer = await getQuotes(gateway, only, { sub })
  expect(providersOf(answer)).toEqual(['TRANSAK'])
  expect(answer.body.unavailable).toContainEqual({ service_provider: 'MOONPAY', reason: 'not_used_before' })
  const stranger = await getQuotes(gateway, only, { sub: 'stranger' })
  expect(stranger.body.quotes).toEqual([])
  expect(stranger.body.unavailable).toContainEqual({ service_provider: 'TRANSAK', reason: 'not_used_before' })
})

test('reusable_identity_only leaves the providers that take over an identity check', async ({ gateway }) => {
  const answer = await getQuotes(gateway, { reusable_identity_only: '1' })
  expect(providersOf(answer).length).toBeGreaterThan(0)
  for (const provider of providersOf(answer)) expect(['MERCURYO', 'PAYBIS', 'TOPPER', 'UNLIMIT']).toContain(provider)
  expect(answer.body.unavailable).toContainEqual({ service_provider: 'STRIPE', reason: 'identity_not_reusable' })
  expect(providersOf(await getQuotes(gateway, { reusable_identity_only: 'false' }))).toContain('STRIPE')
})

test('one malformed offer is left out with its reason and counted, and the others stand', async ({ gateway }) => {
  await fault(gateway, { provider: 'TRANSAK', kind: 'malformed_offer' })
  const answer = await getQuotes(gateway)
  expect(providersOf(answer).length).toBeGreaterThan(1)
  expect(providersOf(answer)).not.toContain('TRANSAK')
  expect(answer.body.unavailable).toContainEqual({ service_provider: 'TRANSAK', reason: 'no_amount' })
  expect((await gateway.sendOperator('/metrics')).text).toMatch(
    /rampway_provider_exclusions_total\{reason="no_amount",provider="\w+"\} \d/,
  )
})

test.for(['provider_429', 'provider_error', 'provider_timeout', 'amount_too_low'])(
  'a provider with %s is missing from the quotes and spoils no other',
  async (kind, { gateway }) => {
    await fault(gateway, { provider: 'TRANSAK', kind })
    const answer = await getQuotes(gateway)
    expect(answer.status).toBe(200)
    expect(providersOf(answer)).not.toContain('TRANSAK')
    expect(providersOf(answer)).toContain('MOONPAY')
    expect(answer.body.unavailable).toContainEqual(expect.objectContaining({ service_provider: 'TRANSAK' }))
  },
)

test('a slow answer is waited for', async ({ gateway }) => {
  await fault(gateway, { kind: 'slow', delay_ms: 300 })
  expect(providersOf(await getQuotes(gateway)).length).toBeGreaterThan(1)
})

test.for(['quotes_null', 'quotes_empty', 'no_valid_quotes'])(
  '%s is an empty list that says why',
  async (kind, { gateway }) => {
    await fault(gateway, { kind })
    const { status, body } = await getQuotes(gateway)
    expect([status, body.quotes]).toEqual([200, []])
    expect(body.unavailable.length).toBeGreaterThan(0)
    for (const { reason } of body.unavailable) expect(reason).toMatch(/^[a-z_]+$/)
  },
)

test.for(['code', 'error', 'message'])(
  'an amount that Meld refuses in the %s shape is an empty list with the limit',
  async (shape, { gateway }) => {
    const message = 'Source amount is below the minimum allowed, which is 20.00 USD'
    await fault(gateway, { kind: 'amount_too_low', shape, message })
    const { status, body } = await getQuotes(gateway, { source_amount: '10' })
    expect([status, body.quotes]).toEqual([200, []])
    expect(body.unavailable[0]).toMatchObject({ reason: 'amount_too_low', limit: { kind: 'minimum' } })
  },
)

test('whoever asks for too little learns an amount that works, and it does', async ({ gateway }) => {
  for (const trade of [{}, { from_asset: 'USDC', to_asset: 'USD' }]) {
    const { status, body, text } = await getQuotes(gateway, { ...trade, source_amount: '0.5' })
    expect([status, body.quotes]).toEqual([200, []])
    const [first] = body.unavailable.filter(({ nearest }: { nearest?: object }) => nearest !== undefined)
    expect(first, text).toMatchObject({ reason: 'amount_too_low', limit: { kind: 'minimum' } })
    expect(text).not.toContain('USDC_BASE')
    const again = await getQuotes(gateway, { ...trade, ...first.nearest })
    expect(again.body.quotes.length, again.text).toBeGreaterThan(0)
  }
})

test('a Meld that fails, breaks off, or answers what is no JSON is RMP-502-001-R with advice that fits', async ({
  gateway,
}) => {
  for (const kind of [
    { kind: 'status', status: 503 },
    { kind: 'malformed' },
    { kind: 'truncated' },
    { kind: 'reset' },
    { kind: 'oversized', bytes: 1_000_000 },
    { kind: 'provider_429' },
    { kind: 'status', status: 429, retry_after_seconds: 17 },
  ]) {
    await gateway.control('/_sim/reset', {})
    await fault(gateway, kind)
    const answer = await getQuotes(gateway)
    expectProblem(answer, 502, 'RMP-502-001-R')
    expect(answer.body.detail).not.toContain('idempotency_key')
    if ('retry_after_seconds' in kind) expect(answer.headers.get('retry-after')).toBe('17')
  }
})

test('a Meld that refuses our credentials is the operator’s affair: MLD-502-001', async ({ gateway }) => {
  await fault(gateway, { kind: 'status', status: 401 })
  expectProblem(await getQuotes(gateway), 502, 'MLD-502-001')
})

test('the trade is judged as on sessions: 400 for a pair, a symbol or a chain that does not fit', async ({
  gateway,
}) => {
  expectProblem(await getQuotes(gateway, { to_asset: 'EUR' }), 400, 'RMP-400-001')
  expectProblem(await getQuotes(gateway, { from_asset: 'ETH' }), 400, 'RMP-400-001')
  expectProblem(await getQuotes(gateway, { to_asset: 'DOGE' }), 400, 'RMP-400-002')
  const elsewhere = await getQuotes(gateway, { to_asset: 'SEI' })
  expectProblem(elsewhere, 400, 'RMP-400-003')
  expect(elsewhere.body.detail).toContain('1329')
  expect(elsewhere.body.instance).toBe('/v0/ramp/quotes')
  expect((await gateway.control('/_sim/calls')).body.calls).toEqual([])
})

test('one 422 names the faults of all parameters, and says how to fix each', async ({ gateway }) => {
  const query = 'sourceAmount=100&from_asset=&to_asset=USDC&to_asset=ETH&chain_id=5&country_code=us'
  const flags = 'payment_method_type=CASH&reusable_identity_only=maybe&used_before_only='
  expect(faultsOf(await getQuotes(gateway, `${query}&${flags}`))).toEqual({
    '/sourceAmount': 'Unknown parameter; did you mean source_amount?',
    '/from_asset': expect.stringContaining('asset symbol'),
    '/to_asset': 'Sent more than once; send it once.',
    '/chain_id': expect.stringContaining('8453 (Base)'),
    '/country_code': expect.stringContaining('"US"'),
    '/payment_method_type': expect.stringContaining('SEPA'),
    '/reusable_identity_only': 'Send true or false.',
    '/used_before_only': 'Send true or false.',
  })
})

test('without a query every required parameter is named', async ({ gateway }) => {
  const faults = faultsOf(await getQuotes(gateway, ''))
  expect(Object.keys(faults)).toEqual(['/source_amount', '/from_asset', '/to_asset', '/chain_id'])
  for (const detail of Object.values(faults)) expect(detail).toMatch(/^Required: send /)
})

test('amounts that are no plain decimal above zero are refused, and so are chains that are no plain digits', async ({
  gateway,
}) => {
  for (const source_amount of ['0', '-1', '1e3', '1,000', ' 100', '1'.repeat(65), `1.${'0'.repeat(18)}1`, 'NaN']) {
    const faults = faultsOf(await getQuotes(gateway, { source_amount }))
    expect(faults, source_amount).toEqual({ '/source_amount': expect.stringContaining('such as "100.00"') })
  }
  for (const chain_id of ['08453', '8453.0', '0x2105', '8453 ', '1e0', '84530000000000000001']) {
    expect(faultsOf(await getQuotes(gateway, { chain_id })), chain_id).toHaveProperty(['/chain_id'])
  }
})

test('an amount that no double carries reaches Meld digit for digit and comes back so', async ({ gateway }) => {
  const source_amount = '0.123456789012345678'
  const answer = await getQuotes(gateway, { source_amount, from_asset: 'ETH', to_asset: 'USD' })
  expect(answer.body.quotes[0].source_amount).toBe(source_amount)
  const { body } = await gateway.control('/_sim/calls')
  expect(body.calls).toHaveLength(1)
})

test('the answer is the same in either timestamp format', async ({ gateway }) => {
  const [plain, iso] = [
    await getQuotes(gateway),
    await getQuotes(gateway, {}, { headers: { 'x-timestamp-format': 'iso8601' } }),
  ]
  expect(iso.text).toBe(plain.text)
})

test('calls are counted by their result', async ({ gateway }) => {
  await getQuotes(gateway)
  await fault(gateway, { kind: 'quotes_empty' })
  await getQuotes(gateway)
  await getQuotes(gateway, { to_asset: 'DOGE' })
  const { text } = await gateway.sendOperator('/metrics')
  for (const result of ['quoted', 'empty', 'unknown_asset']) {
    expect(text).toMatch(new RegExp(`rampway_quotes_total\\{result="${result}"\\} [1-9]`))
  }
})

test('where a tenant requires an approved identity check, nobody else gets quotes', async ({ gateway }) => {
  gateway.changeTenants((tenant) => ({ ...tenant, kyc: { ...tenant.kyc, policy: 'approved' } }))
  const answer = await getQuotes(gateway)
  expectProblem(answer, 403, 'KYC-403-001')
  expect((await gateway.control('/_sim/calls')).body.calls).toEqual([])
})

test('nobody gets quotes without a token of the tenant', async ({ gateway }) => {
  const answer = await gateway.send(`/v0/ramp/quotes?${new URLSearchParams(buyQuery)}`, {
    headers: { 'x-juno-orgid': 'org-demo:env-sandbox' },
  })
  expectProblem(answer, 401, 'USR-401-001')
})
