import fc from 'fast-check'
import { parse } from 'lossless-json'
import { expect, test } from 'vitest'
import { parseExactJson } from './json.ts'

const digits = (min: number) =>
  fc.array(fc.integer({ min: 0, max: 9 }), { minLength: min, maxLength: 24 }).map((list) => list.join(''))

/** JSON numbers in every notation, most of them more than a double carries. */
const number = fc
  .record({
    sign: fc.constantFrom('', '-'),
    whole: fc.oneof(
      fc.constant('0'),
      digits(0).map((rest) => `7${rest}`),
    ),
    decimals: fc.oneof(
      fc.constant(''),
      digits(1).map((rest) => `.${rest}`),
    ),
    exponent: fc.constantFrom('', 'e5', 'E-7', 'e+12', 'e-300'),
  })
  .map(({ sign, whole, decimals, exponent }) => `${sign}${whole}${decimals}${exponent}`)

const space = fc.constantFrom('', ' ', '\n', '\t \r\n')
/** Texts that hold what looks like a number between marks, or like the end of the text. */
const awkward = fc.constantFrom('a:5,b', ', 5 ', '[1]', '\\', '\\":5}', '{"a":0.1}', '5', ' -1e5 ', '":1,"')
const text = fc.oneof(fc.string(), fc.string({ unit: 'binary' }), awkward).map((value) => JSON.stringify(value))

/** JSON texts of every shape, written by hand so that each number keeps its notation. */
const { json } = fc.letrec<{ json: string }>((tie) => ({
  json: fc.oneof(
    { depthSize: 'small' },
    fc
      .tuple(space, fc.oneof(number, text, fc.constantFrom('true', 'false', 'null')), space)
      .map((parts) => parts.join('')),
    fc.tuple(fc.array(tie('json')), space).map(([items, gap]) => `[${items.join(`${gap},${gap}`)}${gap}]`),
    fc
      .tuple(fc.array(fc.tuple(text, tie('json'))), space)
      .map(([members, gap]) => `{${members.map(([name, value]) => `${name}${gap}:${value}`).join(`,${gap}`)}}`),
  ),
}))

const asTexts = {
  parseNumber: (digitsOf: string) => digitsOf,
  onDuplicateKey: ({ newValue }: { newValue: unknown }) => newValue,
}

test('every number of every JSON is read as the text that was written, and nothing else is touched', () => {
  fc.assert(
    fc.property(json, (written) => {
      fc.pre(!written.includes('"__proto__"'))
      expect(parseExactJson(written)).toEqual(parse(written, null, asTexts))
    }),
    { numRuns: 1_000 },
  )
})

test.each([
  ['{"a":1e-7,"b":0.30000000000000004}', { a: '1e-7', b: '0.30000000000000004' }],
  ['{"a":12345678901234567890,"b":-0,"c":1.50}', { a: '12345678901234567890', b: '-0', c: '1.50' }],
  ['{"a":"0.1","b":null,"c":[1,2 , 3]}', { a: '0.1', b: null, c: ['1', '2', '3'] }],
  ['{"a":"see b:5, c","b":5}', { a: 'see b:5, c', b: '5' }],
  ['{"a":NaN,"b":0.1}', { a: null, b: '0.1' }],
  ['{"a":1,"a":2}', { a: '2' }],
  ['7', '7'],
])('%s is read with its digits', (written, read) => {
  expect(parseExactJson(written)).toEqual(read)
})

test.each([
  '{"a":01}',
  '{"a":1.}',
  '{"a":.5}',
  '{"a":+1}',
  '{"a":1e}',
  '{"a":-}',
  '{"a":1 2}',
  '{"a":1, 5 :1}',
  '{"a:5,"b":1}',
  '{5:1}',
])('%s is not JSON', (written) => {
  expect(parseExactJson(written)).toBeUndefined()
})
