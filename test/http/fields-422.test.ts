import { expect } from 'vitest'
import { test } from '../support/fixtures/gateway.ts'
import { sessionBody, wallet } from '../support/gateway.ts'
import { expectProblem, faultsOf } from './problem.ts'
import { buyQuery, getQuotes } from './quote-calls.ts'

test.override('gatewayOptions', { tenants: (tenant) => ({ ...tenant, returnLinks: ['walletapp://back'] }) })

/** The body with the amount written as this very JSON. */
function withAmount(json: string): string {
  return JSON.stringify(sessionBody({ source_amount: '@' })).replace('"@"', json)
}

test('one answer names the faults of all fields, each with its pointer and words that say how to fix it', async ({
  gateway,
}) => {
  const faults = faultsOf(
    await gateway.openSession({
      source_amount: -5,
      from_asset: '',
      to_asset: null,
      chain_id: '8453',
      walletAddress: wallet,
      country_code: 'us',
      payment_method_type: 'CASH',
      service_provider: 'A B',
      idempotency_key: 'k'.repeat(129),
      return_url: 'https://elsewhere.example',
      'chain/id': 1,
    }),
  )
  expect(faults).toEqual({
    '/walletAddress': 'Unknown field; did you mean wallet_address?',
    '/chain~1id': 'Unknown field; did you mean chain_id?',
    '/source_amount': expect.stringContaining('greater than 0'),
    '/from_asset': expect.stringContaining('asset symbol'),
    '/to_asset': expect.stringContaining('Required: send the symbol that is received'),
    '/chain_id': 'Send the number 8453, without quotes.',
    '/country_code': expect.stringMatching(/^Did you mean US\?/),
    '/payment_method_type': expect.stringContaining('SEPA'),
    '/service_provider': expect.stringContaining('"TRANSAK"'),
    '/idempotency_key': 'At most 128 characters.',
    '/return_url': expect.stringContaining('walletapp://back'),
  })
})

test('the detail of a 422 repeats each fault, for readers who know no errors list', async ({ gateway }) => {
  const answer = await gateway.openSession(sessionBody({ chain_id: 5, country_code: 'uk' }))
  expect(answer.body.detail).toContain('/chain_id Send one of')
  expect(answer.body.detail).toContain('/country_code Did you mean GB?')
})

test('a body that is JSON and no object is refused at the empty pointer', async ({ gateway }) => {
  for (const body of ['[]', 'null', '"text"', '5']) {
    expect(faultsOf(await gateway.openSession(body))).toEqual({ '': 'The body must be a JSON object.' })
  }
})

test('unknown fields are ignored', async ({ gateway }) => {
  const answer = await gateway.openSession(sessionBody({ metadata: { order: 1 }, referrer: 'x', wallet: 'y' }))
  expect(answer.status).toBe(201)
})

test('fields named after the language’s own objects are ignored', async ({ gateway }) => {
  const body = JSON.stringify(sessionBody()).replace('{', '{"__proto__":{"country_code":"XX"},"constructor":1,')
  expect((await gateway.openSession(body)).body.session.country_code).toBe('US')
})

test('a number that a double cannot carry is refused with the advice to send it as a string', async ({ gateway }) => {
  const inexact = ['100.000000000000000001', '12345678901234567890', '1e400', '0.1000000000000000055511151231257827']
  for (const text of inexact) {
    expect(faultsOf(await gateway.openSession(withAmount(text)))).toEqual({
      '/source_amount': `The number ${text} cannot be carried exactly; send it as a string.`,
    })
  }
})

test('the same digits in a string are taken, and not one of them is lost', async ({ gateway }) => {
  const body = sessionBody({ source_amount: '0.100000000000000001', from_asset: 'ETH', to_asset: 'USD' })
  const answer = await gateway.openSession(body)
  expect(answer.body.session.source_amount, answer.text).toBe('0.100000000000000001')
})

test('a number that a double carries is taken as its decimal text', async ({ gateway }) => {
  const numbers = { '100': '100', '100.10': '100.1', '1e2': '100', '250.25': '250.25' }
  for (const [json, text] of Object.entries(numbers)) {
    expect((await gateway.openSession(withAmount(json))).body.session.source_amount, json).toBe(text)
  }
})

