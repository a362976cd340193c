import { expect, test } from 'vitest'
import { errorCatalogue } from '../domain/errors.ts'
import { errorExplanations } from './error-explanations.ts'

test('every refusal of the catalogue is explained, and nothing else is', () => {
  expect(Object.keys(errorExplanations).toSorted()).toEqual(Object.keys(errorCatalogue).toSorted())
})

test.each(Object.entries(errorExplanations))(
  '%s is explained in whole sentences, with at least one cause',
  (_name, it) => {
    expect(it.causes.length).toBeGreaterThan(0)
    for (const text of [it.meaning, ...it.causes]) expect(text).toMatch(/^\S.*\.$/s)
    expect(new Set(it.causes).size).toBe(it.causes.length)
  },
)
