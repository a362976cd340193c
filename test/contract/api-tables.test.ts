import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'
import { type Endpoint, errorsOf } from '../../src/contract/endpoint.ts'
import { endpoints } from '../../src/contract/endpoints.ts'
import { type ErrorName, errorCatalogue } from '../../src/domain/errors.ts'
import { printErrors, printMembers, printRequest } from './document-tables.ts'

const file = fileURLToPath(new URL('../../docs/api.md', import.meta.url))
/**
 * What stands between these two is printed: `request` or `errors` of the endpoint of that name, or of `everyCall`;
 * `members` of a component of the contract document, or those that it has beyond another one.
 */
const printed =
  /(<!-- Printed from openapi\.json by `npm run api`: (\w+) of (\w+)(?: beyond (\w+))? -->\n)[\s\S]*?(<!-- End of what is printed\. -->\n)/g

/** What docs/api.md is about. */
const userEndpoints: readonly Endpoint[] = endpoints.filter(({ access }) => access === 'user')

test('docs/api.md tells of every endpoint what the contract document says (after a change: npm run api)', async () => {
  const page = readFileSync(file, 'utf8')
  const told = new Set<string>()
  const current = page.replaceAll(
    printed,
    (_all, begin: string, part: string, name: string, base: string | undefined, end: string) => {
      told.add(`${part} of ${name}`)
      return `${begin}\n${printPart(part, name, base)}\n${end}`
    },
  )
  expect(told).toContain('errors of everyCall')
  for (const endpoint of userEndpoints) {
    if (hasFields(endpoint)) expect(told).toContain(`request of ${endpoint.name}`)
    if (endpoint.errors !== undefined) expect(told).toContain(`errors of ${endpoint.name}`)
  }
  for (const name of [
    'Session',
    'SessionDetail',
    'Quote',
    'Exclusion',
    'Transaction',
    'SupportedValues',
    'Asset',
    'Problem',
  ]) {
    expect(told).toContain(`members of ${name}`)
  }
  // Writes the file where vitest is run with --update, as `npm run api` does.
  await expect(current).toMatchFileSnapshot(file)
})

function hasFields({ query = {}, body = {} }: Endpoint): boolean {
  return Object.keys({ ...query, ...body }).length > 0
}

function printPart(part: string, name: string, base: string | undefined): string {
  if (part === 'members') return printMembers(name, base)
  if (`${part} of ${name}` === 'errors of everyCall') return printErrors(sharedErrors())
  const endpoint = endpoints.find((known) => known.name === name)
  if (endpoint === undefined) throw new Error(`docs/api.md names an endpoint that there is not: ${name}`)
  if (part === 'request') return printRequest(endpoint)
  if (part === 'errors') return printErrors(endpoint.errors ?? [])
  throw new Error(`docs/api.md wants ${part} of ${name}; there are request, errors and members`)
}

/** What a call can meet besides the errors of its own endpoint: they follow from its access, its path and its body. */
function sharedErrors(): readonly ErrorName[] {
  const shared = userEndpoints.flatMap(({ errors, ...rest }) => [...errorsOf(rest)])
  return [...new Set(shared)].toSorted((a, b) => errorCatalogue[a].status - errorCatalogue[b].status)
}
