import { expect, test } from 'vitest'
import { errorCatalogue } from '../domain/errors.ts'
import { errorIndexPage, errorPage } from './error-page.ts'
import { escapeHtml } from './html.ts'

const entries = Object.values(errorCatalogue)

test.each(entries)('$code has a page with its status, title and remedy', ({ code, status, title, remedy }) => {
  const page = errorPage(code.toLowerCase())
  expect(page?.status).toBe(200)
  for (const text of [code, `HTTP ${status}`, `<h1>${escapeHtml(title)}</h1>`, escapeHtml(remedy)]) {
    expect(page?.html).toContain(text)
  }
})

test('a page says "retry" exactly for the codes that end in -R', () => {
  for (const { code } of entries) {
    expect(errorPage(code)?.html.includes('Retry later')).toBe(code.endsWith('-R'))
  }
})

test('the index leads to the page of every code, and to nothing else', () => {
  const linked = [...errorIndexPage().html.matchAll(/href="\.\/errors\/([^"]+)"/g)].map((match) => match[1])
  expect(linked.toSorted()).toEqual(entries.map(({ code }) => code.toLowerCase()).toSorted())
})

test('a code that is not ours has no page', () => {
  for (const code of ['', 'gen-999-001', '__proto__', 'constructor', 'internal'])
    expect(errorPage(code)).toBeUndefined()
})
