import { describe, expect, it } from 'vitest'
import { readLimit, readLimitKind } from './limits.ts'

describe('the limit in a message', () => {
  const figures: readonly [string, string | null, string | null][] = [
    ['Minimum sell amount should be more than or equal to 0.00011648 BTC', '0.00011648', 'BTC'],
    ['[BANXA] Source amount is below the minimum allowed, which is 18.00 EUR', '18.00', 'EUR'],
    ['Source amount 5.00 USD is below the minimum allowed, which is 18.00 EUR.', '18.00', 'EUR'],
    ['The minimum amount of tier 2 is not reached, which is 18.00 EUR', '18.00', 'EUR'],
    ['Source amount is above the maximum allowed, which is 7,500.00 USD', '7500.00', 'USD'],
    ['Maximum buy amount should be less than or equal to 20000 USDC_BASE', '20000', 'USDC_BASE'],
    ['Minimum amount: EUR 30', '30', 'EUR'],
    ['Amount must be at least 10', '10', null],
    ['Min order amount is 0.5 ETH', '0.5', 'ETH'],
    ['Source amount is below the minimum allowed', null, null],
    ['Source amount is below the minimum allowed, which is 18,00 EUR', null, null],
    ['Minimum amount is 0 USD', null, null],
    ['', null, null],
  ]
  it.each(figures)('is read from %j exactly, or not at all', (text, amount, currency) => {
    expect(readLimit('minimum', [text])).toEqual({ kind: 'minimum', amount, currency })
  })

  it("is the provider's own rather than the general message's", () => {
    const texts = [
      'Minimum sell amount should be more than or equal to 0.00011648 BTC',
      'below the minimum allowed, which is 18.00 EUR',
    ]
    expect(readLimit('minimum', texts)).toMatchObject({ amount: '0.00011648', currency: 'BTC' })
    expect(readLimit('minimum', ['no figure here', ...texts.slice(1)])).toMatchObject({ amount: '18.00' })
  })
})

describe('the side of a limit, where only words tell', () => {
  it('is recognised when they name one side', () => {
    expect(readLimitKind(['Source amount is below the minimum allowed'])).toBe('minimum')
    expect(readLimitKind(['The amount is too high for this payment method'])).toBe('maximum')
  })

  it('is left open when they name none, or both, or something else', () => {
    expect(readLimitKind(['Body does not match service providers'])).toBeUndefined()
    expect(readLimitKind(['amount must lie between the minimum 20 and the maximum 500'])).toBeUndefined()
    expect(readLimitKind(['minimum age is 18'])).toBeUndefined()
    expect(
      readLimitKind(['[sourceAmount] DecimalMin (value = "0.0", inclusive = false); must not be null']),
    ).toBeUndefined()
    expect(readLimitKind([])).toBeUndefined()
  })
})
