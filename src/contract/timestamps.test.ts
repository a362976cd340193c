import fc from 'fast-check'
import { expect, test } from 'vitest'
import { readTimestampFormat, toIsoTimestamps } from './timestamps.ts'

const instantNames = ['timestamp', 'period_start', 'period_end', 'created_at', 'expires_at', '_at']
const otherNames = [
  'status',
  'at',
  'created',
  'created_at_ms',
  'timestamps',
  'Timestamp',
  'format',
  'chain_id',
  'flat',
  'At',
]
/** From 0001-01-01 to 9999-12-31. */
const epochMs = fc.integer({ min: -62135596800000, max: 253402300799999 })

const leaf = fc.oneof(fc.string(), fc.boolean(), fc.constant(null), epochMs, fc.constantFrom(0.5, -1.25))
const { value: json } = fc.letrec((tie) => ({
  value: fc.oneof({ depthSize: 'small' }, leaf, fc.array(tie('value'), { maxLength: 4 }), tie('object')),
  object: fc.dictionary(fc.constantFrom(...instantNames, ...otherNames), tie('value'), { maxKeys: 5 }),
}))

/** The oracle: date arithmetic without `Date`'s own text (days since the epoch → civil date). */
function civil(ms: number): string {
  const seconds = Math.floor(ms / 1000)
  const days = Math.floor(seconds / 86400)
  const ofDay = seconds - days * 86400
  const shifted = days + 719468
  const era = Math.floor(shifted / 146097)
  const dayOfEra = shifted - era * 146097
  const yearOfEra = Math.floor(
    (dayOfEra - Math.floor(dayOfEra / 1460) + Math.floor(dayOfEra / 36524) - Math.floor(dayOfEra / 146096)) / 365,
  )
  const dayOfYear = dayOfEra - (365 * yearOfEra + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100))
  const monthFromMarch = Math.floor((5 * dayOfYear + 2) / 153)
  const day = dayOfYear - Math.floor((153 * monthFromMarch + 2) / 5) + 1
  const month = monthFromMarch < 10 ? monthFromMarch + 3 : monthFromMarch - 9
  const year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0)
  const two = (value: number) => String(value).padStart(2, '0')
  const clock = [Math.floor(ofDay / 3600), Math.floor(ofDay / 60) % 60, ofDay % 60].map(two).join(':')
  return `${String(year).padStart(4, '0')}-${two(month)}-${two(day)}T${clock}Z`
}

test('only the exact word iso8601 asks for ISO 8601, and no other header is refused', () => {
  expect(readTimestampFormat('iso8601')).toBe('iso8601')
  for (const header of [
    undefined,
    '',
    'ISO8601',
    'iso8601 ',
    ' iso8601',
    'epoch_ms',
    'iso',
    ['iso8601'],
    'iso8601,iso8601',
    1,
  ]) {
    expect(readTimestampFormat(header)).toBe('epoch_ms')
  }
})

test.each(instantNames)('the integer of %s is its instant in UTC with whole seconds, cut and never rounded', (name) => {
  fc.assert(
    fc.property(epochMs, (ms) => {
      expect(toIsoTimestamps({ [name]: ms })).toEqual({ [name]: civil(ms) })
    }),
  )
  expect(toIsoTimestamps({ [name]: 1_754_000_000_999 })).toEqual({ [name]: '2025-07-31T22:13:20Z' })
  expect(toIsoTimestamps({ [name]: 0 })).toEqual({ [name]: '1970-01-01T00:00:00Z' })
})

test.each(otherNames)('the integer of %s stays a number', (name) => {
  expect(toIsoTimestamps({ [name]: 1_754_000_000_000 })).toEqual({ [name]: 1_754_000_000_000 })
})

test('whatever is no integer passes through, under any name', () => {
  for (const value of ['2025-07-31T22:13:20Z', '1754000000000', null, true, 0.5, 1_754_000_000_000.5]) {
    expect(toIsoTimestamps({ created_at: value, timestamp: value })).toEqual({ created_at: value, timestamp: value })
  }
  for (const value of [1_754_000_000_000, 'text', null, true]) expect(toIsoTimestamps(value)).toBe(value)
  expect(toIsoTimestamps({ created_at: [1_754_000_000_000] })).toEqual({ created_at: [1_754_000_000_000] })
})

test('at any depth, exactly the integers of named fields change, and nothing else', () => {
  const expected = (value: unknown, name = ''): unknown => {
    if (Array.isArray(value)) return value.map((member) => expected(member))
    if (typeof value === 'object' && value !== null) {
      return Object.fromEntries(Object.entries(value).map(([key, member]) => [key, expected(member, key)]))
    }
    return Number.isInteger(value) && instantNames.includes(name) ? civil(Number(value)) : value
  }
  fc.assert(
    fc.property(json, (value) => {
      expect(toIsoTimestamps(value)).toEqual(expected(value))
    }),
  )
})

test('applied twice it is applied once, and what it was given is left alone', () => {
  fc.assert(
    fc.property(json, (value) => {
      const before = JSON.stringify(value)
      const once = toIsoTimestamps(value)
      expect(toIsoTimestamps(once)).toEqual(once)
      expect(JSON.stringify(value)).toBe(before)
    }),
  )
})

test('a member named __proto__ stays a plain member', () => {
  const body: unknown = JSON.parse('{"__proto__":{"created_at":0},"created_at":0}')
  expect(JSON.stringify(toIsoTimestamps(body))).toBe(
    '{"__proto__":{"created_at":"1970-01-01T00:00:00Z"},"created_at":"1970-01-01T00:00:00Z"}',
  )
})
