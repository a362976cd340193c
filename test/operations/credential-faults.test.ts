import { readFile } from 'node:fs/promises'
import { expect, it } from 'vitest'
import { toldOf } from '../../src/operations/credential-faults.ts'
import { errorExplanations } from '../../src/pages/error-explanations.ts'

const told = Object.values(toldOf)

/** The part of a page from this heading up to the next of the same or a higher level. */
async function sectionOf(page: string, heading: string): Promise<string> {
  const text = await readFile(page, 'utf8')
  const level = heading.indexOf(' ')
  const from = text.indexOf(`\n${heading}\n`)
  expect(from, `${page} has ${heading}`).toBeGreaterThan(0)
  const rest = text.slice(from + heading.length + 2)
  return rest.split(new RegExp(`\n#{1,${level}} `))[0] ?? ''
}

it('docs/identity.md explains every fault, with the reason that the caller is told', async () => {
  const section = await sectionOf('docs/identity.md', '## 4. Why a token is refused')
  const rows = [...section.matchAll(/^\| `(\w+)` \| `(\w+)` \| \S.{20,} \|$/gm)]
  const explained = rows.map(([, fault, reason]) => `${fault} ${reason}`)
  expect(explained.toSorted()).toEqual(
    Object.entries(toldOf)
      .map(([fault, { reason }]) => `${fault} ${reason}`)
      .toSorted(),
  )
})

it('docs/api.md and the page of the error say what to do about every reason, and know no other', async () => {
  const reasons = [...new Set(told.map(({ reason }) => reason))].toSorted()
  const section = await sectionOf('docs/api.md', '### 401: what to do about it')
  const rows = [...section.matchAll(/^\| (`\w+`(?:, `\w+`)*) \| \S/gm)].flatMap(
    ([, cells]) => cells?.match(/\w+/g) ?? [],
  )
  expect(rows.filter((name) => name !== 'reason').toSorted()).toEqual(reasons)
  const causes = [...errorExplanations.unauthenticated.causes, ...errorExplanations.malformed_tenant.causes]
  expect(causes.map((cause) => cause.split(':')[0]).toSorted()).toEqual(reasons)
})

it('every detail fits into a header of RFC 6750, and says what to do', () => {
  for (const { detail } of told) expect.soft(detail).toMatch(/^[\x20\x21\x23-\x5b\x5d-\x7e]{40,400}$/)
})
