import { readFile } from 'node:fs/promises'
import { brotliCompressSync } from 'node:zlib'
import { test as base, expect } from 'vitest'
import { closing } from '../support/fixtures/closing.ts'
import { lintPackage, packPackage } from '../support/packed.ts'
import { embedFile } from './partner.ts'

const brotliBytesMax = 3 * 1_024

const test = base.extend(
  'embed',
  { scope: 'file' },
  closing(() => packPackage('embed')),
)

test('all of it is one file of at most 3 KB as it travels, which imports nothing', async () => {
  const file = await readFile(embedFile)
  expect(brotliCompressSync(file).byteLength).toBeLessThanOrEqual(brotliBytesMax)
  expect(file.toString()).not.toMatch(/\bimport\b/)
})

test('the package holds what it says and no tests', ({ embed }) => {
  const expected = ['LICENSE', 'README.md', 'package.json', 'dist/embed.js', 'dist/embed.d.ts', 'dist/react.js']
  expect(embed.files).toEqual(expect.arrayContaining(expected))
  expect(embed.files.filter((path) => /test|tsbuildinfo/.test(path))).toEqual([])
})

test('whoever imports it is led to code and types', async ({ embed }) => {
  await lintPackage(embed)
})
