import { readFile } from 'node:fs/promises'
import { expect, test } from 'vitest'
import { checks } from '../../src/domain/finding.ts'

test('docs/doctor.md has a heading for every check, in the order in which they are shown', async () => {
  const text = await readFile(new URL('../../docs/doctor.md', import.meta.url), 'utf8')
  const headings = [...text.matchAll(/^### (\S+)$/gm)].map(([, name]) => name)
  expect(headings).toEqual(Object.keys(checks))
})
