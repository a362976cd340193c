import type { AddressInfo } from 'node:net'
import { createServer } from 'node:net'
import pg from 'pg'
import { describe, expect } from 'vitest'
import type { Patient } from '../../src/doctor/check.ts'
import { judgeDisk } from '../../src/doctor/database-checks.ts'
import { examine } from '../../src/doctor/examine.ts'
import { allChecks, checksNamed } from '../../src/doctor/registry.ts'
import { closeDatabase, openDatabase } from '../../src/postgres/database.ts'
import { emptyDatabase, queryDatabase, type TestTarget } from '../support/database.ts'
import { test } from '../support/fixtures/fresh-database.ts'
import { startTransactionPooler } from '../support/transaction-pooler.ts'
import { saidOf, strangerWith } from './patients.ts'

/** Runs `work` with what the doctor sees of a database. */
async function examining<T>(
  target: TestTarget,
  work: (known: Partial<Patient>) => Promise<T>,
  folder?: string,
): Promise<T> {
  const database = openDatabase({ target, preparedStatements: false, onError: () => {} })
  try {
    return await work({ database: async () => ({ database, isPrivate: false, folder }) })
  } finally {
    await closeDatabase(database)
  }
}

/** One statement as the superuser, whom the server's socket lets in. */
async function asSuperuser(target: TestTarget, text: string): Promise<void> {
  await queryDatabase({ ...target, user: 'postgres' }, text)
}

const said = (target: TestTarget, id: Parameters<typeof saidOf>[0], folder?: string) =>
  examining(target, (known) => saidOf(id, known), folder)

test('a database as it should be has nothing against it', async ({ target }) => {
  const found = await examining(
    target,
    async (known) => await examine(strangerWith(known), checksNamed('database')),
    '.',
  )
  const wrong = found.filter(({ id, severity }) => severity !== 'ok' && id !== 'durability' && id !== 'disk')
  expect(wrong).toEqual([])
  expect(found.map(({ id }) => id)).toEqual(expect.arrayContaining(['postgresql', 'schema', 'partitions', 'pooler']))
})

describe('durability', () => {
  test('fsync off is an error: the server of the tests really has it off', async ({ target }) => {
    const [verdict] = await said(target, 'durability')
    expect(verdict).toEqual(['error', expect.stringContaining('fsync off')])
  })

  test('synchronous_commit off is in what is found', async ({ target }) => {
    await queryDatabase(target, `alter database ${target.database} set synchronous_commit = off`)
    expect(await said(target, 'durability')).toEqual([['error', expect.stringContaining('synchronous_commit off')]])
  })
})

test('another default isolation than read committed is an error', async ({ target }) => {
  await queryDatabase(target, `alter database ${target.database} set default_transaction_isolation = 'serializable'`)
  expect(await said(target, 'isolation')).toEqual([['error', 'serializable']])
})

test('a database that takes no writes is an error, and can be examined all the same', async ({ target }) => {
  await queryDatabase(target, `alter database ${target.database} set default_transaction_read_only = on`)
  expect(await said(target, 'postgresql')).toEqual([['error', expect.stringContaining('takes no writes')]])
  expect(await said(target, 'schema')).toEqual([['ok', expect.stringContaining('up to date')]])
})

test('a superuser is a reason to worry, and on a private server a note', async ({ target }) => {
  const superuser = { ...target, user: 'postgres' }
  expect(await said(superuser, 'database_role')).toEqual([['warning', expect.stringContaining('a superuser')]])
  const ofPrivate = examining(superuser, async ({ database }) => {
    const opened = await database?.()
    if (opened === undefined) throw new Error('no database')
    return await saidOf('database_role', { database: async () => ({ ...opened, isPrivate: true }) })
  })
  expect(await ofPrivate).toEqual([['info', expect.stringContaining('a private server')]])
})

test('a role that bypasses row security is a reason to worry', async ({ target }) => {
  const role = `bypasser_${target.database}`
  await asSuperuser(target, `create role ${role} login bypassrls`)
  const found = await said({ ...target, user: role }, 'database_role')
  expect(found).toEqual([['warning', expect.stringContaining('may bypass row security')]])
})

describe('the schema', () => {
  test('that is missing is told, and there are no partitions to count', async () => {
    const target = await emptyDatabase()
    expect(await said(target, 'schema')).toEqual([['warning', expect.stringContaining('no schema of Rampway')]])
    expect(await said(target, 'partitions')).toEqual([['skipped', 'there is no schema yet']])
  })

  test('with a migration to come is told, and one that is newer or changed is an error', async ({ target }) => {
    const ledger = (checksums: string) => queryDatabase(target, `update schema_ledger set checksums = ${checksums}`)
    await ledger('checksums[1:cardinality(checksums) - 1]')
    expect(await said(target, 'schema')).toEqual([['warning', expect.stringContaining('run rampway migrate')]])
    await ledger(`array_prepend('another', checksums)`)
    expect(await said(target, 'schema')).toEqual([['error', expect.stringContaining('not the released one')]])
  })
})

