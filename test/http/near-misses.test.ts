import { readFile } from 'node:fs/promises'
import { expect } from 'vitest'
import { chains } from '../../src/domain/chain.ts'
import { countries } from '../../src/domain/country.ts'
import { paymentMethods } from '../../src/domain/payment-method.ts'
import { test } from '../support/fixtures/gateway.ts'
import { sessionBody, type TestGateway } from '../support/gateway.ts'
import { expectProblem, faultsOf } from './problem.ts'
import { getQuotes } from './quote-calls.ts'

/** What the fault of a value says on each call that takes the field. */
async function faultsEverywhere(
  gateway: TestGateway,
  field: string,
  value: string,
  lists: readonly string[] = [],
): Promise<string[]> {
  const query = new URLSearchParams({ [field]: value })
  const answers = [
    await gateway.openSession(sessionBody({ [field]: value })),
    await getQuotes(gateway, { [field]: value }),
    ...(await Promise.all(lists.map((path) => gateway.get(`${path}?${query}`)))),
  ]
  return answers.map((answer) => faultsOf(answer)[`/${field}`] ?? '')
}

test('a country by its alpha-3 code, another code, its name or in small letters is answered with the right code', async ({
  gateway,
}) => {
  const cases = {
    USA: 'US',
    UK: 'GB',
    us: 'US',
    GBR: 'GB',
    'United Kingdom': 'GB',
    germany: 'DE',
    DEU: 'DE',
    'US-NY': 'US',
  }
  for (const [sent, meant] of Object.entries(cases)) {
    for (const fault of await faultsEverywhere(gateway, 'country_code', sent, ['/v0/ramp/supported-values'])) {
      expect(fault, sent).toContain(`Did you mean ${meant}?`)
    }
  }
  for (const fault of await faultsEverywhere(gateway, 'country_code', 'RU'))
    expect(fault).toMatch(/^Not a supported country.*US.*NG/)
})

test('a payment method in other words is answered with the right one, and with all of them', async ({ gateway }) => {
  const cases = {
    credit_card: 'CREDIT_DEBIT_CARD',
    card: 'CARD',
    applepay: 'APPLE_PAY',
    'Google Pay': 'GOOGLE_PAY',
    gpay: 'GOOGLE_PAY',
    SEPA_BANK_TRANSFER: 'SEPA',
    CREDIT_DEBT_CARD: 'CREDIT_DEBIT_CARD',
  }
  for (const [sent, meant] of Object.entries(cases)) {
    for (const fault of await faultsEverywhere(gateway, 'payment_method_type', sent)) {
      expect(fault, sent).toBe(
        `Did you mean ${meant}? Send one of CARD, CREDIT_DEBIT_CARD, VISA, MASTERCARD, ACH, SEPA, BACS, BANK_TRANSFER, LOCAL_BANK_TRANSFER, LOCAL, PIX, MOBILE_WALLET, APPLE_PAY, GOOGLE_PAY, SAMSUNG_PAY, or leave it out.`,
      )
    }
  }
  for (const fault of await faultsEverywhere(gateway, 'payment_method_type', 'PAYPAL'))
    expect(fault).toMatch(/^Send one of CARD/)
})

test('a chain by its name, as CAIP-2 or hexadecimal, or with a slip is answered with its id', async ({ gateway }) => {
  const lists = ['/v0/ramp/supported-values', '/v0/assets']
  const cases = {
    base: 8453,
    Ethereum: 1,
    'eip155:8453': 8453,
    polygon: 137,
    'Arbitrum One': 42161,
    BSC: 56,
  }
  for (const [sent, meant] of Object.entries(cases)) {
    for (const fault of await faultsEverywhere(gateway, 'chain_id', sent, lists)) {
      expect(fault, sent).toContain(`Did you mean ${meant} (`)
    }
  }
  expect(await faultsEverywhere(gateway, 'chain_id', '0x2105')).toEqual([
    'Send the number 8453, without quotes.',
    expect.stringContaining('Did you mean 8453 (Base)?'),
  ])
  expect(faultsOf(await gateway.openSession(sessionBody({ chain_id: 8543 })))['/chain_id']).toMatch(
    /^Did you mean 8453 \(Base\)\? Send one of 1 \(Ethereum Mainnet\)/,
  )
  expect(faultsOf(await gateway.openSession(sessionBody({ chain_id: 11155111 })))['/chain_id']).toMatch(/^Send one of/)
})

