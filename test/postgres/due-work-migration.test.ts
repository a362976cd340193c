import pg from 'pg'
import { expect } from 'vitest'
import type { Database } from '../../src/postgres/database.ts'
import { migrate, migrationsFolder, readMigrations } from '../../src/postgres/migrate.ts'
import { emptyDatabase, queryDatabase, type TestTarget } from '../support/database.ts'
import { test } from '../support/fixtures/fresh-database.ts'

test.override('target', () => emptyDatabase())

const migration = '0006_due_work.sql'

test.beforeEach(async ({ database, target }) => {
  const all = await readMigrations(migrationsFolder)
  const before = all.findIndex(({ name }) => name === migration)
  await migrate(database, all.slice(0, before))
  await queryDatabase(target, 'create schema rampway_jobs create table job (id integer)')
})

/** Goes on from there; tells whether the older schema is left. */
async function upgrade(target: TestTarget, database: Database): Promise<boolean> {
  expect(await migrate(database, await readMigrations(migrationsFolder))).toContain(migration)
  const [row] = await queryDatabase(target, `select to_regclass('rampway_jobs.job') is not null as is_left`)
  await queryDatabase(target, 'select from due_work')
  return row?.is_left === true
}

test('the upgrade drops the tables of the library that ran jobs before', async ({ database, target }) => {
  expect(await upgrade(target, database)).toBe(false)
})

test('where somebody holds them for long they are left, and the upgrade succeeds', async ({ database, target }) => {
  const holder = new pg.Client(target)
  await holder.connect()
  await holder.query('begin')
  await holder.query('lock table rampway_jobs.job in access share mode')
  expect(await upgrade(target, database)).toBe(true)
  await holder.end()
})
