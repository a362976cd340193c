import { fileURLToPath } from 'node:url'
import { describe, expect, test } from 'vitest'
import { cloneDatabase, emptyDatabase, queryDatabase } from '../support/database.ts'
import { dumpSchema } from './schema-dump.ts'

const file = fileURLToPath(new URL('../../schema.sql', import.meta.url))

const head = `-- The schema as the migrations make it, to read: written by \`npm run schema\`, compared by a test, run by nobody.
-- What columns mean is said in migrations/. sessions and session_events have a partition for each month beside this.

`

describe('schema.sql', () => {
  test('is the schema that the migrations make', async () => {
    const schema = head + (await dumpSchema(await cloneDatabase()))
    try {
      // Writes the file where vitest is run with --update, as `npm run schema` does.
      await expect(schema).toMatchFileSnapshot(file)
    } catch (error) {
      const advice = 'schema.sql is not the schema that migrations/ make: run npm run schema, and commit what it wrote'
      if (error instanceof Error) error.message = `${advice}\n${error.message}`
      throw error
    }
  })

  test('makes the same schema again when it is run', async () => {
    const schema = await dumpSchema(await cloneDatabase())
    const target = await emptyDatabase()
    await queryDatabase(target, schema)
    expect(await dumpSchema(target)).toBe(schema)
  })

  test.each([
    ['a materialized view', 'create materialized view seen as select 1 as one', 'relation seen'],
    ['a sequence', 'create sequence counted', 'relation counted'],
    ['an aggregate', 'create aggregate most(integer) (sfunc = int4larger, stype = integer)', 'aggregate most'],
    ['an enum', `create type mood as enum ('fine')`, 'type mood'],
  ])('does not leave out %s in silence', async (_what, statement, named) => {
    const target = await emptyDatabase()
    await queryDatabase(target, statement)
    await expect(dumpSchema(target)).rejects.toThrow(`cannot tell of ${named} yet`)
  })
})
