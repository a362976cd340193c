import Big from 'big.js'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { amountDecimalsMax, parseAmount } from '../../domain/amount.ts'
import { parseExactJson } from './json.ts'
import { readAmount, readDecimal, readFigure } from './numbers.ts'

describe('numbers from JSON', () => {
  it('keep every digit that was written, also those a double cannot carry', () => {
    const body = parseExactJson('{"a":0.123456789012345678,"b":9007199254740993,"c":"0.1"}')
    expect(body).toEqual({ a: '0.123456789012345678', b: '9007199254740993', c: '0.1' })
    expect(readAmount('9007199254740993.000000000000000001')).toBe('9007199254740993.000000000000000001')
  })

  it('expand exponents exactly', () => {
    expect(readAmount('1e-7')).toBe('0.0000001')
    expect(readAmount('6.6413E-4')).toBe('0.00066413')
    expect(readAmount('1.5e3')).toBe('1500')
  })

  it('cut what lies past the 18th decimal, never rounding up', () => {
    expect(readAmount('0.1234567890123456789')).toBe('0.123456789012345678')
    expect(readAmount('1e-19')).toBeUndefined()
  })

  it('are amounts only above zero', () => {
    for (const text of ['0', '0.0', '-1', '-1e5']) expect(readAmount(text)).toBeUndefined()
  })

  it('are not read from anything else', () => {
    for (const value of ['', ' 1', '1 ', '+1', '.5', '1.', 'NaN', 'Infinity', '0x10', '1,5', 'abc', 5, null, {}, []]) {
      expect(readDecimal(value)).toBeUndefined()
    }
  })

  it('cannot be made to expand without bound', () => {
    expect(readDecimal('1e999999999')).toBeUndefined()
    expect(readDecimal('1e-999999999')).toBeUndefined()
    expect(readDecimal('9'.repeat(97))).toBeUndefined()
    expect(readAmount('1e99')).toBeUndefined()
  })

  it('that only inform are null when absent or unreadable', () => {
    expect(readFigure('3.53')).toBe('3.53')
    expect(readFigure('-1e-2')).toBe('-0.01')
    for (const value of [null, undefined, 'n/a', {}]) expect(readFigure(value)).toBeNull()
  })
})

describe('figures', () => {
  const digits = (min: number) => fc.array(fc.integer({ min: 0, max: 9 }), { minLength: min, maxLength: 40 })
  const written = fc
    .tuple(fc.constantFrom('', '-'), digits(1), fc.option(digits(1)), fc.constantFrom('', 'e-7', 'E5', 'e+20'))
    .map(
      ([sign, whole, part, exponent]) =>
        `${sign}${whole.join('')}${part === null ? '' : `.${part.join('')}`}${exponent}`,
    )

  it('are written as the arithmetic writes them, however they came', () => {
    fc.assert(
      fc.property(written, (text) => {
        const decimal = new Big(text)
        expect(readFigure(text)).toBe(decimal.toFixed())
        const cut = decimal.round(amountDecimalsMax, Big.roundDown).toFixed()
        expect(readAmount(text)).toBe(decimal.gt(0) ? parseAmount(cut) : undefined)
      }),
      { numRuns: 1_000 },
    )
    for (const text of ['0', '-0', '10', '1.50', '01.5', '0.30000000000000004', '1e-25', '12345678901234567890']) {
      expect(readFigure(text)).toBe(new Big(text).toFixed())
    }
  })
})

describe('exact JSON', () => {
  it('takes the last of a repeated key, so that one odd offer does not make the reply unreadable', () => {
    expect(parseExactJson('{"a":1,"a":2}')).toEqual({ a: '2' })
  })

  it('is undefined for what is not JSON, whatever it is', () => {
    for (const text of ['', '<html>', '{"a":', '['.repeat(200_000), '{"a":NaNo}']) {
      expect(parseExactJson(text)).toBeUndefined()
    }
  })
})
