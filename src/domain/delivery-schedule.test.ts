import { describe, expect, it } from 'vitest'
import { nextTryAt, readRetryAfter, tryDelaysMs } from './delivery-schedule.ts'

const now = Date.parse('2026-11-27T12:00:00Z')
const minute = 60_000
const hour = 60 * minute

describe('the next try', () => {
  it('is made after longer and longer, ten times within three days, three hours and 35 minutes', () => {
    expect(tryDelaysMs).toHaveLength(10)
    expect(tryDelaysMs.reduce((sum, delay) => sum + delay)).toBe(75 * hour + 35 * minute + 5_000)
    expect(nextTryAt(9, now, null, 0.5)).toBe(now + 24 * hour)
    expect(nextTryAt(10, now, null, 0.5)).toBeNull()
  })

  it('comes a fifth earlier or later by chance', () => {
    expect(nextTryAt(2, now, null, 0)).toBe(now + 4 * minute)
    expect(nextTryAt(2, now, null, 1)).toBe(now + 6 * minute)
  })

  it('waits for as long as the receiver asks, up to the delay of the try after it', () => {
    expect(nextTryAt(1, now, minute, 0.5)).toBe(now + minute)
    expect(nextTryAt(1, now, hour, 0.5)).toBe(now + 5 * minute)
    expect(nextTryAt(3, now, 1_000, 0.5)).toBe(now + 30 * minute)
    expect(nextTryAt(9, now, 100 * hour, 0.5)).toBe(now + 24 * hour)
    expect(nextTryAt(9, now, 100 * hour, 1)).toBe(now + 28.8 * hour)
  })
})

describe('Retry-After', () => {
  it.each([
    ['120', 120_000],
    [' 5 ', 5_000],
    ['Fri, 27 Nov 2026 12:01:00 GMT', minute],
    ['0', null],
    ['-5', null],
    ['Fri, 27 Nov 2026 11:00:00 GMT', null],
    ['soon', null],
    ['', null],
    ['99999999999999', null],
    [undefined, null],
  ])('%j', (header, waitMs) => {
    expect(readRetryAfter(header, now)).toBe(waitMs)
  })
})
