import { createHash } from 'node:crypto'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import pg from 'pg'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { closeDatabase, type Database, openDatabase } from '../../src/postgres/database.ts'
import { type Migration, MigrationError, migrate, readMigrations } from '../../src/postgres/migrate.ts'
import { emptyDatabase, openStore, queryDatabase, type TestTarget } from '../support/database.ts'
import { until } from '../support/until.ts'
import { untilBlocked } from './blocked-statements.ts'

const released = new URL('../../migrations/', import.meta.url)

function fileOf(version: number, sql: string): Migration {
  const name = `${String(version).padStart(4, '0')}_step.sql`
  return { version, name, sql, checksum: createHash('sha256').update(sql).digest('hex') }
}

/** Applying any of these twice fails, or shows. */
const three = [
  fileOf(1, 'create table steps (n integer not null)'),
  fileOf(2, 'insert into steps values (2); insert into steps values (22)'),
  fileOf(3, 'alter table steps add column note text; insert into steps values (3)'),
]

describe('migrating', () => {
  let target: TestTarget
  let database: Database

  beforeEach(async () => {
    target = await emptyDatabase()
    database = openStore(target)
  })
  afterEach(() => closeDatabase(database))

  const steps = () => queryDatabase(target, 'select n from steps order by n')

  test('applies each released file once, and then nothing', async () => {
    const files = await readMigrations(released)
    expect(files.length).toBeGreaterThan(0)
    expect(await migrate(database, files)).toEqual(files.map(({ name }) => name))
    expect(await migrate(database, files)).toEqual([])
    expect(await queryDatabase(target, 'select checksums from schema_ledger')).toEqual([
      { checksums: files.map(({ checksum }) => checksum) },
    ])
  })

  test('by twenty processes at once applies each file exactly once', async () => {
    const processes = Array.from({ length: 20 }, () => openStore(target))
    const applied = await Promise.all(processes.map((process) => migrate(process, three)))
    expect(applied.flat().toSorted()).toEqual(three.map(({ name }) => name))
    expect(await steps()).toEqual([{ n: 2 }, { n: 3 }, { n: 22 }])
    await Promise.all(processes.map(closeDatabase))
  })

  test('waits for a process that is making the ledger at this very instant, and goes on with its table', async () => {
    const first = new pg.Client(target)
    await first.connect()
    await first.query('begin')
    await first.query('create table schema_ledger (id integer primary key, checksums text[] not null)')
    const second = migrate(database, three)
    await untilBlocked(target, 1)
    await first.query('commit')
    await first.end()
    expect(await second).toEqual(three.map(({ name }) => name))
  })

  test('waits, and says so, for a process that migrates longer than any other statement may take', async () => {
    await migrate(database, three.slice(0, 1))
    const said: string[] = []
    const patient = openDatabase({ target, preparedStatements: false, onError: ({ message }) => said.push(message) })
    const first = new pg.Client(target)
    await first.connect()
    await first.query('begin')
    await first.query('select 1 from schema_ledger for update')
    try {
      const applied = migrate(patient, three)
      await Promise.race([applied, untilBlockedFor(6)])
      await first.query('commit')
      expect(await applied).toEqual(['0002_step.sql', '0003_step.sql'])
      expect(said).toEqual(['another process is changing the schema: waiting until it has ended'])
    } finally {
      await first.end()
      await closeDatabase(patient)
    }
  })

  /** Resolves when a statement has waited for a lock for so long. */
  async function untilBlockedFor(seconds: number): Promise<void> {
    const text = `select 1 from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'
      and clock_timestamp() - query_start > interval '${seconds} seconds'`
    await until(async () => expect(await queryDatabase(target, text)).toHaveLength(1))
  }

  test('goes on from where an older program stopped', async () => {
    await migrate(database, three.slice(0, 1))
    expect(await migrate(database, three)).toEqual(['0002_step.sql', '0003_step.sql'])
  })

  test('is refused when a file that was applied has been changed since, with the name of the file', async () => {
    await migrate(database, three)
    const changed = [...three.slice(0, 1), fileOf(2, 'select 1'), ...three.slice(2)]
    await expect(migrate(database, changed)).rejects.toThrow(MigrationError)
    await expect(migrate(database, changed)).rejects.toThrow('0002_step.sql was changed after it was applied')
  })

  test('applies no newer file on top of a changed one', async () => {
    await migrate(database, three.slice(0, 2))
    const changed = [...three.slice(0, 1), fileOf(2, 'select 1'), ...three.slice(2)]
    await expect(migrate(database, changed)).rejects.toThrow(MigrationError)
    expect(await steps()).toEqual([{ n: 2 }, { n: 22 }])
  })

  test('is refused on a database that is newer than the program, with what to do', async () => {
    await migrate(database, three)
    await expect(migrate(database, three.slice(0, 2))).rejects.toThrow(MigrationError)
    await expect(migrate(database, three.slice(0, 2))).rejects.toThrow(/version 3.*knows 2.*run the newer program/)
  })

  test('undoes a file that fails half-way, and applies it when it has been fixed', async () => {
    const broken = [
      three[0] ?? fileOf(1, ''),
      fileOf(2, 'insert into steps values (2); insert into nowhere values (1)'),
    ]
    await expect(migrate(database, broken)).rejects.toThrow('nowhere')
    expect(await steps()).toEqual([])
    expect(await migrate(database, three)).toEqual(['0002_step.sql', '0003_step.sql'])
    expect(await steps()).toEqual([{ n: 2 }, { n: 3 }, { n: 22 }])
  })
})

describe('the folder of migrations', () => {
  let folder: string

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'rampway-migrations-'))
  })
  afterEach(() => rm(folder, { recursive: true, force: true }))

  const read = () => readMigrations(pathToFileURL(`${folder}/`))
  const write = (name: string) => writeFile(join(folder, name), `select '${name}'`)

  test('is read in order, each file with the checksum of its text; other files are left alone', async () => {
    for (const name of ['0002_b.sql', '0001_a.sql', 'README.md', '0003_c.sql.orig']) await write(name)
    expect(await read()).toEqual([
      { ...fileOf(1, "select '0001_a.sql'"), name: '0001_a.sql' },
      { ...fileOf(2, "select '0002_b.sql'"), name: '0002_b.sql' },
    ])
  })

  test.each([
    ['a gap', ['0001_a.sql', '0003_c.sql'], '0003_c.sql: expected a file numbered 2'],
    ['no first file', ['0002_b.sql'], '0002_b.sql: expected a file numbered 1'],
    ['a number twice', ['0001_a.sql', '0001_b.sql'], '0001_b.sql: expected a file numbered 2'],
    ['a name of another form', ['0001_a.sql', '2_b.sql'], '2_b.sql: expected a file numbered 2'],
    ['capitals in a name', ['0001_A.sql'], '0001_A.sql: expected a file numbered 1'],
  ])('with %s is refused', async (_what, names, message) => {
    for (const name of names) await write(name)
    await expect(read()).rejects.toThrow(MigrationError)
    await expect(read()).rejects.toThrow(message)
  })
})
