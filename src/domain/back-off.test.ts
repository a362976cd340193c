import { expect, test } from 'vitest'
import { retryDelayMs } from './back-off.ts'

const backOff = { firstMs: 5_000, maxMs: 3_600_000 }

test('the wait doubles from about the first to about the longest', () => {
  const waits = Array.from({ length: 14 }, (_, n) => retryDelayMs(backOff, n + 1, 0.5) / 1000)
  expect(waits).toEqual([5, 10, 20, 40, 80, 160, 320, 640, 1280, 2560, 3600, 3600, 3600, 3600])
})

test('what failed together is spread over half of the wait', () => {
  expect([retryDelayMs(backOff, 2, 0), retryDelayMs(backOff, 2, 0.999_999)]).toEqual([7_500, 12_500])
})

test('a wait stays finite after a year of attempts', () => {
  expect(retryDelayMs(backOff, 100_000, 1)).toBe(4_500_000)
})
