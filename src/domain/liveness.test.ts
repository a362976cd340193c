import { describe, expect, test } from 'vitest'
import {
  goneAfterMs,
  type HeartbeatReading,
  heartbeatEveryMs,
  type Watch,
  watchGapMaxMs,
  watchHeartbeats,
} from './liveness.ts'

const takesMs = 10

/** Readings in turn; gives what was found gone at each. */
function readInTurn(readings: readonly (readonly [at: number, beats: Readonly<Record<number, number>>])[]): number[][] {
  let watch: Watch | undefined
  return readings.map(([askedAt, counts]) => {
    const beats = Object.entries(counts).map(([id, count]) => ({ process: Number(id), beats: count }))
    const reading: HeartbeatReading = { askedAt, answeredAt: askedAt + takesMs, beats }
    const seen = watchHeartbeats(watch, reading)
    watch = seen.watch
    return seen.gone.map(({ process }) => process)
  })
}

describe('a process', () => {
  test('is gone when its count has stood still for so long, and not a moment sooner', () => {
    const steps = Array.from({ length: 8 }, (_, n) => n * heartbeatEveryMs)
    const found = readInTurn(steps.map((at) => [at, { 1: 7 }]))
    const first = found.findIndex((gone) => gone.includes(1))
    // The time that the first reading took does not count.
    expect(steps[first]).toBe(goneAfterMs + heartbeatEveryMs)
    expect(found.slice(0, first).flat()).toEqual([])
  })

  test('is alive as long as it counts, however irregularly', () => {
    const found = readInTurn(
      Array.from({ length: 40 }, (_, n) => [n * heartbeatEveryMs, { 1: Math.floor(n / 4), 2: 0 }]),
    )
    expect(found.flat()).not.toContain(1)
    expect(found.flat()).toContain(2)
  })

  test('that is seen for the first time is watched from then on', () => {
    const readings = Array.from({ length: 5 }, (_, n): [number, Record<number, number>] => [n * heartbeatEveryMs, {}])
    const [found] = readInTurn([...readings, [2_500, { 3: 9 }]]).slice(-1)
    expect(found).toEqual([])
  })
})

test('after a gap in the readings nobody is gone before all had their time again', () => {
  const back = 60_000
  const before = Array.from({ length: 5 }, (_, n): [number, Record<number, number>] => [
    n * heartbeatEveryMs,
    { 1: 7, 2: 3 },
  ])
  const after = Array.from({ length: 5 }, (_, n): [number, Record<number, number>] => [
    back + n * heartbeatEveryMs,
    { 1: 7, 2: 3 },
  ])
  expect(readInTurn([...before, ...after]).flat()).toEqual([])
})

test('a gap is shorter than what makes a process gone, and longer than two heartbeats', () => {
  expect(watchGapMaxMs).toBeLessThan(goneAfterMs)
  expect(watchGapMaxMs).toBeGreaterThan(2 * heartbeatEveryMs)
})
