import { expect, it } from 'vitest'
import { expandReferences } from './reference.ts'

it.each([
  [`\${A}`, 'one'],
  [`x\${A}y\${A}`, 'xoneyone'],
  [`$\${A}`, `\${A}`],
  ['$A $ {A}', '$A $ {A}'],
  [`\${NESTED}`, `\${A}`],
])('turns %j into %j', (text, expanded) => {
  expect(expandReferences(text, { A: 'one', NESTED: `\${A}` })).toMatchObject({ text: expanded, faults: [] })
})

it.each([`\${`, `\${A`, `\${}`, `\${A:-x}`, `\${1A}`, `\${ A }`, `\${B}`, `\${toString}`])('explains %j', (text) => {
  expect(expandReferences(text, { A: 'one' }).faults).toHaveLength(1)
})
