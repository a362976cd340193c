import { expect, test } from 'vitest'
import { noteLengthMax, readOperatorReason, readOperatorText, reasonLengthMax } from './operator-text.ts'

test('a reason stands in one line, and a note keeps its lines', () => {
  expect(readOperatorReason('  down\n since\t9:00 ')).toBe('down since 9:00')
  expect(readOperatorText(' first\nsecond ', noteLengthMax)).toBe('first\nsecond')
})

test('characters are counted, not their halves', () => {
  expect(readOperatorReason('🙂'.repeat(reasonLengthMax))).toBe('🙂'.repeat(reasonLengthMax))
  expect(readOperatorReason('🙂'.repeat(reasonLengthMax + 1))).toBeUndefined()
})

test.for([
  ['nothing', ' \n '],
  ['a zero byte', 'a\0b'],
  ['a terminal’s escape', 'x\u001b[1A\u001b[2K'],
  ['a control of C1', 'x\u009b2J'],
  ['a bell', 'x\u0007'],
  ['a change of direction', 'x\u202egnp.exe'],
  ['half a character', 'a \ud800 b'],
  ['a number', 7],
])('%s is none', ([, value]) => {
  expect(readOperatorReason(value)).toBeUndefined()
  expect(readOperatorText(value, noteLengthMax)).toBeUndefined()
})

test('a secret that was pasted is left out', () => {
  expect(readOperatorReason(`used rwo_${'a1'.repeat(32)} by mistake`)).toBe('used [redacted] by mistake')
  const link = `https://ramp.example/portal/sign-in#code=${'a1'.repeat(32)}`
  expect(readOperatorReason(`sent ${link} by mail`)).toBe(
    'sent https://ramp.example/portal/sign-in#code=[redacted] by mail',
  )
})
