import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { linkPage } from '../../src/pages/link-pages.ts'
import { faults, linkOptions } from './gallery.ts'

test('docs/embedding.md names each page that a link can lead to, with its status', () => {
  const document = readFileSync('docs/embedding.md', 'utf8')
  const missing = faults.filter((fault) => {
    const { status, html } = linkPage(fault, linkOptions)
    const title = /<h1>(.*?)<\/h1>/.exec(html)?.[1] ?? fault
    const row = document
      .split('\n')
      .find((line) => line.startsWith('| ') && line.includes(title.replace('This trade ', '')))
    return row?.split(' | ')[1] !== String(status)
  })
  expect(missing).toEqual([])
})
