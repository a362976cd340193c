import { expect, test } from 'vitest'
import { retryPauseMs } from './listening.ts'

test('pauses double from what the stream says to half a minute, each with jitter below', () => {
  expect([0, 1, 2, 3, 4, 60].map((failures) => retryPauseMs(2_000, failures, 1))).toEqual([
    2_000, 4_000, 8_000, 16_000, 30_000, 30_000,
  ])
  expect(retryPauseMs(2_000, 0, 0)).toBe(1_000)
})
