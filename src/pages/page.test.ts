import { expect, test } from 'vitest'
import { assets } from './assets.ts'
import { html, toText } from './html.ts'
import { renderPage } from './page.ts'

const parts = {
  status: 200,
  title: 'A <title>',
  layout: 'card',
  body: html`<main><h1>Hello</h1></main>`,
  frameAncestors: [],
} as const

test('a page without script allows none, and nothing inline, foreign or submitted', () => {
  expect(renderPage(parts).headers['content-security-policy']).toBe(
    "default-src 'none'; style-src 'self'; img-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'self'",
  )
})

test('a page with the script allows only our own files', () => {
  const { headers } = renderPage({ ...parts, script: 'return' })
  expect(headers['content-security-policy']).toContain("script-src 'self'; require-trusted-types-for 'script'")
  expect(headers['content-security-policy']).not.toMatch(/unsafe|\*|data:/)
})

test('only the origins named may frame a page, and none where framing is forbidden', () => {
  const framed = renderPage({ ...parts, frameAncestors: ['https://wallet.example', 'https://wallet.example'] })
  expect(framed.headers['content-security-policy']).toMatch(/frame-ancestors 'self' https:\/\/wallet\.example$/)
  const alone = renderPage({ ...parts, frameAncestors: 'none' })
  expect(alone.headers['content-security-policy']).toMatch(/frame-ancestors 'none'$/)
})

test('a frame ancestor that would end the policy is refused', () => {
  expect(() => renderPage({ ...parts, frameAncestors: ['https://a.example; script-src *'] })).toThrow(TypeError)
})

test('a page is never stored, never sniffed, and sends no referrer', () => {
  expect(renderPage(parts).headers).toMatchObject({
    'content-type': 'text/html; charset=utf-8',
    'cache-control': 'no-store',
    'referrer-policy': 'no-referrer',
    'x-content-type-options': 'nosniff',
    'x-robots-tag': 'noindex, nofollow',
  })
})

test('the title is escaped, and every file that a page refers to is served', () => {
  const page = renderPage({ ...parts, script: 'return' })
  expect(page.html).toContain('<title>A &lt;title&gt;</title>')
  expect(page.html).toContain(toText(parts.body))
  const references = [...page.html.matchAll(/(?:src|href)="\.\.(\/assets\/[^"]+)"/g)].map((match) => match[1] ?? '')
  expect(references).toHaveLength(3)
  for (const path of references) expect(assets.has(path)).toBe(true)
})
