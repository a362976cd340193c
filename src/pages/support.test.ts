import { expect, test } from 'vitest'
import { toText } from './html.ts'
import { renderSupport } from './support.ts'

const brand = { name: 'Acme', logo: null, darkLogo: null, accent: null, support: 'mailto:help@acme.example' }
const code = { kind: 'code', code: 'K7Q2-M0AB' } as const

test('a code can be told, and a mail has it in its subject, in the language of the page', () => {
  const foot = toText(renderSupport({ language: 'fr', brand }, code))
  expect(foot).toContain('Communiquez ce code à l’assistance')
  expect(foot).toContain('>K7Q2-M0AB</code>')
  expect(foot).toContain('href="mailto:help@acme.example?subject=Code%20d%E2%80%99assistance%20K7Q2-M0AB"')
  expect(foot).toContain('>help@acme.example</a>')
})

test('where no session is known the reference of the request is told, and a mail has no subject', () => {
  const foot = toText(renderSupport({ language: 'en', brand }, { kind: 'trace', traceId: '4bf92f3577b34da6' }))
  expect(foot).toContain('quote this reference:')
  expect(foot).toContain('<code>4bf92f3577b34da6</code>')
  expect(foot).toContain('href="mailto:help@acme.example"')
})

test('a page of the tenant opens apart, and without a support address there is no link', () => {
  const support = 'https://acme.example/help?from=ramp'
  expect(toText(renderSupport({ language: 'en', brand: { ...brand, support } }, code))).toContain(
    `<a href="${support}" target="_blank" rel="noopener noreferrer">Contact support</a>`,
  )
  for (const none of [null, { ...brand, support: null }]) {
    expect(toText(renderSupport({ language: 'en', brand: none }, code))).not.toContain('<a ')
  }
})

test('an address that could run script is refused', () => {
  const support = 'javascript:alert(1)'
  expect(() => renderSupport({ language: 'en', brand: { ...brand, support } }, code)).toThrow(TypeError)
})