test('an asset that nobody knows is answered with the one that was meant, and with all there are', async ({
  gateway,
}) => {
  const cases = {
    USDX: 'Did you mean USDC or USDT?',
    UDSC: 'Did you mean USDC?',
    USDC_BASE: 'Did you mean USDC? The chain is told by chain_id.',
    ethereum: 'Did you mean ETH?',
    MATIC: 'Did you mean POL?',
    BTC: 'Known: ETH',
  }
  for (const [to_asset, expected] of Object.entries(cases)) {
    for (const answer of [
      await gateway.openSession(sessionBody({ to_asset })),
      await getQuotes(gateway, { to_asset }),
    ]) {
      expectProblem(answer, 400, 'RMP-400-002')
      expect(answer.body.detail).toContain(expected)
      expect(answer.body.detail).toMatch(/Known: ETH, .*USDC.*, and the currencies USD, EUR, .*CZK\.$/)
    }
    const one = await gateway.get(`/v0/assets/${to_asset}`)
    expectProblem(one, 404, 'AST-404-001')
    expect(one.body.detail).toContain(expected)
  }
  const euro = await gateway.openSession(sessionBody({ from_asset: 'Euro' }))
  expect(euro.body.detail).toContain('Did you mean EUR?')
})

test('a word of a query’s closed set is answered with the right one', async ({ gateway }) => {
  const cases = [
    ['/v0/ramp/supported-values', 'direction', 'BUY', 'buy'],
    ['/v0/ramp/supported-values', 'direction', 'on-ramp', 'buy'],
    ['/v0/ramp/supported-values', 'direction', 'offramp', 'sell'],
    ['/v0/ramp/supported-values', 'asset', 'UDSC', 'USDC'],
    ['/v0/assets', 'asset_type', 'Fiat', 'fiat'],
    ['/v0/assets', 'asset_type', 'cypto', 'crypto'],
    ['/v0/ramp/sessions', 'status', 'Ready', 'ready'],
    ['/v0/ramp/sessions', 'status', 'canceled', 'cancelled'],
    ['/v0/ramp/sessions', 'status', 'complete', 'completed'],
  ] as const
  for (const [path, field, sent, meant] of cases) {
    const answer = await gateway.get(`${path}?${new URLSearchParams({ [field]: sent })}`)
    expect(faultsOf(answer)[`/${field}`], sent).toMatch(new RegExp(`^Did you mean ${meant}\\? Send`))
  }
  const two = await gateway.get('/v0/ramp/sessions?status=ready,opened')
  expect(faultsOf(two)['/status']).toMatch(/^Only one can be named\. Send one of unclear/)
})

test('a pinned provider that nobody knows is answered with the one that was meant, and with all there are', async ({
  gateway,
}) => {
  const known = (await gateway.get('/v0/ramp/supported-values')).body.providers
  const names: string[] = known.map(({ service_provider }: { service_provider: string }) => service_provider).sort()
  const cases = {
    TRANSAC: 'Did you mean TRANSAK?',
    'moon-pay': 'Did you mean MOONPAY?',
    NOBODY: 'No provider here has that name.',
  }
  for (const [service_provider, expected] of Object.entries(cases)) {
    const answer = await gateway.openSession(sessionBody({ service_provider }))
    expectProblem(answer, 400, 'RMP-400-004')
    expect(answer.body.reason).toBe('not_enabled')
    expect(answer.body.detail).toContain(expected)
    expect(answer.body.detail).toContain(`Known: ${names.join(', ')}.`)
  }
  // Of one that is known nothing of the kind is said.
  const small = await gateway.openSession(sessionBody({ service_provider: 'TRANSAK', source_amount: '0.01' }))
  expect(small.body.detail).not.toContain('Known:')
  const words = await gateway.openSession(sessionBody({ service_provider: 'Moon Pay' }))
  expect(faultsOf(words)['/service_provider']).toContain('GET /v0/ramp/supported-values lists them')
})

test('docs/api.md lists the closed sets as they are', async () => {
  const text = await readFile(new URL('../../docs/api.md', import.meta.url), 'utf8')
  expect(text).toContain(`| \`country_code\` | ${countries.join(' ')} |`)
  expect(text).toContain(`| \`payment_method_type\` | ${paymentMethods.join(', ')} |`)
  const [, listed] = /\| `chain_id` \| required \| [^|:]*: ([^|]*)\|/.exec(text) ?? []
  const ids = listed?.match(/\d+(?= \()/g)?.map(Number) ?? []
  expect(ids.toSorted((a, b) => a - b)).toEqual(chains.map(({ id }) => id).toSorted((a, b) => a - b))
})
