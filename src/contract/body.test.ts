import Type from 'typebox'
import { expect, test } from 'vitest'
import { readFields } from './body.ts'
import type { Field } from './field.ts'

const tenant = { defaultCountry: 'US', returnLinks: [], returnOrigins: [] } as const
const text: Field<string> = {
  read: (value) => (typeof value === 'string' ? { value } : { fault: 'Send a text.' }),
  absent: { fault: 'Required.' },
  schema: Type.String(),
  isNullable: false,
  about: 'a text',
}
const fields = { wallet_address: text, idempotency_key: { ...text, absent: { value: 'none' } } }

test('a body that is no object is refused as a whole, at the empty pointer', () => {
  for (const body of [undefined, null, 5, 'text', true, []]) {
    expect(readFields(body, fields, tenant)).toEqual({
      faults: [{ pointer: '', detail: 'The body must be a JSON object.' }],
    })
  }
})

test('every fault is named at once', () => {
  const { faults } = expectFaults({ wallet_address: 1, idempotency_key: 2 })
  expect(faults).toEqual([
    { pointer: '/wallet_address', detail: 'Send a text.' },
    { pointer: '/idempotency_key', detail: 'Send a text.' },
  ])
})

test('unknown fields are ignored', () => {
  const body = { wallet_address: 'a', metadata: { nested: [1] }, source_currency_code: 'USD', '': 1, wallet: 1, key: 2 }
  expect(readFields(body, fields, tenant)).toEqual({ values: { wallet_address: 'a', idempotency_key: 'none' } })
})

test('another spelling of a known field, or a slip of the finger in it, is refused with the right name', () => {
  for (const name of ['idempotencyKey', 'Idempotency-Key', 'idempotency key', 'idempotencykey', 'idempotency_kye']) {
    expect(expectFaults({ wallet_address: 'a', [name]: 'k' }).faults).toEqual([
      { pointer: `/${name}`, detail: 'Unknown field; did you mean idempotency_key?' },
    ])
  }
})

test('a misspelt required field is named once, and not also as missing', () => {
  expect(expectFaults({ walletAddress: 'a' }).faults).toEqual([
    { pointer: '/walletAddress', detail: 'Unknown field; did you mean wallet_address?' },
  ])
})

test('a misspelt field beside the right one is refused all the same, for one of the two would be lost', () => {
  expect(expectFaults({ wallet_address: 'a', walletAddress: 'b' }).faults).toHaveLength(1)
})

test('a pointer is escaped as RFC 6901 has it', () => {
  const { faults } = expectFaults({ wallet_address: 'a', 'idempotency/~key': 'k' })
  expect(faults[0]?.pointer).toBe('/idempotency~1~0key')
})

test('a name that only its length sets apart is ignored, for the answer would be as long', () => {
  for (const meant of ['wallet', 'walletAddress']) {
    expect(expectFaults({ [`${'_'.repeat(60_000)}${meant}`]: 'a' }).faults).toEqual([
      { pointer: '/wallet_address', detail: 'Required.' },
    ])
  }
})

test('a slip does not hide behind more unknown names than are judged', () => {
  const others = Object.fromEntries(Array.from({ length: 50 }, (_, n) => [`x${n}`, 1]))
  expect(readFields({ wallet_address: 'a', ...others }, fields, tenant)).toHaveProperty('values')
  const { faults } = expectFaults({ wallet_address: 'a', ...others, idempotency_kye: 'k' })
  expect(faults).toEqual([{ pointer: '', detail: expect.stringContaining('51 unknown names') }])
})

test('names of the language’s own are no fields', () => {
  const body: unknown = JSON.parse('{"__proto__": {"wallet_address": "x"}, "constructor": 1, "toString": 2}')
  expect(expectFaults(body).faults).toEqual([{ pointer: '/wallet_address', detail: 'Required.' }])
})

function expectFaults(body: unknown) {
  const result = readFields(body, fields, tenant)
  if (!('faults' in result)) throw new Error('the body was accepted')
  return result
}
