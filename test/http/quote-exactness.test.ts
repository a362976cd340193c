import { expect } from 'vitest'
import { type CannedUpstream, startCannedUpstream } from '../aggregators/canned-upstream.ts'
import { closing } from '../support/fixtures/closing.ts'
import { test as base } from '../support/fixtures/gateway.ts'
import { sessionBody } from '../support/gateway.ts'
import { expectProblem } from './problem.ts'
import { getQuotes, providersOf } from './quote-calls.ts'

const test = base.extend('meld', { scope: 'file' }, closing(startCannedUpstream))

test.override('gatewayOptions', ({ meld }) => ({
  tenants: (tenant) => ({ ...tenant, meld: { ...tenant.meld, baseUrl: meld.url } }),
}))
test.beforeAll(({ meld }) => {
  meld.answer('/network-partner/supported/currencies', {
    status: 200,
    body: {
      currencies: [
        { currencyCode: 'USDC_BASE', chainId: '8453', contract: '0x833589fcd6edb6e08f4c7c32d4f71b54bda02913' },
        { currencyCode: 'ETH_BASE', chainId: '8453', contract: null },
      ],
    },
  })
})

/** The rail of a quote, and the one that its open link asks for. */
interface QuotedRail {
  readonly payment_method_type: string
  readonly _links: { readonly open: { readonly body: { readonly payment_method_type?: string } } }
}

/** One good offer of 100.00 USD for USDC on Base as JSON text, with members replaced. */
function offer(changes: Record<string, string> = {}): string {
  const members = {
    transactionType: '"CRYPTO_PURCHASE"',
    sourceAmount: '100.00',
    sourceCurrencyCode: '"USD"',
    destinationCurrencyCode: '"USDC_BASE"',
    destinationAmount: '95.82',
    totalFee: '4.18',
    networkFee: '0.28',
    transactionFee: '2.9',
    partnerFee: '1',
    exchangeRate: '1.0436',
    paymentMethodType: '"CREDIT_DEBIT_CARD"',
    serviceProvider: '"TRANSAK"',
    rampIntelligence: '{"rampScore":21.66,"lowKyc":false,"previouslyUsed":null}',
    ...changes,
  }
  return `{${Object.entries(members)
    .map(([name, value]) => `"${name}":${value}`)
    .join(',')}}`
}

function offered(meld: CannedUpstream, ...offers: readonly string[]): void {
  meld.answer('/payments/crypto/quote', { status: 200, body: `{"quotes":[${offers.join(',')}]}` })
}

test('no digit of any amount is lost between Meld’s bytes and ours', async ({ gateway, meld }) => {
  offered(
    meld,
    offer({
      destinationAmount: '95.123456789012345678',
      totalFee: '4.123456789012345678',
      networkFee: '0.100000000000000001',
      transactionFee: '12345678901234567890.5',
      partnerFee: '1e-8',
      exchangeRate: '1.040012418580287783',
    }),
  )
  const { body } = await getQuotes(gateway)
  expect(body.quotes[0]).toMatchObject({
    destination_amount: '95.123456789012345678',
    total_fee: '4.123456789012345678',
    network_fee: '0.100000000000000001',
    transaction_fee: '12345678901234567890.5',
    partner_fee: '0.00000001',
    provider_exchange_rate: '1.040012418580287783',
  })
})

test('the rate is a JSON number with all its digits: what is received for one unit of what is paid', async ({
  gateway,
  meld,
}) => {
  const eth = { destinationCurrencyCode: '"ETH_BASE"', destinationAmount: '0.041234567890123456' }
  offered(meld, offer({ ...eth, exchangeRate: '2425.14886' }))
  const answer = await getQuotes(gateway, { to_asset: 'ETH' })
  expect(answer.text).toContain('"exchange_rate":0.000412345678901235,')
  expect(answer.body.quotes[0].exchange_rate).toBe(0.000412345678901235)
  // More digits than a double holds.
  offered(meld, offer({ destinationAmount: '95.8234567890123456' }))
  expect((await getQuotes(gateway)).text).toContain('"exchange_rate":0.958234567890123456,')
  const sale = { transactionType: '"CRYPTO_SELL"', sourceCurrencyCode: '"ETH_BASE"', destinationCurrencyCode: '"USD"' }
  offered(meld, offer({ ...sale, sourceAmount: '0.01', destinationAmount: '619.30', networkFee: 'null' }))
  const sold = await getQuotes(gateway, { source_amount: '0.01', from_asset: 'ETH', to_asset: 'USD' })
  expect(sold.text).toContain('"exchange_rate":61930,')
})