test('an amount at the edge of exactness is judged as written, and never rounded to one that passes', async ({
  gateway,
}) => {
  const sell = { from_asset: 'ETH', to_asset: 'USD' }
  expectProblem(await gateway.openSession(sessionBody({ ...sell, source_amount: 1e-7 })), 400, 'RMP-400-004')
  expect(faultsOf(await gateway.openSession(withAmount('1e-7')))).toHaveProperty(['/source_amount'])
  expectProblem(await gateway.openSession(withAmount('0.1')), 400, 'RMP-400-004')
  expect(faultsOf(await gateway.openSession(withAmount('1.23456789012345e-7')))).toHaveProperty(['/source_amount'])
  expect(faultsOf(await gateway.openSession(withAmount('1e21')))).toHaveProperty(['/source_amount'])
})

test('an amount finer than what is paid with is refused by that asset’s own decimals, in sessions and quotes alike', async ({
  gateway,
}) => {
  const cases = [
    [{ source_amount: '10000.50', from_asset: 'JPY' }, 'JPY has no decimals; send "10000" or "10001".'],
    [{ source_amount: '10000.5', from_asset: 'KRW' }, 'KRW has no decimals; send "10000" or "10001".'],
    [{ source_amount: '100.005' }, 'USD has at most 2 decimals; send "100" or "100.01".'],
    [{ source_amount: '0.001' }, 'USD has at most 2 decimals; send "0.01".'],
    [
      { source_amount: '10.1234567', from_asset: 'USDC', to_asset: 'USD' },
      'USDC on Base has at most 6 decimals; send "10.123456" or "10.123457".',
    ],
  ] as const
  for (const [trade, expected] of cases) {
    const asked = { ...buyQuery, ...trade }
    expect(faultsOf(await gateway.openSession(sessionBody(trade)))).toEqual({ '/source_amount': expected })
    expect(faultsOf(await getQuotes(gateway, asked))).toEqual({ '/source_amount': expected })
  }
  for (const source_amount of ['100.000', '100.10', '100.']) {
    expect((await gateway.openSession(sessionBody({ source_amount }))).status, source_amount).toBe(201)
  }
  const yen = await gateway.openSession(
    sessionBody({ source_amount: '15000.00', from_asset: 'JPY', country_code: 'JP' }),
  )
  expect(yen.status, yen.text).toBe(201)
})

test('a subdivision is one of the country’s, by its ISO code, in sessions and quotes alike', async ({ gateway }) => {
  const cases = {
    'us-ny': 'Did you mean "US-NY"?',
    NY: 'Did you mean "US-NY"?',
    US_NY: 'Did you mean "US-NY"?',
    ' US-NY': 'Did you mean "US-NY"?',
    'New York': 'Did you mean "US-NY"?',
    Texs: 'Did you mean "US-TX"?',
    Québec: 'Did you mean "CA-QC"?',
    ON: 'Did you mean "CA-ON"?',
    'US-ZZ': 'Not a subdivision of US. Send one of US-AL',
    'DE-BY': 'Leave it out for other countries',
    'CA-ON': 'CA-ON is in CA, and the country_code is US.',
    '': 'Not a subdivision of US or CA, such as',
  }
  for (const [subdivision, expected] of Object.entries(cases)) {
    const faults = { '/subdivision': expect.stringContaining(expected) }
    expect(faultsOf(await gateway.openSession(sessionBody({ subdivision })))).toEqual(faults)
    expect(faultsOf(await getQuotes(gateway, { subdivision }))).toEqual(faults)
  }
  expect(faultsOf(await gateway.openSession(sessionBody({ subdivision: 5 })))).toHaveProperty(['/subdivision'])
  const german = sessionBody({ from_asset: 'EUR', country_code: 'DE', subdivision: 'US-NY' })
  expect(faultsOf(await gateway.openSession(german))).toHaveProperty(['/subdivision'])
  expect((await gateway.openSession(sessionBody({ subdivision: null }))).status).toBe(201)
})

test('zero and below, exponents in texts, 65 characters and 19 decimals are refused', async ({ gateway }) => {
  const texts = ['0', '0.000', '-1', '1e3', '9'.repeat(65), `1.${'0'.repeat(18)}1`, '1,000.00', ' 100']
  for (const text of texts) {
    const faults = faultsOf(await gateway.openSession(sessionBody({ source_amount: text })))
    expect(faults, text).toEqual({ '/source_amount': expect.stringContaining('such as "100.00"') })
  }
})

