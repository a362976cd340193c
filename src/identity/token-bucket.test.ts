import { expect, it } from 'vitest'
import { createTokenBucket } from './token-bucket.ts'

it('A bucket gives its capacity at once and then one per refill time', () => {
  const bucket = createTokenBucket(2, 5_000)
  expect([bucket.take(0, 0), bucket.take(0, 0), bucket.take(0, 0)]).toEqual([true, true, false])
  expect(bucket.waitMs(1_000, 0)).toBe(4_000)
  expect([bucket.take(4_999, 0), bucket.take(5_000, 0), bucket.take(5_000, 0)]).toEqual([false, true, false])
})

it('A bucket keeps its reserve for those who may use it', () => {
  const bucket = createTokenBucket(2, 5_000)
  expect([bucket.take(0, 1), bucket.take(0, 1), bucket.take(0, 0)]).toEqual([true, false, true])
  expect(bucket.waitMs(0, 1)).toBe(10_000)
})

it('A bucket never holds more than its capacity, and a clock set back takes nothing from it', () => {
  const bucket = createTokenBucket(2, 5_000)
  expect(bucket.take(1_000_000, 0)).toBe(true)
  expect(bucket.take(0, 0)).toBe(true)
  expect([bucket.take(900_000, 0), bucket.take(900_000, 0), bucket.take(900_000, 0)]).toEqual([true, true, false])
})
