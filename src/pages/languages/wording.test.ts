import { expect, test } from 'vitest'
import { fill, placeholdersOf, sayOf } from './wording.ts'

test('placeholders are replaced, and what replaces them is not read again', () => {
  expect(fill('{a} and {b}, {a}', { a: '{b}', b: '$&' })).toBe('{b} and $&, {b}')
  expect(placeholdersOf('{b} {a} {b}')).toEqual(['a', 'b'])
})

test('a fact that is missing is a fault', () => {
  expect(() => fill('{a}', {})).toThrow(TypeError)
  expect(() => fill('{toString}', {})).toThrow(TypeError)
})

test('the provider is named where it is known', () => {
  const text = { named: '{provider} answers in {hours}', unnamed: 'It answers in {hours}' }
  expect(sayOf('MoonPay', text, { hours: '1 hour' })).toBe('MoonPay answers in 1 hour')
  expect(sayOf(null, text, { hours: '1 hour' })).toBe('It answers in 1 hour')
  expect(sayOf('MoonPay', 'Nobody')).toBe('Nobody')
})