test('a number too large for its field is named there, and elsewhere it harms nobody', async ({ gateway }) => {
  const body = withAmount('"100"').replace('8453', '84530000000000000001')
  expect(faultsOf(await gateway.openSession(body))).toEqual({ '/chain_id': expect.stringContaining('8453 (Base)') })
  const ignored = withAmount('"100"').replace('{', '{"trace":123456789012345678901234567890,')
  expect((await gateway.openSession(ignored)).status).toBe(201)
})

test('a wrong checksum is answered with the address that would pass, and that one does', async ({ gateway }) => {
  const wrong = '0x5aaeb6053f3E94C9b9A09f33669435E7Ef1BeAed'
  const fault = faultsOf(await gateway.openSession(sessionBody({ wallet_address: wrong })))['/wallet_address'] ?? ''
  const offered = /0x[0-9a-fA-F]{40}/.exec(fault)?.[0]
  const { status, body } = await gateway.openSession(sessionBody({ wallet_address: offered }))
  expect(status).toBe(201)
  expect(body.session.wallet_address).toBe(offered)
})

test('a destination that is nobody’s wallet is refused with words, and nobody upstream hears of it', async ({
  gateway,
}) => {
  await gateway.control('/_sim/reset', {})
  const words = {
    '0x833589fCD6eDb6E08f4c7C32D4f71b54bdA02913': 'the contract of USDC on Base, not a wallet',
    '0xA0b86991c6218b36c1d19D4a2e9Eb0cE3606eB48': 'the contract of USDC on Ethereum Mainnet, not a wallet',
    '0x55d398326f99059fF775485246999027B3197955': 'the contract of USDT on BNB Smart Chain, not a wallet',
    '0x000000000000000000000000000000000000dEaD': 'a burn address',
    '0x0000000000000000000000000000000000000009': 'belongs to the chain itself',
    '0xEeeeeEeeeEeEeeEeEeEeeEEEeeeeEeeeeeeeEEeE': 'a placeholder',
    '0x0000000000000000000000000000000000000000': 'the zero address',
  }
  for (const [wallet_address, expected] of Object.entries(words)) {
    const trades = [{}, { from_asset: 'USDC', to_asset: 'USD' }]
    for (const trade of trades) {
      const fault = faultsOf(await gateway.openSession(sessionBody({ ...trade, wallet_address })))['/wallet_address']
      expect(fault).toContain(expected)
      expect(fault).toContain('Send the address of the user’s wallet.')
    }
  }
  expect((await gateway.control('/_sim/calls')).body.calls).toEqual([])
})

test('a key of 128 characters is kept whole, however many bytes they have', async ({ gateway }) => {
  for (const unit of ['k', '😀']) {
    const body = sessionBody({ idempotency_key: unit.repeat(128) })
    expect([(await gateway.openSession(body)).status, (await gateway.openSession(body)).status]).toEqual([201, 208])
    const longer = sessionBody({ idempotency_key: unit.repeat(129) })
    expect(faultsOf(await gateway.openSession(longer))).toEqual({ '/idempotency_key': 'At most 128 characters.' })
  }
})

test('a key with NUL or half a character is refused before it reaches the database', async ({ gateway }) => {
  for (const written of ['a\\u0000b', '\\ud800', '\\udc00x']) {
    const body = JSON.stringify(sessionBody({ idempotency_key: '@' })).replace('@', written)
    expect(faultsOf(await gateway.openSession(body))).toEqual({
      '/idempotency_key': expect.stringContaining('valid Unicode'),
    })
  }
})

test('with an empty key or null every call opens a session of its own', async ({ gateway }) => {
  for (const idempotency_key of ['', null]) {
    const answers = [
      await gateway.openSession(sessionBody({ idempotency_key })),
      await gateway.openSession(sessionBody({ idempotency_key })),
    ]
    expect(answers.map(({ status }) => status)).toEqual([201, 201])
    expect(answers[0]?.body.session.id).not.toBe(answers[1]?.body.session.id)
  }
})

test('a return link of the tenant’s list is taken', async ({ gateway }) => {
  expect((await gateway.openSession(sessionBody({ return_url: 'walletapp://back' }))).status).toBe(201)
})

test('a refused body reaches nobody upstream', async ({ gateway }) => {
  await gateway.control('/_sim/reset', {})
  await gateway.openSession(sessionBody({ chain_id: 5 }))
  expect((await gateway.control('/_sim/calls')).body.calls).toEqual([])
})
