import { expect, test } from 'vitest'
import { continuePage, previewPage } from './preview-page.ts'

const anybody = { language: 'en', brand: null } as const

test('a preview tells nothing about a session, and leads nowhere', () => {
  const page = previewPage(anybody)
  expect(page.status).toBe(200)
  expect(page).toEqual(previewPage(anybody))
  expect(page.html).not.toMatch(/<a |<form|<script|ses_/)
  expect(page.headers['content-security-policy']).toContain("frame-ancestors 'none'")
})

test('the page for who may be a person leads on by a button that needs no script', () => {
  const page = continuePage(anybody, ['https://wallet.example'], '?continue=1')
  expect(page.status).toBe(200)
  expect(page.html).toContain('href="?continue=1"')
  expect(page.html).not.toContain('<script')
  expect(page.headers['content-security-policy']).toContain('frame-ancestors')
  expect(page.headers['content-security-policy']).toContain('https://wallet.example')
})
