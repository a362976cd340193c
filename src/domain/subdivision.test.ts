import { expect, test } from 'vitest'
import { guessSubdivision, parseSubdivision, subdivisions } from './subdivision.ts'

test('the subdivisions are the 57 of the United States and the 13 of Canada, each once', () => {
  expect(subdivisions.filter((code) => /^US-[A-Z]{2}$/.test(code))).toHaveLength(57)
  expect(subdivisions.filter((code) => /^CA-[A-Z]{2}$/.test(code))).toHaveLength(13)
  expect(new Set(subdivisions).size).toBe(70)
  for (const code of subdivisions) expect(parseSubdivision(code)).toBe(code)
})

test('only the code exactly as ISO writes it is read', () => {
  for (const text of ['us-ny', 'NY', 'US-NY ', 'US-ZZ', 'US', 'DE-BY', '', '__proto__']) {
    expect(parseSubdivision(text), text).toBeUndefined()
  }
})

test('every code is guessed from its small letters and from its letters alone, for no two share them', () => {
  for (const code of subdivisions) {
    expect(guessSubdivision(code.toLowerCase())).toBe(code)
    expect(guessSubdivision(code.slice(3))).toBe(code)
  }
})

test('names are guessed, with a slip; what is near nothing is not', () => {
  expect(guessSubdivision('new york')).toBe('US-NY')
  expect(guessSubdivision('Califronia')).toBe('US-CA')
  expect(guessSubdivision('Québec')).toBe('CA-QC')
  for (const text of ['', 'US', 'US-ZZ', 'DE-BY', 'Bavaria', 'x'.repeat(10_000)]) {
    expect(guessSubdivision(text), text.slice(0, 20)).toBeUndefined()
  }
})
