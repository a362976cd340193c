import { expect, test } from 'vitest'
import { findAsset, findFiat } from '../src/catalogue.ts'
import { cryptoText, exactCryptoText, fiatText } from '../src/checkout/amounts.ts'
import { decimal } from '../src/decimal.ts'

test.each([
  ['1234567.5', 'EUR', '€1,234,567.50'],
  ['200', 'USD', '$200.00'],
  ['0.927312', 'EUR', '€0.927312'],
  ['999', 'JPY', '¥999'],
  ['1000', 'CLP', 'CLP 1,000'],
  ['20', 'CHF', 'CHF 20.00'],
  ['75.5', 'AUD', 'A$75.50'],
])('%s %s is written %s', (amount, code, text) => {
  const fiat = findFiat(code)
  expect(fiat && fiatText(decimal(amount), fiat)).toBe(text)
})

test('a crypto amount to read is rounded down to eight decimals, and one to send keeps every digit', () => {
  const ether = findAsset('ETH_BASE')
  const amount = decimal('1234.123456789012345678')
  expect(ether && cryptoText(amount, ether)).toBe('1,234.12345678 ETH')
  expect(ether && exactCryptoText(amount, ether)).toBe('1234.123456789012345678 ETH')
  expect(ether && cryptoText(decimal('2'), ether)).toBe('2 ETH')
})
