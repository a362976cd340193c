import fc from 'fast-check'
import { expect, it } from 'vitest'
import { parseConfig } from '../../src/config/file.ts'
import { sampleEnv, sampleText } from './sample.ts'

const secretTexts = Object.values(sampleEnv)
/** The sample with its secrets in the text, where a mutation can carry them anywhere. */
const literalText = Object.entries(sampleEnv).reduce(
  (text, [name, value]) => text.replace(`\${${name}}`, value),
  sampleText,
)
const lines = literalText.split('\n')
const words = [...new Set(literalText.match(/[A-Za-z_]+/g))]

const piece = fc.oneof(
  fc.constantFrom(
    '',
    ' ',
    ':',
    '- ',
    '[',
    ']',
    '{',
    '}',
    '"',
    "'",
    '&a ',
    '*a',
    '!t ',
    '\t',
    '\n',
    '#',
    '|',
    '${',
    `\${X}`,
    '~',
    '0',
  ),
  fc.constantFrom(...words),
  fc.constantFrom(...secretTexts),
  fc.string({ unit: 'binary', maxLength: 6 }),
)
const mutation = fc.oneof(
  fc.record({ kind: fc.constant('replace'), at: fc.nat(literalText.length), span: fc.nat(12), piece }),
  fc.record({ kind: fc.constant('line'), at: fc.nat(lines.length - 1), span: fc.nat(lines.length - 1), piece }),
)

function mutate(text: string, change: { kind: string; at: number; span: number; piece: string }): string {
  if (change.kind === 'replace') return text.slice(0, change.at) + change.piece + text.slice(change.at + change.span)
  const moved = text.split('\n')
  const [line] = moved.splice(change.at, 1)
  moved.splice(change.span, 0, line ?? '')
  return moved.join('\n')
}

it('reads or refuses any mutation of a valid file, never throws, and never shows a secret', () => {
  fc.assert(
    fc.property(fc.array(mutation, { minLength: 1, maxLength: 3 }), (changes) => {
      const text = changes.reduce(mutate, literalText)
      const result = parseConfig(text, {}, 'rampway.yaml')
      const faults = result.kind === 'faults' ? result.faults : result.warnings
      if (result.kind === 'faults') expect(faults.length).toBeGreaterThan(0)
      for (const fault of faults) {
        expect(fault.detail).not.toBe('')
        expect(fault.line).toBeLessThanOrEqual(text.split('\n').length)
      }
      expect(JSON.stringify(faults)).not.toContain('9s3cr3t')
    }),
    { numRuns: 500 },
  )
})

it('gives every removal of a required line at least one fault with a path', () => {
  const required = lines.flatMap((line, index) =>
    /^\s*(- )?(id|type|app_id|environment_id|api_key):/.test(line) ? [index] : [],
  )
  expect(required.length).toBeGreaterThan(5)
  for (const index of required) {
    const kept = lines.map((line, each) => (each === index ? line.replace(/(- )?\S.*$/, '$1') : line)).join('\n')
    const result = parseConfig(kept, {}, 'rampway.yaml')
    expect(result.kind === 'faults' && result.faults.every((fault) => fault.path !== '' || fault.line > 0)).toBe(true)
  }
})
