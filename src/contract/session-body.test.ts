import { expect, test } from 'vitest'
import { chains } from '../domain/chain.ts'
import { countries } from '../domain/country.ts'
import { paymentMethods } from '../domain/payment-method.ts'
import { InexactNumber, readFields } from './body.ts'
import type { TenantChoices } from './field.ts'
import { sessionFields } from './session-body.ts'

const wallet = '0x52908400098527886E0F7030069857D2E4169EE7'
const tenant = {
  defaultCountry: 'US',
  returnLinks: ['walletapp://back', 'https://wallet.example/back'],
  returnOrigins: [],
} as const
const whole = { source_amount: '100', from_asset: 'USD', to_asset: 'USDC', chain_id: 8453, wallet_address: wallet }

function readSessionBody(body: unknown, choices: TenantChoices) {
  return readFields(body, sessionFields, choices)
}

/** What one field is read as, the others being right. */
function read(name: string, value: unknown): unknown {
  const result = readSessionBody({ ...whole, [name]: value }, tenant)
  return 'values' in result ? Object.entries(result.values).find(([key]) => key === name)?.[1] : result
}

/** The one fault of one field, the others being right. */
function faultOf(name: string, value: unknown): string {
  const result = readSessionBody({ ...whole, [name]: value }, tenant)
  if ('values' in result) return `${name} was accepted`
  expect(result.faults.map(({ pointer }) => pointer)).toEqual([`/${name}`])
  return result.faults[0]?.detail ?? ''
}

test('a body of the five required fields is read, and absent fields have the contract’s defaults', () => {
  expect(readSessionBody(whole, tenant)).toEqual({
    values: {
      ...whole,
      country_code: 'US',
      subdivision: null,
      payment_method_type: null,
      service_provider: null,
      idempotency_key: null,
      return_url: null,
      redirect_flow: false,
      client_state: null,
    },
  })
})

test('each required field that is absent or null is named with what to send', () => {
  for (const name of Object.keys(whole)) {
    const { [name]: _absent, ...rest } = whole as Record<string, unknown>
    const absent = readSessionBody(rest, tenant)
    const expected = { faults: [{ pointer: `/${name}`, detail: expect.stringMatching(/^Required: send .{20,}\.$/) }] }
    expect(absent).toEqual(expected)
    expect(readSessionBody({ ...whole, [name]: null }, tenant)).toEqual(absent)
  }
})

test('the country takes the tenant’s default when absent, and null is refused because the contract has no null there', () => {
  expect(readSessionBody(whole, { ...tenant, defaultCountry: 'DE' })).toMatchObject({ values: { country_code: 'DE' } })
  expect(faultOf('country_code', null)).toContain('ISO 3166-1')
})

test('an amount is read exactly from every spelling of the contract’s pattern', () => {
  const spellings = ['100', '100.', '100.00', '.5', '+1.5', '000100', '0.000000000000000001']
  expect(spellings.map((text) => read('source_amount', text))).toEqual([
    '100',
    '100',
    '100.00',
    '0.5',
    '1.5',
    '100',
    '0.000000000000000001',
  ])
  expect(read('source_amount', '9'.repeat(64))).toBe('9'.repeat(64))
})

test('an amount text that is not a plain positive decimal is refused with the form that passes', () => {
  const refused = [
    '0',
    '0.00',
    '-1',
    '-0',
    '1e3',
    '1E3',
    '1,000',
    '1 000',
    ' 1',
    '1\n',
    '',
    '.',
    '+',
    '0x10',
    '١',
    'NaN',
  ]
  for (const text of refused) expect(faultOf('source_amount', text), text).toContain('plain decimal greater than 0')
})

test('an amount has at most 64 characters and 18 decimals', () => {
  expect(faultOf('source_amount', '9'.repeat(65))).toContain('at most 64 characters and 18 decimals')
  expect(faultOf('source_amount', `0.${'0'.repeat(18)}1`)).toContain('18 decimals')
})

test('a number is read as its shortest decimal text, with no exponent and no digit lost', () => {
  const numbers = [100, 0.1, 100.1, 1e-7, 1.5e-10, 1e20]
  expect(numbers.map((number) => read('source_amount', number))).toEqual([
    '100',
    '0.1',
    '100.1',
    '0.0000001',
    '0.00000000015',
    '100000000000000000000',
  ])
})

test('a number with more than 18 decimals is refused and never rounded', () => {
  expect(faultOf('source_amount', 1.23456789012345e-7)).toContain('18 decimals')
  expect(faultOf('source_amount', 1e-19)).toContain('18 decimals')
})

test('a number that a double cannot carry is refused with the advice to send it as a string', () => {
  expect(faultOf('source_amount', new InexactNumber('100.000000000000000001'))).toBe(
    'The number 100.000000000000000001 cannot be carried exactly; send it as a string.',
  )
  expect(faultOf('source_amount', new InexactNumber('9'.repeat(5_000))).length).toBeLessThan(150)
})

test('an amount of any other type is refused with an example', () => {
  for (const value of [true, [], {}]) expect(faultOf('source_amount', value)).toContain('"100.00"')
})

