import { InvalidArgumentError } from 'commander'
import { expect, test } from 'vitest'
import { addressesFor, coversType, readAddress, readMap, readTypes } from './listen-target.ts'

test.each([
  ['ramp.session.opened', 'ramp.session.opened', true],
  ['ramp.session.opened', 'ramp.session.opened.late', false],
  ['ramp.transaction.*', 'ramp.transaction.completed', true],
  ['ramp.transaction.*', 'ramp.transaction', false],
  ['ramp.*', 'ramp.session.opened', true],
  ['ramp.*', 'rampway.test', false],
  ['*', 'rampway.test', true],
])('%s covers %s: %j', (pattern, type, expected) => {
  expect(coversType(pattern, type)).toBe(expected)
})

test('an event goes where its type is named, and else to the one for all others', () => {
  const targets = ['ramp.transaction.*=http://a.test/1', 'ramp.transaction.failed=http://a.test/2'].reduce(
    (before: ReturnType<typeof readMap>, text) => readMap(text, before),
    [],
  )
  const all = [...targets, { types: null, url: 'http://a.test/3' }]
  expect(addressesFor(all, 'ramp.transaction.completed')).toEqual(['http://a.test/1'])
  expect(addressesFor(all, 'ramp.transaction.failed')).toEqual(['http://a.test/1', 'http://a.test/2'])
  expect(addressesFor(all, 'rampway.test')).toEqual(['http://a.test/3'])
  expect(addressesFor(targets, 'rampway.test')).toEqual([])
})

test('two names of one place bring an event there once', () => {
  const targets = readMap('ramp.*=http://a.test/', readMap('ramp.session.*=http://a.test'))
  expect(addressesFor(targets, 'ramp.session.opened')).toEqual(['http://a.test/'])
})

test('types are read from a list', () => {
  expect(readTypes('ramp.transaction.*, rampway.test')).toEqual(['ramp.transaction.*', 'rampway.test'])
})

test.each([
  ['a misspelt type', () => readTypes('ramp.transactions.*')],
  ['nothing', () => readTypes('')],
  ['half a word', () => readTypes('ramp.trans*')],
  ['a map without an address', () => readMap('ramp.*')],
  ['a map with an address alone', () => readMap('http://127.0.0.1:3000')],
  ['an address without its scheme', () => readAddress('localhost:3000/hooks')],
  ['an address with a password', () => readAddress('http://me:secret@localhost:3000')],
])('%s is refused', (_what, read) => {
  expect(read).toThrow(InvalidArgumentError)
})
