import fc from 'fast-check'
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
    ['Source amount is below the minimum allowed, which is 18,00 EUR', '18.00', 'EUR'],
    ['below the minimum allowed, which is 1 000 SEK', '1000', 'SEK'],
    ['below the minimum allowed, which is 1\u00a0000 SEK', '1000', 'SEK'],
    ['below the minimum allowed, which is 1\u202f000,50 SEK', '1000.50', 'SEK'],
    ['below the minimum allowed, which is 1.000,00 EUR', '1000.00', 'EUR'],
    ['below the minimum allowed, which is 1.000.000 EUR', '1000000', 'EUR'],
    ["Minimum amount: CHF 1'000", '1000', 'CHF'],
    ['Minimum amount: CHF 1’000.50', '1000.50', 'CHF'],
    ['Minimum sell amount is 0,001 ETH', '0.001', 'ETH'],
    ['Minimum sell amount is 0.001 ETH', '0.001', 'ETH'],
    ['Amount must be at least 5 000,50 SEK', '5000.50', 'SEK'],
    ['Amount must be at least 1,00,000 INR', '100000', 'INR'],
    ['Amount must be at least 7,500 USD', '7500', 'USD'],
    ['Minimum is €1.000,00', '1000.00', null],
    ['Minimum is 20 € for cards', '20', null],
    ['Minimum is US$ 20.', '20', null],
    ['minimum 20 USD, maximum 500 USD', '20', 'USD'],
    ['at least 20 USD and at most 500 USD', '20', 'USD'],
    ['Amount must be at least 7,500', null, null],
    ['Amount must be at least 7,500 POL', null, null],
    ['which is 1.000 EUR', null, null],
    ['which is 1.500 ETH', null, null],
    ['which is 1,0000 CNY', null, null],
    ['which is 1,000,00 EUR', null, null],
    ['which is 1.000.00 EUR', null, null],
    ['which is 12 34 EUR', null, null],
    ['which is 10K', null, null],
    ['which is 10 K USD', null, null],
    ['which is 10k USD', null, null],
    ['which is 10 MIO EUR', null, null],
    ['which is 5 MUSD', null, null],
    ['which is 10 thousand USD', null, null],
    ['which is 1.5M', null, null],
    ['which is 1e3', null, null],
    ['which is 1E3 USD', null, null],
    ['which is .5 ETH', null, null],
    ['which is -5 USD', null, null],
    ['Minimum amount is -5 USD', null, null],
    ['Minimum amount .5 ETH', null, null],
    ['Minimum ~100 USD', null, null],
    ['Minimum ORDER VALUE 30', '30', null],
    ['Minimum 10%', null, null],
    ['Minimum fee share is 10 % of it', null, null],
    ['Amount too low; try again in at least 24 hours', null, null],
    ['Minimum 20-500 USD', null, null],
    ['Minimum 20 to 500 USD', null, null],
    ['minimum and maximum are 20 and 500 EUR', null, null],
    ['minimum of tier 2 500 USD', null, null],
    ['more than 20 and less than 500 USD', null, null],
    ['which is 1٠0 USD', null, null],
    ['Minimum amount is 0 USD', null, null],
    ['Minimum amount is 30.', '30', null],
    ['Minimum amount not met for your region: 30 USD', '30', 'USD'],
    ['Amount below minimum. Code 1001', null, null],
    ['Amount below minimum (ref 12345).', null, null],
    ['Minimum amount error [code: 1001]', null, null],
    ['Minimum amount (level 2) is 30 USD', null, null],
    ['Minimum amount for level 2 KYC: 30 USD', null, null],
    ['Minimum amount after 1. purchase: 30 USD', null, null],
    ['Transaction limit: min 5 per day', null, null],
    ['Minimum 3 for new customers', null, null],
    ['', null, null],
  ]
  it.each(figures)('is read from %j exactly, or not at all', (text, amount, currency) => {
    expect(readLimit('minimum', [text])).toEqual({ kind: 'minimum', amount, currency })
  })

  it('is that of the side that was missed, where both are named', () => {
    const both = [
      'minimum 20 USD, maximum 500 USD',
      'at least 20 USD and at most 500 USD',
      'Min: 20 EUR. Max: 500 EUR.',
    ]
    for (const text of both) {
      expect(readLimit('minimum', [text]).amount, text).toBe('20')
      expect(readLimit('maximum', [text]).amount, text).toBe('500')
    }
  })

  it('is never another number, however a country writes it', () => {
    const marks = fc.constantFrom(',', '.', ' ', '\u00a0', '\u202f', "'", '’', '_', '')
    const wording = fc.constantFrom('which is ', 'at least ', 'Minimum amount: ', 'Min ')
    const unit = fc.constantFrom(' USD', 'EUR', ' ETH', '', ' USDC_BASE', ' €', 'K', ' k USD', 'e3', '%', ' hours')
    const whole = fc.integer({ min: 1, max: 99_999_999 })
    const cents = fc.option(fc.integer({ min: 0, max: 99 }), { nil: undefined })
    fc.assert(
      fc.property(
        wording,
        whole,
        cents,
        marks,
        fc.constantFrom('.', ','),
        unit,
        (words, number, hundredths, mark, point, code) => {
          const grouped = String(number).replace(/\B(?=(?:\d{3})+$)/g, mark)
          fc.pre(mark !== point || hundredths === undefined)
          const tail = hundredths === undefined ? '' : `${point}${String(hundredths).padStart(2, '0')}`
          const { amount } = readLimit('minimum', [`${words}${grouped}${tail}${code}`])
          const meant = Number(`${number}.${String(hundredths ?? 0).padStart(2, '0')}`)
          if (amount === null) return
          expect(code).not.toMatch(/^(?:K| k USD|e3|%| hours)$/)
          expect(Number(amount)).toBe(meant)
        },
      ),
      { numRuns: 2_000 },
    )
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