test('a symbol is any text up to 32 characters, for an unknown one is a matter of the trade', () => {
  expect(read('from_asset', 'nonsense')).toBe('nonsense')
  expect(read('to_asset', 'x'.repeat(32))).toBe('x'.repeat(32))
  expect(faultOf('to_asset', 'x'.repeat(33))).toContain('at most 32')
  for (const value of ['', '  ', 5, []]) expect(faultOf('from_asset', value)).toContain('Send an asset symbol')
})

test('each of the nine chains is read, and any other number is refused with the list of them', () => {
  for (const { id } of chains) expect(read('chain_id', id)).toBe(id)
  for (const value of [5, 8453.5, -1, true, {}, 'base', '', new InexactNumber('84530000000000000001')]) {
    expect(faultOf('chain_id', value)).toContain('8453 (Base)')
  }
})

test('a chain id in quotes is refused with the very number to send', () => {
  for (const value of ['8453', ' 8453 ', '0x2105']) {
    expect(faultOf('chain_id', value)).toBe('Send the number 8453, without quotes.')
  }
})

test('an address in one case is given its checksum, and one with a right checksum stays', () => {
  for (const text of [wallet, wallet.toLowerCase(), `0x${wallet.slice(2).toUpperCase()}`]) {
    expect(read('wallet_address', text)).toBe(wallet)
  }
})

test('an address with a wrong checksum is refused with what would pass', () => {
  const almost = '0x5aaeb6053f3E94C9b9A09f33669435E7Ef1BeAed'
  expect(faultOf('wallet_address', almost)).toContain('0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed would pass')
})

test('the zero address is refused because what is sent there is lost', () => {
  expect(faultOf('wallet_address', `0x${'0'.repeat(40)}`)).toContain('zero address')
})

test('a text that is no address is refused with the form that passes', () => {
  const refused = [
    '',
    '0x',
    wallet.slice(0, -1),
    `${wallet}0`,
    wallet.slice(2),
    ` ${wallet}`,
    'vitalik.eth',
    `0X${wallet.slice(2)}`,
  ]
  for (const text of refused) expect(faultOf('wallet_address', text), text).toContain('exactly 40 hexadecimal digits')
  expect(faultOf('wallet_address', 5)).toContain('as a string')
})

test('each of the 43 countries is read, and any other code is refused with the list', () => {
  expect(countries).toHaveLength(43)
  for (const code of countries) expect(read('country_code', code)).toBe(code)
  for (const code of ['UK', 'USA', '', 'CN']) expect(faultOf('country_code', code)).toContain('Supported: US CA MX')
})

test('a country in lower case or with spaces is refused with the spelling that passes', () => {
  for (const text of ['us', ' US', 'Us ']) expect(faultOf('country_code', text)).toContain('"US"')
})

test('each of the 15 payment methods is read, null is none, and any other is refused with the list', () => {
  expect(paymentMethods).toHaveLength(15)
  for (const method of paymentMethods) expect(read('payment_method_type', method)).toBe(method)
  expect(read('payment_method_type', null)).toBeNull()
  for (const value of ['card', '', 'CASH', 1])
    expect(faultOf('payment_method_type', value)).toContain('CREDIT_DEBIT_CARD')
})

test('a provider is a plain name in any case, and anything else is refused', () => {
  expect(read('service_provider', 'transak')).toBe('TRANSAK')
  expect(read('service_provider', null)).toBeNull()
  for (const value of ['', 'TRAN SAK', 'a/b', 'ü', 'X'.repeat(65), 7]) {
    expect(faultOf('service_provider', value)).toContain('such as "TRANSAK"')
  }
})

test('an idempotency key has at most 128 characters, counted as people do', () => {
  for (const unit of ['k', 'é', '😀']) {
    expect(read('idempotency_key', unit.repeat(128))).toBe(unit.repeat(128))
    expect(faultOf('idempotency_key', unit.repeat(129))).toBe('At most 128 characters.')
  }
})

test('the empty key and null count as no key', () => {
  expect(read('idempotency_key', '')).toBeNull()
  expect(read('idempotency_key', null)).toBeNull()
})

test('a key that the database cannot hold as text is refused', () => {
  for (const key of ['a\0b', '\ud800', 'x\udc00']) expect(faultOf('idempotency_key', key)).toContain('valid Unicode')
  for (const key of [5, true, {}]) expect(faultOf('idempotency_key', key)).toContain('Send a string')
})

test('a return link is taken only when it is one of the tenant’s, letter by letter', () => {
  expect(read('return_url', 'walletapp://back')).toBe('walletapp://back')
  expect(read('return_url', null)).toBeNull()
  for (const value of ['https://wallet.example/back/', 'https://wallet.example', 'javascript:alert(1)', '', 5]) {
    expect(faultOf('return_url', value)).toContain('walletapp://back, https://wallet.example/back')
  }
  const none = readSessionBody({ ...whole, return_url: 'https://x.example' }, { ...tenant, returnLinks: [] })
  expect(none).toMatchObject({ faults: [{ detail: expect.stringContaining('none configured; leave it out') }] })
})

test('a redirect flow is asked for with true, and null is false', () => {
  expect(read('redirect_flow', true)).toBe(true)
  for (const value of [false, null]) expect(read('redirect_flow', value)).toBe(false)
  for (const value of ['true', 1, {}]) expect(faultOf('redirect_flow', value)).toContain('without quotes')
})
