import { expect, test } from 'vitest'
import { hasReached, pauseMs } from './wait.ts'

test('pauses double from half a second to fifteen, each with jitter below', () => {
  expect([0, 1, 2, 3, 4, 5, 6, 60].map((reads) => pauseMs(reads, 1))).toEqual([
    500, 1_000, 2_000, 4_000, 8_000, 15_000, 15_000, 15_000,
  ])
  expect(pauseMs(5, 0)).toBe(7_500)
})

test.each([
  ['completed', ['completed'], true],
  ['transacting', ['completed'], false],
  ['transacting', ['opened'], true],
  ['ready', ['opened', 'completed'], false],
  ['failed', ['completed'], true],
  ['not_observed', ['completed'], true],
  ['refused', ['opened'], true],
  ['under_review', ['completed'], false],
  ['under_review', ['under_review'], true],
  ['opened', ['under_review'], false],
])('a session that is %s is as far as %j, or can get no further: %j', (status, wanted, expected) => {
  expect(hasReached(status, wanted)).toBe(expected)
})
