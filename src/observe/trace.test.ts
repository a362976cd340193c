import fc from 'fast-check'
import { expect, test } from 'vitest'
import { traceIdOf } from './trace.ts'

const trace = '4bf92f3577b34da6a3ce929d0e0e4736'
const parent = '00f067aa0ba902b7'

test.each([
  `00-${trace}-${parent}-01`,
  `00-${trace}-${parent}-00`,
  `00-${trace}-${parent}-ff`,
  `01-${trace}-${parent}-01`,
  `cc-${trace}-${parent}-01-what-a-later-version-adds`,
])('the trace of %s goes on', (traceparent) => {
  expect(traceIdOf(traceparent)).toBe(trace)
})

test.each([
  ['absent', undefined],
  ['empty', ''],
  ['sent twice', [`00-${trace}-${parent}-01`]],
  ['of the forbidden version', `ff-${trace}-${parent}-01`],
  ['all zero in its trace', `00-${'0'.repeat(32)}-${parent}-01`],
  ['all zero in its parent', `00-${trace}-${'0'.repeat(16)}-01`],
  ['in upper case', `00-${trace.toUpperCase()}-${parent}-01`],
  ['too short', `00-${trace.slice(1)}-${parent}-01`],
  ['too long', `00-${trace}0-${parent}-01`],
  ['followed by something', `00-${trace}-${parent}-01x`],
  ['preceded by something', ` 00-${trace}-${parent}-01`],
  ['without flags', `00-${trace}-${parent}`],
  ['no hexadecimal number', `00-${'g'.repeat(32)}-${parent}-01`],
])('a traceparent that is %s gets a new trace', (_what, traceparent) => {
  const id = traceIdOf(traceparent)
  expect(id).toMatch(/^[0-9a-f]{32}$/)
  expect(id).not.toBe(trace)
  expect(traceIdOf(traceparent)).not.toBe(id)
})

test('whatever the header holds, the trace id is 32 hexadecimal digits and not zero', () => {
  fc.assert(
    fc.property(fc.oneof(fc.string(), fc.anything()), (header) => {
      expect(traceIdOf(header)).toMatch(/^(?!0{32})[0-9a-f]{32}$/)
    }),
  )
})
