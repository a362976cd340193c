import fc from 'fast-check'
import { expect, test } from 'vitest'
import { type Amount, amountDecimalsMax, canonicalAmount, compareAmounts, decimalsOf, parseAmount } from './amount.ts'

const digits = (min: number, max: number) =>
  fc.array(fc.integer({ min: 0, max: 9 }), { minLength: min, maxLength: max }).map((list) => list.join(''))

/** Any text of the accepted form, zero included. */
const decimalText = fc
  .record({
    plus: fc.constantFrom('', '+'),
    zeros: fc.constantFrom('', '0', '000'),
    whole: digits(0, 24),
    decimals: fc.option(digits(0, amountDecimalsMax), { nil: undefined }),
  })
  .map(({ plus, zeros, whole, decimals }) => `${plus}${zeros}${whole}${decimals === undefined ? '' : `.${decimals}`}`)
  .filter((text) => /\d/.test(text))

/** The oracle: the value in units of the last decimal place, by integer arithmetic alone. */
function unitsOf(text: string): bigint {
  const [whole = '', decimals = ''] = text.replace('+', '').split('.')
  return BigInt(`${whole}${decimals.padEnd(amountDecimalsMax, '0')}` || '0')
}

function amountOf(text: string): Amount {
  const amount = parseAmount(text)
  if (amount === undefined) throw new Error(`${text} is no amount`)
  return amount
}

const positiveText = decimalText.filter((text) => unitsOf(text) > 0n)

test('an amount keeps the exact value of its text, and only zero is refused', () => {
  fc.assert(
    fc.property(decimalText, (text) => {
      const amount = parseAmount(text)
      if (unitsOf(text) === 0n) expect(amount).toBeUndefined()
      else expect(unitsOf(amount ?? '0')).toBe(unitsOf(text))
    }),
  )
})

test('an amount is plain digits with no sign, no leading zero and no bare point, and reads as itself', () => {
  fc.assert(
    fc.property(positiveText, (text) => {
      const amount = amountOf(text)
      expect(amount).toMatch(/^(?:0|[1-9]\d*)(?:\.\d+)?$/)
      expect(parseAmount(amount)).toBe(amount)
    }),
  )
})

test('amounts are ordered by their exact values', () => {
  fc.assert(
    fc.property(positiveText, positiveText, (a, b) => {
      const [x, y] = [unitsOf(a), unitsOf(b)]
      expect(Math.sign(compareAmounts(amountOf(a), amountOf(b)))).toBe(x < y ? -1 : x > y ? 1 : 0)
    }),
  )
})

test('trailing zeros say nothing', () => {
  fc.assert(
    fc.property(positiveText, positiveText, fc.integer({ min: 0, max: 3 }), (a, b, zeros) => {
      const [plain, other] = [canonicalAmount(amountOf(a)), amountOf(b)]
      const longer = `${plain}${plain.includes('.') ? '' : '.'}${'0'.repeat(zeros)}`
      fc.pre(decimalsOf(plain) + zeros <= amountDecimalsMax)
      const same = amountOf(longer)
      expect(compareAmounts(plain, same)).toBe(0)
      expect(Math.sign(compareAmounts(same, other))).toBe(Math.sign(compareAmounts(plain, other)))
      expect(Math.sign(compareAmounts(other, same))).toBe(Math.sign(compareAmounts(other, plain)))
    }),
  )
  for (const [less, more] of [
    ['100.00', '100.01'],
    ['1.5', '1.500001'],
    ['9.90', '10'],
    ['0.10', '0.11'],
  ] as const) {
    expect(compareAmounts(amountOf(less), amountOf(more))).toBeLessThan(0)
  }
})

test('a difference far below the precision of a double still counts', () => {
  const [less, more] = [
    amountOf('9007199254740993.000000000000000001'),
    amountOf('9007199254740993.000000000000000002'),
  ]
  expect(Number(less)).toBe(Number(more))
  expect(compareAmounts(less, more)).toBeLessThan(0)
  expect(compareAmounts(more, less)).toBeGreaterThan(0)
})

test('equal values have one canonical text, without trailing zeros and with the same value', () => {
  fc.assert(
    fc.property(positiveText, digits(0, 3), (text, zeros) => {
      const canonical = canonicalAmount(amountOf(text))
      expect(canonical).toMatch(/^(?:0|[1-9]\d*)(?:\.\d*[1-9])?$/)
      expect(unitsOf(canonical)).toBe(unitsOf(text))
      expect(parseAmount(canonical)).toBe(canonical)
      expect(canonicalAmount(amountOf(`${zeros.replaceAll(/\d/g, '0')}${canonical}`))).toBe(canonical)
    }),
  )
  expect(canonicalAmount(amountOf('100.00'))).toBe('100')
  expect(canonicalAmount(amountOf('0.000000000000000001'))).toBe('0.000000000000000001')
  expect(canonicalAmount(amountOf(`1${'0'.repeat(30)}`))).toBe(`1${'0'.repeat(30)}`)
})

test.each([
  ['100', '100'],
  ['250.00', '250.00'],
  ['.5', '0.5'],
  ['+1.', '1'],
  ['007', '7'],
  ['0000.10', '0.10'],
])('%j reads as %j', (text, amount) => {
  expect(parseAmount(text)).toBe(amount)
})

test.each([
  ['nothing', ['', ' ', '.', '+', '+.']],
  ['zero', ['0', '0.0', '+0', '000', '.0', '0.000000000000000000']],
  ['a negative number', ['-1', '-0.5', '--1', '+-1']],
  ['an exponent or another notation', ['1e2', '1E2', '1e-2', '0x10', '0b1', '1_000', '1n', '١', '１']],
  ['a grouping, a second point or a comma', ['1,000', '1,5', '1.2.3', '1..2', '1 000', "1'000"]],
  ['space around it', [' 1', '1 ', '1\n', '\t1', '1\u00a0']],
  ['no number', ['NaN', 'Infinity', 'abc', '$5', '5 USD']],
])('%s is no amount', (_what, texts) => {
  for (const text of texts) expect(parseAmount(text), JSON.stringify(text)).toBeUndefined()
})

test('64 characters and 18 decimals are accepted, one more of either is not', () => {
  expect(parseAmount('9'.repeat(64))).toBe('9'.repeat(64))
  expect(parseAmount('9'.repeat(65))).toBeUndefined()
  expect(parseAmount(`${'0'.repeat(64)}1`)).toBeUndefined()
  expect(parseAmount(`1.${'9'.repeat(18)}`)).toBe(`1.${'9'.repeat(18)}`)
  expect(parseAmount(`1.${'9'.repeat(19)}`)).toBeUndefined()
  expect(parseAmount(`1.${'0'.repeat(19)}`)).toBeUndefined()
})

test('no text makes the reader throw, or gives anything but a positive plain decimal', () => {
  fc.assert(
    fc.property(
      fc.oneof(fc.string({ unit: 'binary' }), fc.string({ unit: fc.constantFrom(...'+-.,e0159 ') })),
      (text) => {
        const amount = parseAmount(text)
        if (amount !== undefined) expect(unitsOf(amount) > 0n && /^\d+(?:\.\d+)?$/.test(amount)).toBe(true)
      },
    ),
  )
})
