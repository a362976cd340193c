import Big from 'big.js'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { type Amount, parseAmount } from './amount.ts'
import { exchangeRate } from './exchange-rate.ts'

function amount(text: string): Amount {
  const read = parseAmount(text)
  if (read === undefined) throw new Error(`${text} is no amount`)
  return read
}

const digits = fc.bigInt({ min: 0n, max: 10n ** 24n })
const anyAmount = fc
  .tuple(fc.oneof(digits, fc.constant(0n)), fc.stringMatching(/^\d{0,18}$/))
  .map(([whole, decimals]) => parseAmount(`${whole}.${decimals}`))
  .filter((read) => read !== undefined)

test('a rate is what the amounts say, digit for digit as big.js divides and rounds them', () => {
  fc.assert(
    fc.property(anyAmount, anyAmount, (paid, received) => {
      const rate = new Big(received).div(paid).round(18)
      expect(exchangeRate(paid, received)).toBe(rate.eq(0) ? null : rate.toFixed())
    }),
    { numRuns: 2_000 },
  )
})

test.each([
  ['50', '48.134492', '0.96268984'],
  ['100.00', '97', '0.97'],
  ['3', '1', '0.333333333333333333'],
  ['3', '2.00', '0.666666666666666667'],
  ['0.5', '1000', '2000'],
  ['1000000', '0.000000000001', '0.000000000000000001'],
  ['3000000', '0.000000000001', null],
  // 19 and more decimals: 0.…004995 is rounded to 0.…0050 and then up.
  ['10000', '0.000000000000014995', '0.000000000000000002'],
])('for %s that are paid and %s received it is %s', (paid, received, rate) => {
  expect(exchangeRate(amount(paid), amount(received))).toBe(rate)
})
