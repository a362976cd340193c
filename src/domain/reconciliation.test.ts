import { expect, test } from 'vitest'
import {
  firstLookMs,
  isObservationDue,
  nextSessionLook,
  nextTransactionLook,
  observationGraceMs,
  watchedAfterLifeMs,
} from './reconciliation.ts'
import { sessionLifetimeMs } from './session.ts'

const hour = 60 * 60 * 1000

/** Every look at a session of which nothing is ever seen, as milliseconds after it was created. */
function looksAt(opened: boolean): number[] {
  const looks: number[] = []
  let at: number | null = firstLookMs
  while (at !== null) {
    looks.push(at)
    at = nextSessionLook({ expiresAt: sessionLifetimeMs, opened, checks: looks.length }, at)
  }
  return looks
}

test('an opened session is looked for after ten minutes, ever more seldom, and to the end of seven days after its life', () => {
  const looks = looksAt(true)
  expect(looks[0]).toBe(10 * 60 * 1000)
  expect(looks.at(-1)).toBe(sessionLifetimeMs + watchedAfterLifeMs)
  expect(looks.length).toBeLessThanOrEqual(20)
})

test('a session that nobody opened costs a few looks in all', () => {
  expect(looksAt(false).length).toBeLessThanOrEqual(13)
  expect(looksAt(false).filter((at) => at < sessionLifetimeMs).length).toBeLessThanOrEqual(6)
})

test.each([true, false])(
  'the looks at a session (opened: %s) include the one that decides, and no two are a day apart',
  (opened) => {
    const looks = looksAt(opened)
    expect(looks).toContain(sessionLifetimeMs + observationGraceMs)
    for (const [index, at] of looks.entries()) {
      const before = looks[index - 1] ?? 0
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
    const wait = nextTransactionLook(checks, 0)
    expect(wait).toBeGreaterThanOrEqual(before)
    expect(wait).toBeLessThanOrEqual(6 * hour)
    before = wait
  }
})
