import { expect, test } from 'vitest'
import {
  firstCheckMs,
  isObservationDue,
  nextSessionCheck,
  nextTransactionCheck,
  observationGraceMs,
  watchedAfterLifeMs,
} from './reconciliation.ts'
import { sessionLifetimeMs } from './session.ts'

const hour = 60 * 60 * 1000

/** Every check of a session of which nothing is ever seen, as milliseconds after it was created. */
function checksOf(opened: boolean): number[] {
  const checks: number[] = []
  let at: number | null = firstCheckMs
  while (at !== null) {
    checks.push(at)
    at = nextSessionCheck({ expiresAt: sessionLifetimeMs, opened, checks: checks.length }, at)
  }
  return checks
}

test('an opened session is checked after ten minutes, ever more seldom, and to the end of seven days after its life', () => {
  const checks = checksOf(true)
  expect(checks[0]).toBe(10 * 60 * 1000)
  expect(checks.at(-1)).toBe(sessionLifetimeMs + watchedAfterLifeMs)
  expect(checks.length).toBeLessThanOrEqual(20)
})

test('a session that nobody opened costs a few checks in all', () => {
  expect(checksOf(false).length).toBeLessThanOrEqual(13)
  expect(checksOf(false).filter((at) => at < sessionLifetimeMs).length).toBeLessThanOrEqual(6)
})

test.each([true, false])(
  'the checks of a session (opened: %s) include the one that decides, and no two are a day apart',
  (opened) => {
    const checks = checksOf(opened)
    expect(checks).toContain(sessionLifetimeMs + observationGraceMs)
    for (const [index, at] of checks.entries()) {
      const before = checks[index - 1] ?? 0
      expect(at).toBeGreaterThan(before)
      expect(at - before).toBeLessThanOrEqual(24 * hour)
    }
  },
)

test('only an opened session counts as not observed, and only after its life and grace', () => {
  const decided = sessionLifetimeMs + observationGraceMs
  const session = { expiresAt: sessionLifetimeMs, checks: 9 }
  expect(isObservationDue({ ...session, opened: true }, decided - 1)).toBe(false)
  expect(isObservationDue({ ...session, opened: true }, decided)).toBe(true)
  expect(isObservationDue({ ...session, opened: false }, decided + hour)).toBe(false)
})

test('a transaction is asked after ever more seldom, at least four times a day, and never given up', () => {
  let before = 0
  for (let checks = 0; checks < 2_000; checks++) {
    const wait = nextTransactionCheck(checks, 0)
    expect(wait).toBeGreaterThanOrEqual(before)
    expect(wait).toBeLessThanOrEqual(6 * hour)
    before = wait
  }
})
