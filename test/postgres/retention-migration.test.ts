import { expect } from 'vitest'
import { type SessionId, sessionStatuses } from '../../src/domain/session.ts'
import type { Database } from '../../src/postgres/database.ts'
import { migrate, migrationsFolder, readMigrations } from '../../src/postgres/migrate.ts'
import { prepareSchema } from '../../src/postgres/schema.ts'
import { bindOpener, replaceWidget } from '../../src/store/links.ts'
import { findOwnSession, listSessions } from '../../src/store/session-list.ts'
import { findSession } from '../../src/store/session-lookup.ts'
import { idAt } from '../store/session-ids.ts'
import { alice, callOf, demo, openReady, start, tryClaim, widgetOf } from '../store/store-calls.ts'
import { closeCounted, emptyDatabase, openStore, queryDatabase, type TestTarget } from '../support/database.ts'
import { test } from '../support/fixtures/fresh-database.ts'

test.override('target', () => emptyDatabase())

async function migrateUpTo(database: Database, version: number): Promise<void> {
  await migrate(database, (await readMigrations(migrationsFolder)).slice(0, version))
}

/** What later migrations added to sessions, and the steps below write or read. */
const sessionColumns = ['trace_id uuid', 'upstream_calls jsonb', 'key_hash bigint']

/** Works in the old schema with today's steps, which need what later migrations added. */
async function inOldSchema<T>(target: TestTarget, work: () => Promise<T>): Promise<T> {
  await queryDatabase(target, 'create table gateway_processes (id integer)')
  await queryDatabase(target, 'create table watched_sessions (tenant_id text, session_id uuid)')
  await queryDatabase(target, 'alter table idempotency_keys add column process_id integer')
  for (const column of sessionColumns) await queryDatabase(target, `alter table sessions add column ${column}`)
  const result = await work()
  await queryDatabase(target, 'drop table gateway_processes, watched_sessions')
  await queryDatabase(target, 'alter table idempotency_keys drop column process_id')
  for (const column of sessionColumns) {
    await queryDatabase(target, `alter table sessions drop column ${column.split(' ', 1)[0]}`)
  }
  return result
}

const partitionsOf = (target: TestTarget, table: string) =>
  queryDatabase(
    target,
    `select c.relname as name, pg_get_expr(c.relpartbound, c.oid) as bounds
     from pg_inherits i join pg_class c on c.oid = i.inhrelid where i.inhparent = $1::regclass order by c.relname`,
    [table],
  )

const opener = { shownCookie: null, newCookie: 'cookie', cookies: 'unknown' as const, framed: null, trace: 'trace' }
const page = { after: null, count: 10, status: null, now: start }

test('everything that was stored before it is there afterwards, and goes on', async ({ database, target }) => {
  await migrateUpTo(database, 2)
  const call = callOf({ key: 'kept' })
  const { id, widget } = await inOldSchema(target, () => openReady(database, call))
  await inOldSchema(target, () => replaceWidget(database, demo, id, widget, widgetOf(id), start + 1))
  const older = (await inOldSchema(target, () => openReady(database, callOf({ id: idAt(Date.UTC(2024, 5, 7)) })))).id
  const before = await inOldSchema(target, () => findOwnSession(database, demo, alice, id))

  expect((await prepareSchema(database))[0]).toBe('0003_retention.sql')

  const session = { ...before?.session, traceId: null }
  expect(await findOwnSession(database, demo, alice, id)).toEqual({ ...before, session })
  expect(before?.timeline.map(({ kind }) => kind)).toContain('refreshed')
  const listed = await listSessions(database, demo, alice, page)
  expect(listed.map(({ session }) => session.id)).toEqual([id, older])
  expect(await tryClaim(database, demo, { ...call, id: idAt(Date.now()) })).toMatchObject({
    kind: 'replay',
    session: { id },
  })
  expect(await bindOpener(database, demo, id, opener, start + 2)).toMatchObject({ kind: 'bound', openedBefore: false })
  const { id: next } = await openReady(database)
  expect(sessionStatuses).toContain((await findSession(database, demo, next))?.status)
})

test('nothing is copied and no index is built again: table and indexes keep their files', async ({
  database,
  target,
}) => {
  await migrateUpTo(database, 2)
  await inOldSchema(target, () => openReady(database))
  const files = () =>
    queryDatabase(
      target,
      `select pg_relation_filenode(c.oid) as file from pg_class c
       where c.relkind in ('r', 'i') and c.relname ~ '^session' and pg_relation_filenode(c.oid) is not null order by 1`,
    )
  const before = await files()
  expect(before).toHaveLength(7)
  await migrateUpTo(database, 3)
  expect(await files()).toEqual(before)
  const detached = await queryDatabase(
    target,
    `select c.relname from pg_index x join pg_class c on c.oid = x.indexrelid
     where c.relkind = 'i' and c.relname ~ '^session' and not exists (select from pg_inherits i where i.inhrelid = c.oid)`,
  )
  expect(detached).toEqual([])
})

test('ids of a month to come, made by a clock that is ahead, stay readable and leave no month out', async ({
  database,
  target,
}) => {
  await migrateUpTo(database, 2)
  const ahead = new Date()
  const twoMonthsOn = Date.UTC(ahead.getUTCFullYear(), ahead.getUTCMonth() + 2, 3)
  const id: SessionId = idAt(twoMonthsOn)
  await inOldSchema(target, () => openReady(database, callOf({ id })))
  await prepareSchema(database)
  expect(await findSession(database, demo, id)).toMatchObject({ id })
  for (const days of [0, 20, 40, 60, 80]) {
    await openReady(database, callOf({ id: idAt(ahead.getTime() + days * 86_400_000) }))
  }
})

test('an empty database gets partitions until the end of the month, and then three months more', async ({
  database,
  target,
}) => {
  await migrateUpTo(database, 3)
  expect(await partitionsOf(target, 'sessions')).toHaveLength(1)
  await prepareSchema(database)
  for (const table of ['sessions', 'session_events']) {
    const partitions = await partitionsOf(target, table)
    expect(partitions).toHaveLength(4)
    expect(partitions[0]).toMatchObject({ bounds: expect.stringContaining('(MINVALUE)') })
  }
})

test('takes as long as it must, though statements are cut off after some seconds', async ({ database, target }) => {
  const sql = (await readMigrations(migrationsFolder))[2]?.sql ?? ''
  await migrateUpTo(database, 2)
  await queryDatabase(
    target,
    `set statement_timeout = '200ms'; begin; ${sql.replace('begin\n', 'begin\n perform pg_sleep(0.4);\n')}; commit`,
  )
  expect(await partitionsOf(target, 'sessions')).toHaveLength(1)
})

test('opening a session writes it once, and settles its key in place: no index is touched', async ({ target }) => {
  const database = openStore(target)
  await prepareSchema(database)
  for (let n = 0; n < 50; n++) await openReady(database, callOf({ key: `key-${n}` }))
  await closeCounted(database, target)
  const figures = await queryDatabase(
    target,
    `select relname, n_tup_upd::int as updated, n_tup_hot_upd::int as hot from pg_stat_user_tables
     where n_tup_upd > 0 and (relname like 'sessions%' or relname = 'idempotency_keys') order by relname`,
  )
  expect(figures).toEqual([{ relname: 'idempotency_keys', updated: 50, hot: 50 }])
})
