import { readFile } from 'node:fs/promises'
import { expect, it } from 'vitest'
import { readEnvironment } from '../../src/config/environment.ts'
import { fileSchema } from '../../src/config/schema.ts'
import { readListMember, readMember } from '../../src/domain/read-member.ts'

/** Every key of the file, as the document writes it: `a.b` for a mapping, restarting below each list. */
function keysOf(schema: unknown, prefix = ''): readonly string[] {
  const alternatives = readListMember(schema, 'oneOf').flatMap((each) => keysOf(each))
  const items = readMember(schema, 'items')
  const properties = readMember(schema, 'properties')
  if (items !== undefined) return [...(prefix === '' ? [] : [prefix]), ...keysOf(items)]
  if (typeof properties !== 'object' || properties === null)
    return [...(prefix === '' ? [] : [prefix]), ...alternatives]
  return Object.entries(properties).flatMap(([key, value]) => keysOf(value, prefix === '' ? key : `${prefix}.${key}`))
}

/** Every environment variable that is looked for, but for those that are the lower-case names of others. */
function variablesRead(): readonly string[] {
  const names = new Set<string>()
  const getOwnPropertyDescriptor = (_: object, name: string | symbol) => void names.add(String(name))
  readEnvironment(new Proxy({}, { getOwnPropertyDescriptor }))
  return [...names].filter((name) => name === name.toUpperCase())
}

it('documents every key of the file, and every environment variable', async () => {
  const page = await readFile('docs/configuration.md', 'utf8')
  const keys = keysOf(fileSchema)
  expect(keys).toContain('meld.api_key')
  expect(keys).toContain('environment_id')
  const variables = variablesRead()
  expect(variables).toEqual(expect.arrayContaining(['PORT', 'DATABASE_URL', 'HTTPS_PROXY']))
  expect([...keys, ...variables].filter((key) => !page.includes(`\`${key}\``))).toEqual([])
})
