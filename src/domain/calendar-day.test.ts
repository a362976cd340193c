import { expect, test } from 'vitest'
import { beginsWithDay } from './calendar-day.ts'

test.each([
  ['2026-02-28', true],
  ['2024-02-29T23:59:59.999Z', true],
  ['2026-12-31T24:00:00+05:30', true],
  ['2026-02-29', false],
  ['2026-02-31T00:00Z', false],
  ['2026-04-31', false],
  ['2026-13-01', false],
  ['2026-00-10', false],
  ['2026-01-00', false],
])('%s begins with a day that exists: %s', (text, exists) => {
  expect(beginsWithDay(text)).toBe(exists)
})
