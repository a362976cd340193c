import pg from 'pg'
import { afterEach, describe, expect } from 'vitest'
import { type SessionId, sessionIdInstant } from '../../src/domain/session.ts'
import { closeDatabase, type Database } from '../../src/postgres/database.ts'
import { dropPartitions, ensurePartitions, findPartitionHeadroom } from '../../src/postgres/partitions.ts'
import { findOwnSession } from '../../src/store/session-list.ts'
import { findSession } from '../../src/store/session-lookup.ts'
import { idAt } from '../store/session-ids.ts'
import { alice, callOf, demo, openReady } from '../store/store-calls.ts'
import { openStore, queryDatabase, type TestTarget } from '../support/database.ts'
import { test } from '../support/fixtures/fresh-database.ts'
import { untilBlocked } from './blocked-statements.ts'

let clients: pg.Client[] = []

afterEach(async () => {
  for (const client of clients) await client.end()
  clients = []
})

/** Far from the months that the template has partitions for. */
const now = Date.UTC(2040, 10, 20)
const dayMs = 86_400_000

async function connect(target: TestTarget): Promise<pg.Client> {
  const client = new pg.Client(target)
  await client.connect()
  clients.push(client)
  return client
}

async function partitionNames(target: TestTarget): Promise<string[]> {
  const rows = await queryDatabase(
    target,
    `select c.relname as name from pg_class c where c.relkind = 'r' and c.relname ~ '^session.*_y204' order by 1`,
  )
  return rows.map(({ name }) => String(name))
}

async function openAt(target: TestTarget, database: Database, instant: number): Promise<SessionId> {
  const { id } = await openReady(database, callOf({ id: idAt(instant) }))
  await queryDatabase(
    target,
    `insert into session_events (tenant_id, session_id, id, kind, detail, at)
     values ($1, $2, gen_random_uuid(), 'refreshed', '{}', now())`,
    [demo, id.slice('ses_'.length)],
  )
  return id
}

/** November 2040 to February 2041. */
const four = ['y2040m11', 'y2040m12', 'y2041m01', 'y2041m02']
const both = [...four.map((month) => `session_events_${month}`), ...four.map((month) => `sessions_${month}`)]

describe('making partitions', () => {
  test('makes those from the current month to three months ahead, and the second time none', async ({
    database,
    target,
  }) => {
    const headroom = await ensurePartitions(database, now)
    expect(headroom.made.toSorted()).toEqual(both)
    expect(headroom.until).toBe(Date.UTC(2041, 2))
    expect(await ensurePartitions(database, now)).toEqual({ made: [], until: headroom.until })
    expect(await findPartitionHeadroom(database, now)).toBe(headroom.until)
    expect(await partitionNames(target)).toEqual(both)
  })

  test('by six processes at once makes each of them once', async ({ second, database, target }) => {
    const stores = [database, second, ...Array.from({ length: 4 }, () => openStore(target))]
    const headrooms = await Promise.all(stores.map((store) => ensurePartitions(store, now)))
    expect(headrooms.flatMap(({ made }) => made).toSorted()).toEqual(both)
    expect(headrooms.every(({ until }) => until === Date.UTC(2041, 2))).toBe(true)
    await Promise.all(stores.slice(2).map(closeDatabase))
  })

  test('puts a session into the month of its id, to the millisecond, in UTC', async ({ database, target }) => {
    await ensurePartitions(database, now)
    const edge = Date.UTC(2040, 11)
    for (const instant of [edge - 1, edge]) await openAt(target, database, instant)
    const rows = await queryDatabase(
      target,
      `select tableoid::regclass::text as place, id::text from sessions where tenant_id = $1 order by id`,
      [demo],
    )
    expect(rows.map(({ place }) => place)).toEqual(['sessions_y2040m11', 'sessions_y2040m12'])
  })

  test('leaves free space on the pages of sessions, so that they are updated in place', async ({
    database,
    target,
  }) => {
    await ensurePartitions(database, now)
    const [row] = await queryDatabase(target, `select reloptions from pg_class where relname = 'sessions_y2040m12'`)
    expect(row?.reloptions).toEqual(['fillfactor=80'])
  })

  test('keeps nobody waiting who reads or writes, and waits for none of them', async ({ second, database, target }) => {
    const [reader, writer] = [await connect(target), await connect(target)]
    await openReady(database)
    await reader.query('begin')
    await reader.query('select count(*) from sessions')
    await writer.query('begin')
    await writer.query('update sessions set updated_at = now()')
    expect((await ensurePartitions(second, now)).made).toHaveLength(8)
    await openReady(database)
    await Promise.all([reader, writer].map((client) => client.query('commit')))
  })

  test('leaves it to the next time when somebody changes the table, unless there is none for this month', async ({
    database,
    target,
  }) => {
    await ensurePartitions(database, now)
    const other = await connect(target)
    await other.query('begin')
    await other.query('lock table only sessions in share update exclusive mode')
    const monthLater = now + 30 * dayMs
    expect(await ensurePartitions(database, monthLater)).toEqual({ made: [], until: Date.UTC(2041, 2) })
    await expect(ensurePartitions(database, now + 300 * dayMs)).rejects.toThrow(/busy.*lock timeout/)
    await other.query('commit')
    expect((await ensurePartitions(database, monthLater)).until).toBe(Date.UTC(2041, 3))
  })
})