test('partitions that have run out are an error', async ({ target }) => {
  const partitions = await queryDatabase(target, `select inhrelid::regclass::text as name from pg_inherits`)
  const names = partitions
    .map(({ name }) => String(name))
    .filter((name) => !name.includes('idx') && !name.includes('key'))
  const tables = await queryDatabase(
    target,
    `select c.oid::regclass::text as name from pg_class c where c.relkind = 'r' and c.oid::regclass::text = any ($1)`,
    [names],
  )
  for (const { name } of tables) await queryDatabase(target, `drop table ${String(name)}`)
  expect(await said(target, 'partitions')).toEqual([['error', '0 days ahead']])
})

test('a pooler in transaction mode is recognised, and prepared statements behind it are', async ({ target }) => {
  const pooler = await startTransactionPooler(target)
  try {
    expect(await said(pooler.target, 'pooler')).toEqual([['info', 'a pooler in transaction mode']])
    const settings = {
      operatorListen: { host: '127.0.0.1', port: 1 },
      trustedProxies: [],
      preparedStatements: true,
    }
    const found = await examining(pooler.target, (known) => saidOf('pooler', { ...known, settings }))
    expect(found).toEqual([['warning', 'a pooler in transaction mode, with prepared_statements: true']])
  } finally {
    await pooler.close()
  }
  expect(await said(target, 'pooler')).toEqual([['ok', 'PostgreSQL is reached directly']])
})

test('a disk is judged by what is free on it; another machine’s cannot be seen', async ({ target }) => {
  const gibibyte = 1024 ** 3
  expect(judgeDisk({ free: 0.2 * gibibyte, all: 100 * gibibyte, size: '' }).severity).toBe('error')
  expect(judgeDisk({ free: 5 * gibibyte, all: 100 * gibibyte, size: '' }).severity).toBe('warning')
  expect(judgeDisk({ free: 50 * gibibyte, all: 100 * gibibyte, size: '' }).severity).toBe('ok')
  expect(await said(target, 'disk')).toEqual([['info', expect.stringContaining('another machine')]])
  expect(await said(target, 'disk', '.')).toEqual([
    [expect.any(String), expect.stringContaining('of its disk are free')],
  ])
})

test('a database that cannot be opened is one error, and the other checks say where to look', async () => {
  const database = async () => {
    throw new Error('the database "x" on db.example:5432 cannot be used: nothing listens there')
  }
  expect(await saidOf('postgresql', { database })).toEqual([
    ['error', expect.stringContaining('nothing listens there')],
  ])
  expect(await saidOf('durability', { database })).toEqual([['skipped', expect.stringContaining('see PostgreSQL')]])
})

test('a database that never answers costs the checks no more than their time', async () => {
  const silent = createServer(() => {})
  await new Promise<void>((resolve) => silent.listen(0, '127.0.0.1', resolve))
  const { port } = silent.address() as AddressInfo
  const target = { host: '127.0.0.1', port, user: 'u', database: 'd' }
  const database = openDatabase({ target, preparedStatements: false, onError: () => {} })
  const began = performance.now()
  const patient = strangerWith({ database: async () => ({ database, isPrivate: false, folder: undefined }) })
  const found = await examine(patient, checksNamed('database'))
  expect(performance.now() - began).toBeLessThan(15_000)
  expect(found.find(({ id }) => id === 'postgresql')?.severity).toBe('error')
  expect(found.every(({ severity }) => severity === 'error' || severity === 'skipped')).toBe(true)
  silent.close()
})

test('a role that may write nothing is all that the checks need', async ({ target }) => {
  const role = `reader_${target.database}`
  await asSuperuser(target, `create role ${role} login; grant pg_read_all_data to ${role}`)
  const written = async (text: string) => {
    const client = new pg.Client({ ...target, user: role })
    await client.connect()
    return await client.query(text).finally(() => client.end())
  }
  await expect(written(`insert into gateway_processes (beats) values (0)`)).rejects.toThrow('permission denied')
  const found = await examining(
    { ...target, user: role },
    async (known) => await examine(strangerWith(known), allChecks),
  )
  const ofDatabase = found.filter(({ id }) =>
    ['postgresql', 'isolation', 'pooler', 'schema', 'partitions', 'database_role'].includes(id),
  )
  expect(ofDatabase.map(({ id, severity }) => [id, severity])).toEqual(
    ['postgresql', 'isolation', 'pooler', 'database_role', 'schema', 'partitions'].map((id) => [id, 'ok']),
  )
})
