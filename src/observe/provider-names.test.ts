import { expect, test } from 'vitest'
import { createProviderNames } from './provider-names.ts'

test('a provider is a label when it is known or listed, and else nobody can add a label', () => {
  const names = createProviderNames()
  names.list(['TRANSAK'])
  names.list(['NEWPAY', 'not a name'])
  expect(['TRANSAK', 'NEWPAY', 'MADE_UP', 'not a name', null].map(names.labelOf)).toEqual([
    ...['TRANSAK', 'NEWPAY', 'other', 'other', 'none'],
  ])
})

test('however many are listed, there are a hundred labels at most', () => {
  const names = createProviderNames()
  names.list(['TRANSAK'])
  const many = Array.from({ length: 1_000 }, (_, n) => `P${n}`)
  names.list(many)
  expect(new Set(many.map(names.labelOf)).size).toBe(100)
  expect(names.labelOf('TRANSAK')).toBe('TRANSAK')
})
