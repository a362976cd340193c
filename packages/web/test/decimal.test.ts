import { describe, expect, it } from 'vitest'
import { compareDecimals, formatDecimal, isDecimal, spanOf } from '../ui/decimal.ts'

describe('decimal texts', () => {
  it('are compared exactly, beyond what a number can hold', () => {
    expect(compareDecimals('0.100000000000000000001', '0.1')).toBe(1)
    expect(compareDecimals('10', '9.99')).toBe(1)
    expect(compareDecimals('5', '5.00')).toBe(0)
    expect(spanOf(['20', '5.5', '100'])).toEqual({ least: '5.5', greatest: '100' })
    expect(spanOf([])).toBeUndefined()
  })

  it('are shown with thousands apart, and cut off rather than rounded up', () => {
    expect(formatDecimal('1234567.899', 2)).toBe('1,234,567.89')
    expect(formatDecimal('96.328166')).toBe('96.328166')
    expect(formatDecimal('not an amount')).toBe('not an amount')
  })

  it('are told from everything else', () => {
    expect(['1', '0.5'].map(isDecimal)).toEqual([true, true])
    expect(['', '1.', '.5', '-1', '1e3', '1,5'].some(isDecimal)).toBe(false)
  })
})
