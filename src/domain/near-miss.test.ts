import { expect, test } from 'vitest'
import { didYouMean, nearestWords } from './near-miss.ts'

test('the same letters in another case, with other signs or accents, are the same word', () => {
  for (const text of ['applepay', 'Apple Pay', 'apple-pay', ' APPLE_PAY ', 'Âpple.Pay']) {
    expect(nearestWords(text, ['GOOGLE_PAY', 'APPLE_PAY']), text).toEqual(['APPLE_PAY'])
  }
})

test('one slip is allowed in four letters and two in eight; neighbours that changed places are one', () => {
  expect(nearestWords('UDSC', ['USDC', 'EURC'])).toEqual(['USDC'])
  expect(nearestWords('8543', ['8453', '1329'])).toEqual(['8453'])
  expect(nearestWords('TRANSAC', ['TRANSAK'])).toEqual(['TRANSAK'])
  expect(nearestWords('MERCRY', ['MERCURYO'])).toEqual(['MERCURYO'])
  expect(nearestWords('ACB', ['ACH'])).toEqual([])
  expect(nearestWords('UDCS', ['USDC'])).toEqual([])
})

test('of several the nearest are told, and all that are equally near', () => {
  expect(nearestWords('USDX', ['USDC', 'USDT', 'EURC'])).toEqual(['USDC', 'USDT'])
  expect(nearestWords('USDC', ['USDT', 'USDC'])).toEqual(['USDC'])
  expect(didYouMean(['USDC', 'USDT'])).toBe('Did you mean USDC or USDT?')
})

test('nothing is guessed from what has no letters, or is longer than any word', () => {
  for (const text of ['', '  ', '—', '金額', 'x'.repeat(100_000)])
    expect(nearestWords(text, ['', 'A', 'USDC'])).toEqual([])
})