describe('dropping partitions', () => {
  const old = Date.UTC(2040, 10, 9)
  const later = Date.UTC(2040, 11, 9)

  test.beforeEach(async ({ database }) => {
    await ensurePartitions(database, now)
  })

  test('takes whole months that have ended by then, with their events, and no other', async ({ database, target }) => {
    const [gone, kept] = [await openAt(target, database, old), await openAt(target, database, later)]
    expect(await dropPartitions(database, Date.UTC(2040, 11) - 1)).toMatchObject({ postponed: [] })
    expect(await findSession(database, demo, gone)).toBeDefined()
    const { dropped, postponed } = await dropPartitions(database, Date.UTC(2040, 11))
    expect(dropped).toEqual(expect.arrayContaining(['sessions_y2040m11', 'session_events_y2040m11']))
    expect(postponed).toEqual([])
    expect(await partitionNames(target)).toEqual(both.filter((name) => !name.endsWith('m11')))
    expect(await findSession(database, demo, gone)).toBeUndefined()
    expect((await findOwnSession(database, demo, alice, kept))?.timeline.map(({ kind }) => kind)).toContain('refreshed')
    expect(sessionIdInstant(kept)).toBe(later)
  })

  test('takes the table from before there were months when all of it is old enough', async ({ database }) => {
    const { id } = await openReady(database)
    const { dropped } = await dropPartitions(database, now)
    expect(dropped[0]).toMatch(/^sessions_to_y\d{4}m\d\d$/)
    expect(await findSession(database, demo, id)).toBeUndefined()
    expect((await ensurePartitions(database, now)).made).toEqual([])
  })

  test('keeps nobody waiting: what an open transaction holds is dropped at the next run, and unseen from now on', async ({
    second,
    database,
    target,
  }) => {
    const [gone, kept] = [await openAt(target, database, old), await openAt(target, database, later)]
    await dropPartitions(database, Date.UTC(2040, 10))
    const [reader, writer] = [await connect(target), await connect(target)]
    await reader.query('begin')
    await reader.query('select count(*) from sessions where id >= $1', [kept.slice(4)])
    await writer.query('begin')
    await writer.query('update sessions set updated_at = now() where id = $1', [kept.slice(4)])

    const dropping = dropPartitions(second, Date.UTC(2040, 11))
    await untilBlocked(target, 1)
    // Whoever has to wait for a lock fails.
    await queryDatabase(target, `alter database ${target.database} set lock_timeout = '100ms'`)
    const impatient = openStore(target)
    for (let n = 0; n < 20; n++) await openAt(target, impatient, later)
    await closeDatabase(impatient)
    expect(await dropping).toMatchObject({ postponed: expect.arrayContaining(['sessions_y2040m11']) })
    expect(await findSession(database, demo, gone)).toBeUndefined()

    await Promise.all([reader, writer].map((client) => client.query('commit')))
    const again = await dropPartitions(second, Date.UTC(2040, 11))
    expect(again).toEqual({ dropped: expect.arrayContaining(['sessions_y2040m11']), postponed: [] })
    expect(await partitionNames(target)).toEqual(both.filter((name) => !name.endsWith('m11')))
  })

  test('drops what a process left detached that died before it could drop it', async ({ database, target }) => {
    await queryDatabase(target, 'alter table sessions detach partition sessions_y2040m11')
    const { dropped } = await dropPartitions(database, Date.UTC(2040, 11))
    expect(dropped).toContain('sessions_y2040m11')
    expect(await partitionNames(target)).not.toContain('sessions_y2040m11')
  })

  test("leaves tables alone that only begin like ours, and those of others' names", async ({ database, target }) => {
    for (const name of ['sessions_copy', 'sessions_y2020m01_copy', 'session_events_of_old']) {
      await queryDatabase(target, `create table ${name} (n integer)`)
    }
    await dropPartitions(database, now)
    for (const name of ['sessions_copy', 'sessions_y2020m01_copy', 'session_events_of_old']) {
      expect(await queryDatabase(target, 'select to_regclass($1) is not null as there', [name])).toEqual([
        { there: true },
      ])
    }
  })

  test('by two processes at once drops everything, sooner or later', async ({ second, database, target }) => {
    await openAt(target, database, old)
    const results = await Promise.all([database, second].map((store) => dropPartitions(store, Date.UTC(2040, 11))))
    expect(results).toHaveLength(2)
    expect((await dropPartitions(database, Date.UTC(2040, 11))).postponed).toEqual([])
    expect(await partitionNames(target)).toEqual(both.filter((name) => !name.endsWith('m11')))
  })
})