test('quotes stand by what is received, then by score, then by name, to the last decimal', async ({
  gateway,
  meld,
}) => {
  const score = (rampScore: string) => `{"rampScore":${rampScore}}`
  offered(
    meld,
    offer({ serviceProvider: '"UNLIMIT"', destinationAmount: '95.820000000000000000' }),
    offer({ serviceProvider: '"BANXA"', destinationAmount: '95.82' }),
    offer({ serviceProvider: '"PAYBIS"', rampIntelligence: score('21.67') }),
    offer({ serviceProvider: '"STRIPE"', rampIntelligence: 'null' }),
    offer({ serviceProvider: '"MOONPAY"', destinationAmount: '95.820000000000000001' }),
    offer({ serviceProvider: '"TOPPER"', destinationAmount: '100.1', rampIntelligence: score('0') }),
    offer({ serviceProvider: '"SARDINE"', destinationAmount: '99.9', rampIntelligence: score('100') }),
  )
  const answer = await getQuotes(gateway)
  expect(providersOf(answer)).toEqual(['TOPPER', 'SARDINE', 'MOONPAY', 'PAYBIS', 'BANXA', 'UNLIMIT', 'STRIPE'])
  const scores = answer.body.quotes.map(({ ramp_score }: { ramp_score: number | null }) => ramp_score)
  expect(scores).toEqual([0, 100, 22, 22, 22, 22, null])
})

test('one provider may quote several rails, each with a link of its own', async ({ gateway, meld }) => {
  offered(
    meld,
    offer(),
    offer({ paymentMethodType: '"ACH"', destinationAmount: '97' }),
    offer({ paymentMethodType: '"X"' }),
  )
  const { body } = await getQuotes(gateway)
  const rails = body.quotes.map((quote: QuotedRail) => [
    quote.payment_method_type,
    quote._links.open.body.payment_method_type,
  ])
  expect(rails).toEqual([
    ['ACH', 'ACH'],
    ['CREDIT_DEBIT_CARD', 'CREDIT_DEBIT_CARD'],
    ['X', undefined],
  ])
  expect(body.unavailable).toEqual([])
})

test('offers for the opposite direction, another asset or amount, and broken ones are told, and never shown', async ({
  gateway,
  meld,
}) => {
  offered(
    meld,
    'null',
    '[]',
    offer({ serviceProvider: 'null' }),
    offer({ serviceProvider: '"BANXA"', transactionType: '"CRYPTO_SELL"' }),
    offer({ serviceProvider: '"PAYBIS"', destinationCurrencyCode: '"BTC"' }),
    offer({ serviceProvider: '"SARDINE"', sourceAmount: '10' }),
    offer({ serviceProvider: '"STRIPE"', destinationAmount: '-1' }),
    offer({ serviceProvider: '"TRANSAK"', destinationAmount: 'null' }),
    offer({ serviceProvider: '"TRANSAK"' }),
  )
  const answer = await getQuotes(gateway)
  expect(providersOf(answer)).toEqual(['TRANSAK'])
  expect(answer.body.unavailable).toEqual([
    { service_provider: null, reason: 'malformed_offer' },
    { service_provider: 'BANXA', reason: 'wrong_direction' },
    { service_provider: 'PAYBIS', reason: 'wrong_currency' },
    { service_provider: 'SARDINE', reason: 'wrong_amount' },
    { service_provider: 'STRIPE', reason: 'no_amount' },
  ])
  const { text } = await gateway.sendOperator('/metrics')
  for (const [reason, count] of [
    ['malformed_offer', 3],
    ['wrong_direction', 1],
    ['wrong_amount', 1],
    ['no_amount', 2],
  ]) {
    const told = [
      ...text.matchAll(new RegExp(`provider_exclusions_total\\{reason="${reason}",provider="\\w+"\\} (\\d+)`, 'g')),
    ]
    expect(
      told.reduce((sum, [, n]) => sum + Number(n), 0),
      String(reason),
    ).toBe(count)
  }
})

test('the price of another payment method, and one that cannot be meant, are told with the reason and never opened', async ({
  gateway,
  meld,
}) => {
  meld.answer('/accounts/customers', ({ body }) => ({
    status: 200,
    body: { id: 'Wabc000000000000000000', externalId: JSON.parse(body).externalId },
  }))
  offered(
    meld,
    offer({ serviceProvider: '"BANXA"', destinationAmount: '95820000', paymentMethodType: '"ACH"' }),
    offer({ serviceProvider: '"STRIPE"' }),
  )
  const answer = await getQuotes(gateway, { payment_method_type: 'ACH' })
  expect(answer.body.quotes).toEqual([])
  expect(answer.body.unavailable).toEqual([
    {
      service_provider: 'STRIPE',
      reason: 'wrong_payment_method',
    },
    {
      service_provider: 'BANXA',
      reason: 'implausible',
      detail: '95820000 USDC for this amount is more than 3 times the usual price, about 100 USDC.',
    },
  ])
  const opened = await gateway.openSession(sessionBody({ payment_method_type: 'ACH' }))
  expectProblem(opened, 400, 'RMP-400-004')
  expect(opened.body.unavailable.map(({ reason }: { reason: string }) => reason).sort()).toEqual([
    'implausible',
    'wrong_payment_method',
  ])
  const { text } = await gateway.sendOperator('/metrics')
  expect(text).toContain('rampway_provider_exclusions_total{reason="implausible",provider="BANXA"} 2')
  expect(text).toContain('rampway_provider_exclusions_total{reason="wrong_payment_method",provider="STRIPE"} 2')
})

