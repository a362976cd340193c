import { readFile } from 'node:fs/promises'
import { brotliCompressSync } from 'node:zlib'
import { expect, test } from 'vitest'
import { embedFile } from './partner.ts'

const brotliBytesMax = 3 * 1_024

test('the whole package is one file of at most 3 KB as it travels, and imports nothing', async () => {
  const file = await readFile(embedFile)
  expect(brotliCompressSync(file).length).toBeLessThanOrEqual(brotliBytesMax)
  expect(file.toString()).not.toMatch(/\bimport\b/)
})
