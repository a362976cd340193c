import { expect, it } from 'vitest'
import { expandReferences } from './reference.ts'

const readFile = (path: string) => (path === '/a b' ? { text: `\${A}` } : { fault: 'does not exist' })

it.each([
  [`\${A}`, 'one'],
  [`x\${A}y\${A}`, 'xoneyone'],
  [`$\${A}`, `\${A}`],
  ['$A $ {A}', '$A $ {A}'],
  [`\${NESTED}`, `\${A}`],
  [`x\${file:/a b}y`, `x\${A}y`],
])('turns %j into %j', (text, expanded) => {
  expect(expandReferences(text, { A: 'one', NESTED: `\${A}` }, readFile)).toMatchObject({ text: expanded, faults: [] })
})

it.each([
  `\${`,
  `\${A`,
  `\${}`,
  `\${A:-x}`,
  `\${1A}`,
  `\${ A }`,
  `\${B}`,
  `\${toString}`,
  `\${file:}`,
  `\${file:/b}`,
  `\${file:/a b`,
])('explains %j', (text) => {
  expect(expandReferences(text, { A: 'one' }, readFile).faults).toHaveLength(1)
})
