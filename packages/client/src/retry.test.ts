import { expect, test } from 'vitest'
import { readRetryAfter, retryDelayMs } from './retry.ts'

test('delays lie between half a second and a ceiling of two, then eight', () => {
  expect([1, 2, 3].map((attempt) => retryDelayMs(attempt, 0))).toEqual([500, 500, 500])
  expect([1, 2, 3].map((attempt) => retryDelayMs(attempt, 1))).toEqual([2_000, 8_000, 8_000])
})

test('Retry-After is seconds or a date; what is neither says nothing', () => {
  const now = Date.parse('Thu, 26 Nov 2026 12:00:00 GMT')
  expect(readRetryAfter('3', now)).toBe(3_000)
  expect(readRetryAfter('Thu, 26 Nov 2026 12:00:07 GMT', now)).toBe(7_000)
  expect(readRetryAfter('Thu, 26 Nov 2026 11:00:00 GMT', now)).toBe(0)
  for (const text of ['soon', '-5', '1.5', '']) expect(readRetryAfter(text, now)).toBeUndefined()
  expect(readRetryAfter(null, now)).toBeUndefined()
})
