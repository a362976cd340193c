import fc from 'fast-check'
import { expect, test } from 'vitest'
import { newSessionId, parseSessionId, type SessionId, sessionIdInstant } from './session.ts'
import { idsOfSupportCode, parseSupportCode, type SupportCode, supportCodeOf } from './support-code.ts'

function idOf(instant: number, rest: bigint): SessionId {
  const hex = instant.toString(16).padStart(12, '0') + rest.toString(16).padStart(20, '0')
  const id = parseSessionId(`ses_${hex}`)
  if (id === undefined) throw new Error(`${hex} is no id`)
  return id
}

function codeOf(text: string): SupportCode {
  const code = parseSupportCode(text)
  if (code === undefined) throw new Error(`${text} is no code`)
  return code
}

const dayMs = 24 * 60 * 60 * 1000
const instants = fc.integer({ min: Date.UTC(2025, 0), max: Date.UTC(2090, 0) })
const ids = fc.tuple(instants, fc.bigInt({ min: 0n, max: 2n ** 80n - 1n })).map(([at, rest]) => idOf(at, rest))

test('a code is eight characters that none is taken for another, in two groups', () => {
  fc.assert(
    fc.property(ids, (id) => {
      expect(supportCodeOf(id)).toMatch(/^[0-9A-HJKMNP-TV-Z]{4}-[0-9A-HJKMNP-TV-Z]{4}$/)
    }),
  )
})

test('the code of a session never changes', () => {
  expect(supportCodeOf(idOf(1_764_187_200_000, 0x7c3a9d4e5b6f70819293n))).toBe('JA9V-4QZV')
})

test('a code leads to its session for as long as any session is kept', () => {
  fc.assert(
    fc.property(ids, fc.integer({ min: -dayMs, max: 3_700 * dayMs }), (id, age) => {
      const made = sessionIdInstant(id)
      const { from, until, tail } = idsOfSupportCode(supportCodeOf(id), made + age)
      expect(from).toBeLessThanOrEqual(made)
      expect(until).toBeGreaterThan(made)
      expect(id.endsWith(tail)).toBe(true)
    }),
  )
})

test('what a code leads to has that code, and is half a minute of ids, at most a day ahead', () => {
  const anyCode = fc.string({
    unit: fc.constantFrom(...'0123456789ABCDEFGHJKMNPQRSTVWXYZ'),
    minLength: 8,
    maxLength: 8,
  })
  fc.assert(
    fc.property(anyCode, instants, (text, now) => {
      const code = codeOf(text)
      const { from, until, tail } = idsOfSupportCode(code, now)
      expect(from).toBeLessThanOrEqual(now + dayMs)
      expect(until - from).toBe(32_768)
      for (const at of [from, until - 1]) {
        expect(supportCodeOf(idOf(at, BigInt(`0x7c3a9d4e5b6f7081${tail}`)))).toBe(code)
      }
    }),
  )
})

test.each([
  ['K7Q2-M0AB', 'K7Q2-M0AB'],
  ['k7q2m0ab', 'K7Q2-M0AB'],
  [' k7q2 moab ', 'K7Q2-M0AB'],
  ['K-7-Q-2-M-O-A-B', 'K7Q2-M0AB'],
  ['IL10 OOOO', '1110-0000'],
  ['K7Q2–M0AB', 'K7Q2-M0AB'],
  ['K7Q2\u2011M0AB\u00a0', 'K7Q2-M0AB'],
  ['Ｋ７Ｑ２－ｍ０ａｂ', 'K7Q2-M0AB'],
])('"%s" is read as %s', (text, code) => {
  expect(parseSupportCode(text)).toBe(code)
})

test.each(['', 'K7Q2', 'K7Q2-M0A', 'K7Q2-M0ABC', 'K7Q2-M0AU', 'K7Q2_M0AB', 'K7Q2-M0Aß'])('"%s" is no code', (text) => {
  expect(parseSupportCode(text)).toBeUndefined()
})

test('codes of sessions opened one after another have nothing in common, and hardly ever are the same', () => {
  const codes = Array.from({ length: 2_000 }, () => supportCodeOf(newSessionId()))
  // Of 2,000 in one slot, 30 pairs are expected to share a code.
  expect(new Set(codes).size).toBeGreaterThan(1_880)
  const [starts, ends] = [0, 5].map((from) => new Set(codes.map((code) => code.slice(from, from + 4))).size)
  expect(starts).toBeGreaterThan(1_800)
  expect(ends).toBeGreaterThan(1_800)
})
