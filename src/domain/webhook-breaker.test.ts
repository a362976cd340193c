import { describe, expect, it } from 'vitest'
import {
  afterFailure,
  afterSuccess,
  attemptsAllowed,
  type EndpointHealth,
  type HealthChange,
} from './webhook-breaker.ts'

const start = Date.parse('2026-11-27T12:00:00Z')
const day = 86_400_000

const fresh: EndpointHealth = {
  status: 'enabled',
  disabledReason: null,
  disabledAt: null,
  failures: 0,
  failingSince: null,
  pausedUntil: null,
  lastSuccessAt: null,
  lastFailureAt: null,
}

function fail(
  before: EndpointHealth,
  at: number,
  named: { status?: number | null; retryAfterMs?: number } = {},
): HealthChange {
  const { status = 500, retryAfterMs = null } = named
  return afterFailure(before, { at, status, retryAfterMs, tries: 1 }, at)
}

/** After so many failures, each as soon as it may be. */
function failing(times: number): EndpointHealth {
  let health = fresh
  for (let n = 0; n < times; n += 1) health = fail(health, Math.max(start + n, health.pausedUntil ?? 0)).health
  return health
}

describe('a webhook endpoint', () => {
  it('is failing at the fifth failure in a row, which is told once', () => {
    const told = [4, 5, 6].map((times) => fail(failing(times - 1), start + day).news)
    expect(told).toEqual([null, 'failing', null])
    expect(failing(4)).toMatchObject({ status: 'enabled', pausedUntil: null })
  })

  it('keeps when it last failed and succeeded, whichever of attempts at the same time is recorded last', () => {
    expect(fail(fail(fresh, start).health, start - 1).health.lastFailureAt).toBe(start)
    expect(afterSuccess(afterSuccess(fresh, start).health, start - 1).health.lastSuccessAt).toBe(start)
  })

  it('is called at growing pauses then, up to five minutes', () => {
    const pauses = [5, 6, 7, 8, 9, 10, 11, 12].map((times) => {
      const { pausedUntil, lastFailureAt } = failing(times)
      return ((pausedUntil ?? 0) - (lastFailureAt ?? 0)) / 1_000
    })
    expect(pauses).toEqual([5, 10, 20, 40, 80, 160, 300, 300])
  })

  it('is not paused for longer by what began before the pause', () => {
    const before = failing(5)
    const { health, news } = afterFailure(
      before,
      { at: start, status: null, retryAfterMs: null, tries: 1 },
      start + 100,
    )
    expect([health.failures, health.pausedUntil, news]).toEqual([5, before.pausedUntil, null])
  })

  it('is well again after one success', () => {
    const { health, news } = afterSuccess(failing(7), start + day)
    expect(news).toBe('recovered')
    expect(health).toMatchObject({ status: 'enabled', failures: 0, failingSince: null, pausedUntil: null })
    expect(afterSuccess(failing(3), start).news).toBeNull()
  })

  it.each([429, 502, 504])('is paused by %i at once, for as long as it asks and five minutes at most', (status) => {
    expect(fail(fresh, start, { status }).health.pausedUntil).toBe(start + 5_000)
    expect(fail(fresh, start, { status, retryAfterMs: 60_000 }).health.pausedUntil).toBe(start + 60_000)
    expect(fail(fresh, start, { status, retryAfterMs: day }).health.pausedUntil).toBe(start + 300_000)
  })

  it('is not failing for saying that it is asked too much', () => {
    let health = fresh
    for (let n = 0; n < 20; n += 1) health = fail(health, start + n, { status: 429 }).health
    expect(health).toMatchObject({ status: 'enabled', failures: 0, failingSince: start })
  })

  it('is disabled by 410, and by five days of nothing but failures if there were some lately', () => {
    expect(fail(fresh, start, { status: 410 })).toMatchObject({
      news: 'disabled',
      health: { status: 'disabled', disabledReason: 'gone', disabledAt: start, pausedUntil: null },
    })
    const lately = { ...failing(20), lastFailureAt: start + 5 * day - 3_600_000, pausedUntil: null }
    expect(fail(lately, start + 5 * day - 1).news).toBeNull()
    expect(fail(lately, start + 5 * day + 1)).toMatchObject({
      news: 'disabled',
      health: { disabledReason: 'failing_too_long' },
    })
    const seldom = { ...lately, lastFailureAt: start + 2 * day }
    expect(fail(seldom, start + 5 * day + 1).news).toBeNull()
  })

  it('stays disabled, whatever comes back late', () => {
    const { health } = fail(fresh, start, { status: 410 })
    expect(fail(health, start + 1)).toMatchObject({ news: null, health: { status: 'disabled' } })
    expect(afterSuccess(health, start + 1)).toMatchObject({ news: null, health: { status: 'disabled' } })
  })
})

describe('attempts at once', () => {
  it.each([
    [1, 8],
    [8, 8],
    [9, 7],
    [16, 4],
    [100, 1],
  ])('where a tenant has %i webhook endpoints: %i', (endpoints, attempts) => {
    expect(attemptsAllowed(fresh, endpoints, start)).toBe(attempts)
  })

  it('are none while it is disabled or paused, and one when the pause is over', () => {
    expect(attemptsAllowed({ status: 'disabled', pausedUntil: null }, 1, start)).toBe(0)
    expect(attemptsAllowed({ status: 'failing', pausedUntil: start + 1 }, 1, start)).toBe(0)
    expect(attemptsAllowed({ status: 'failing', pausedUntil: start }, 1, start)).toBe(1)
    expect(attemptsAllowed({ status: 'enabled', pausedUntil: start }, 1, start)).toBe(1)
  })
})
