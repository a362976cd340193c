import { readFile } from 'node:fs/promises'
import { expect, test } from 'vitest'
import { exclusionReasons } from '../../src/domain/exclusion-reason.ts'

test('every reason is in the document of the API, and no other', async () => {
  const text = await readFile(new URL('../../docs/api.md', import.meta.url), 'utf8')
  const section = text.split('## Why a provider is out\n')[1]?.split('\n## ')[0] ?? ''
  const rows = section.split('\n').filter((line) => line.startsWith('| `'))
  const documented = rows.flatMap((row) =>
    [...(row.split('|')[1] ?? '').matchAll(/`([a-z_]+)`/g)].map(([, name]) => name),
  )
  expect(documented.toSorted()).toEqual(Object.keys(exclusionReasons).sort())
})
