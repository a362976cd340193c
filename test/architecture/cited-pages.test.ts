import { execFileSync } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { expect, test } from 'vitest'

const files = execFileSync('git', ['ls-files', '--cached', '--others', '--exclude-standard'], { encoding: 'utf8' })
  .split('\n')
  .filter((path) => /^(src|packages|bench|scripts|migrations|docs)\/.*\.(ts|mjs|sql|md)$|^[A-Z]+\.md$/.test(path))
  .filter((path) => existsSync(path))

/** Other projects have a `docs/` too, and are cited by their whole address. */
const withoutAddresses = (text: string): string => text.replace(/https?:\/\/[^\s)]+/g, '')

test('every page that a comment or a document sends its reader to is in the repository', () => {
  const cited = files.flatMap((path) =>
    [...withoutAddresses(readFileSync(path, 'utf8')).matchAll(/\bdocs\/[\w-]+\.md\b/g)].map(([page]) => ({
      path,
      page,
    })),
  )
  expect(cited.length).toBeGreaterThan(20)
  expect(cited.filter(({ page }) => !existsSync(page))).toEqual([])
})

test('a section sign stands for a section of a public standard, never of a page that nobody can open', () => {
  const others = files.flatMap((path) =>
    readFileSync(path, 'utf8')
      .split('\n')
      .filter((line) => line.includes('§') && !/RFC \d+|OpenID Connect (Core|Discovery)/.test(line))
      .map((line) => `${path}: ${line.trim()}`),
  )
  expect(others).toEqual([])
})