test('informative figures that are missing or unreadable are null, and the quote stands', async ({ gateway, meld }) => {
  const bare = { totalFee: '"n/a"', networkFee: 'null', partnerFee: 'null', exchangeRate: '{}', rampIntelligence: '[]' }
  offered(meld, offer({ ...bare, transactionFee: 'true', paymentMethodType: 'null' }))
  const { body } = await getQuotes(gateway, { payment_method_type: 'VISA' })
  expect(body.quotes[0]).toMatchObject({
    total_fee: null,
    network_fee: null,
    transaction_fee: null,
    partner_fee: null,
    provider_exchange_rate: null,
    payment_method_type: null,
    ramp_score: null,
    low_kyc: null,
  })
  expect(body.quotes[0]._links.open.body.payment_method_type).toBe('VISA')
})

test('a limit that the catalogue does not know is told as Meld told it, with the amount that would do', async ({
  gateway,
  meld,
}) => {
  const message = '[BANXA] Source amount is below the minimum allowed, which is 1,250.50 USD'
  meld.answer('/payments/crypto/quote', { status: 400, body: { code: 'INVALID_AMOUNT_TOO_LOW', message } })
  const { status, body } = await getQuotes(gateway)
  expect(status).toBe(200)
  expect(body.quotes).toEqual([])
  expect(body.unavailable).toEqual([
    {
      service_provider: null,
      reason: 'amount_too_low',
      detail: message,
      limit: { kind: 'minimum', amount: '1250.50', currency: 'USD' },
      nearest: { source_amount: '1250.50' },
    },
  ])
})

test.for([
  ['INVALID_PAYMENT_METHOD', 'payment_method_not_supported'],
  ['INVALID_CRYPTO_CURRENCY', 'asset_not_supported'],
  ['INCOMPATIBLE_REQUEST', 'refused'],
] as const)(
  'Meld’s %s is an empty list with the reason %s and Meld’s words in our symbols',
  async ([code, reason], { gateway, meld }) => {
    const message = 'USDC_BASE cannot be had that way'
    meld.answer('/payments/crypto/quote', { status: 400, body: { code, message } })
    const { status, body } = await getQuotes(gateway, { payment_method_type: 'ACH' })
    expect([status, body.quotes]).toEqual([200, []])
    expect(body.unavailable).toEqual([{ service_provider: null, reason, detail: 'USDC cannot be had that way' }])
  },
)

test('a kept customer that Meld no longer knows costs nobody their quotes', async ({ gateway, meld }) => {
  meld.answer('/accounts/customers', ({ body }) => ({
    status: 200,
    body: { id: 'Wgone000000000000000000', externalId: JSON.parse(body).externalId },
  }))
  await gateway.openSession(undefined, { sub: 'moved' })
  meld.answer('/payments/crypto/quote', ({ body }) =>
    JSON.parse(body).customerId === undefined
      ? { status: 200, body: `{"quotes":[${offer()}]}` }
      : { status: 404, body: { code: 'CUSTOMER_NOT_FOUND', message: 'Customer not found' } },
  )
  const answer = await getQuotes(gateway, {}, { sub: 'moved' })
  expect(providersOf(answer), answer.text).toEqual(['TRANSAK'])
  const asked = meld.seen.filter(({ path }) => path === '/payments/crypto/quote').slice(-2)
  expect(asked.map(({ body }) => JSON.parse(body).customerId)).toEqual(['Wgone000000000000000000', undefined])
})

test('a Meld that knows no customer though none was named fails as any other, and is asked once', async ({
  gateway,
  meld,
}) => {
  meld.answer('/payments/crypto/quote', { status: 404, body: { code: 'CUSTOMER_NOT_FOUND', message: 'none' } })
  const before = meld.seen.length
  expectProblem(await getQuotes(gateway, {}, { sub: 'newcomer' }), 502, 'RMP-502-001-R')
  expect(meld.seen.slice(before).filter(({ path }) => path === '/payments/crypto/quote')).toHaveLength(1)
})

test('an asset that Meld does not list is refused before any price is asked for', async ({ gateway, meld }) => {
  const before = meld.seen.length
  expectProblem(await getQuotes(gateway, { to_asset: 'EURC' }), 400, 'RMP-400-003')
  expect(meld.seen.slice(before).filter(({ path }) => path === '/payments/crypto/quote')).toEqual([])
})
