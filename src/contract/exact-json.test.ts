import fc from 'fast-check'
import { parse } from 'lossless-json'
import { expect, test } from 'vitest'
import { ExactNumber, stringifyExact } from './exact-json.ts'
import { toIsoTimestamps } from './timestamps.ts'

/** Plain decimals as amounts and rates are written, far beyond what a double holds. */
const digits = fc
  .tuple(fc.bigInt({ min: 0n, max: 10n ** 40n }), fc.stringMatching(/^\d{0,18}$/))
  .map(([whole, decimals]) => (decimals === '' ? String(whole) : `${whole}.${decimals}`))

test('every digit of an exact number reaches the text, wherever it stands', () => {
  fc.assert(
    fc.property(digits, fc.string(), (text, name) => {
      const value = { [name]: new ExactNumber(text), list: [new ExactNumber(text), { deep: new ExactNumber(text) }] }
      const written = stringifyExact(value)
      expect(parse(written, null, (found) => ({ found }))).toEqual({
        [name]: name === 'list' ? expect.anything() : { found: text },
        list: [{ found: text }, { deep: { found: text } }],
      })
    }),
  )
})

test('whatever holds no exact number is written as JSON.stringify writes it', () => {
  fc.assert(
    fc.property(fc.jsonValue(), (value) => {
      expect(stringifyExact(value)).toBe(JSON.stringify(value))
    }),
  )
  expect(stringifyExact({ left: undefined, out: 1 })).toBe('{"out":1}')
})

test('a text that looks like an exact number stays a text', () => {
  const value = { amount: '1.50', other: { text: '1' }, marked: 'exact:0:1', 'exact:': 'exact:' }
  expect(stringifyExact({ ...value, rate: new ExactNumber('1.50') })).toBe(
    '{"amount":"1.50","other":{"text":"1"},"marked":"exact:0:1","exact:":"exact:","rate":1.50}',
  )
})

test('trailing zeros are kept, and a double would have lost these digits', () => {
  expect(stringifyExact([new ExactNumber('1.10'), new ExactNumber('0.123456789012345678')])).toBe(
    '[1.10,0.123456789012345678]',
  )
  expect(JSON.stringify(Number('0.123456789012345678'))).not.toBe('0.123456789012345678')
})

test('what is no JSON number is refused when it is wrapped, and what is no JSON when it is written', () => {
  for (const text of ['', 'NaN', 'Infinity', '1,5', '0x10', '01', '.5', '1 ', '"1"']) {
    expect(() => new ExactNumber(text), text).toThrow()
  }
  expect(() => stringifyExact(undefined)).toThrow(TypeError)
})

test('rewriting instants leaves exact numbers as they are', () => {
  const value = { created_at: 0, exchange_rate: new ExactNumber('0.123456789012345678') }
  expect(stringifyExact(toIsoTimestamps(value))).toBe(
    '{"created_at":"1970-01-01T00:00:00Z","exchange_rate":0.123456789012345678}',
  )
})
