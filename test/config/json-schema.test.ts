import { readFile } from 'node:fs/promises'
import { Ajv2020 } from 'ajv/dist/2020.js'
import { expect, it } from 'vitest'
import { parse } from 'yaml'
import { fileSchema } from '../../src/config/schema.ts'

const head = { $schema: 'https://json-schema.org/draft/2020-12/schema', title: 'Rampway configuration' }
const published = `${JSON.stringify({ ...head, ...fileSchema }, null, 2)}\n`

it('publishes the JSON Schema that the file is checked with (after a change: npm run settings)', async () => {
  await expect(published).toMatchFileSnapshot('../../rampway.schema.json')
})

it('publishes a JSON Schema that a foreign validator accepts and that the example satisfies', async () => {
  const ajv = new Ajv2020({ strict: false, logger: false })
  const validate = ajv.compile(JSON.parse(published))
  expect(validate(parse(await readFile('rampway.example.yaml', 'utf8')))).toBe(true)
  expect(validate({ tenants: [] })).toBe(false)
})
