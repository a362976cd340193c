import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  cursorAfterFailure,
  cursorAfterPage,
  freshCursor,
  planWindow,
  silenceMaxMs,
  type WindowCursor,
  type WindowOccasion,
} from './reconciliation-window.ts'

const now = Date.UTC(2026, 1, 1)
const minute = 60_000

/** Everything is quiet, and was covered a minute ago by this very process. */
const covered: WindowCursor = { coveredUntil: now - minute, window: null, interrupted: false }
const quiet: WindowOccasion = {
  now,
  startedAt: now - 60 * minute,
  lastWebhookAt: now - 2 * minute,
  openedSinceAt: null,
  oldestSessionAt: now - 600 * minute,
}

describe('a window is due', () => {
  test('for nobody who has no sessions', () => {
    expect(planWindow(freshCursor, { ...quiet, oldestSessionAt: null })).toBeUndefined()
  })

  test('at the first round of a tenant, back to its oldest session', () => {
    expect(planWindow(freshCursor, quiet)).toMatchObject({ from: quiet.oldestSessionAt, to: now, after: null })
  })

  test('when a process has started since the last one, and then no more', () => {
    const occasion = { ...quiet, startedAt: now }
    const window = planWindow(covered, occasion)
    expect(window).toMatchObject({ to: now })
    expect(window?.from).toBeLessThan(now - minute)
    if (window === undefined) return
    expect(planWindow(cursorAfterPage(covered, window, null), occasion)).toBeUndefined()
  })

  test('after Meld has failed, once', () => {
    const interrupted = cursorAfterFailure(covered, null)
    const window = planWindow(interrupted, quiet)
    expect(window).toBeDefined()
    if (window === undefined) return
    expect(planWindow(cursorAfterPage(interrupted, window, null), quiet)).toBeUndefined()
  })

  test('when links were opened and no webhook came for half an hour, no oftener than each half hour', () => {
    const silent = { ...quiet, lastWebhookAt: null, openedSinceAt: now - silenceMaxMs }
    const long = { ...covered, coveredUntil: now - silenceMaxMs }
    expect(planWindow(long, silent)).toBeDefined()
    expect(planWindow(long, { ...silent, openedSinceAt: now - silenceMaxMs + 1 })).toBeUndefined()
    expect(planWindow({ ...long, coveredUntil: now - silenceMaxMs + 1 }, silent)).toBeUndefined()
    expect(planWindow(long, quiet)).toBeUndefined()
  })
})

describe('a window that is gone through', () => {
  const window = { from: now - 60 * minute, to: now, after: 'page-2', failures: 0 }
  const under = { coveredUntil: null, window, interrupted: false }

  test('goes on where it was left, whatever else happens', () => {
    expect(planWindow(under, { ...quiet, startedAt: now })).toEqual(window)
  })

  test('is followed by another one when Meld failed meanwhile', () => {
    const failed = cursorAfterFailure(under, window)
    expect(failed.window).toMatchObject({ after: 'page-2', failures: 1 })
    if (failed.window === null) return
    expect(planWindow(cursorAfterPage(failed, failed.window, null), quiet)).toBeDefined()
  })

  test('begins anew when one of its pages fails again and again', () => {
    let cursor: WindowCursor = under
    for (let tries = 0; tries < 20 && cursor.window?.after !== null; tries++) {
      cursor = cursorAfterFailure(cursor, cursor.window)
    }
    expect(cursor.window).toMatchObject({ from: window.from, to: window.to, after: null })
  })

  test('leaves no instant uncovered, however pages, failures and new windows follow each other', () => {
    const step = fc.record({ fails: fc.boolean(), last: fc.boolean(), minutes: fc.integer({ min: 0, max: 90 }) })
    fc.assert(
      fc.property(fc.array(step, { maxLength: 30 }), (steps) => {
        let [cursor, at, failedAt]: [WindowCursor, number, number] = [covered, now, 0]
        for (const { fails, last, minutes } of steps) {
          at += minutes * minute
          const next = planWindow(cursor, { ...quiet, now: at })
          if (fails) {
            cursor = cursorAfterFailure(cursor, next ?? null)
            failedAt = at
          } else if (next !== undefined) {
            expect(next.from).toBeLessThanOrEqual(cursor.coveredUntil ?? 0)
            cursor = cursorAfterPage(cursor, next, last ? null : 'next')
          }
          // What was covered before a failure does not count as news of the time after it.
          const settled = cursor.window === null && !cursor.interrupted
          if (settled && failedAt > 0) expect(cursor.coveredUntil).toBeGreaterThanOrEqual(failedAt)
        }
      }),
    )
  })
})
