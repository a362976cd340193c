import pg from 'pg'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { closeDatabase, type Database } from '../../src/postgres/database.ts'
import { migrate, migrationsFolder, readMigrations } from '../../src/postgres/migrate.ts'
import { openStore } from '../store/store-calls.ts'
import { emptyDatabase, queryDatabase, type TestTarget } from '../support/database.ts'

const migration = '0006_due_work.sql'

let target: TestTarget
let database: Database

beforeEach(async () => {
  target = await emptyDatabase()
  database = openStore(target)
  const all = await readMigrations(migrationsFolder)
  const before = all.findIndex(({ name }) => name === migration)
  await migrate(database, all.slice(0, before))
  await queryDatabase(target, 'create schema rampway_jobs create table job (id integer)')
})
afterEach(() => closeDatabase(database))

/** Goes on from there; tells whether the older schema is left. */
async function upgrade(): Promise<boolean> {
  expect(await migrate(database, await readMigrations(migrationsFolder))).toContain(migration)
  const [row] = await queryDatabase(target, `select to_regclass('rampway_jobs.job') is not null as is_left`)
  await queryDatabase(target, 'select from due_work')
  return row?.is_left === true
}

test('the upgrade drops the tables of the library that ran jobs before', async () => {
  expect(await upgrade()).toBe(false)
})

test('where somebody holds them for long they are left, and the upgrade succeeds', async () => {
  const holder = new pg.Client(target)
  await holder.connect()
  await holder.query('begin')
  await holder.query('lock table rampway_jobs.job in access share mode')
  expect(await upgrade()).toBe(true)
  await holder.end()
}, 20_000)
