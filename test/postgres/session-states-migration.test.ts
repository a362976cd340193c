import pg from 'pg'
import { describe, expect } from 'vitest'
import type { SessionId } from '../../src/domain/session.ts'
import type { Database } from '../../src/postgres/database.ts'
import { migrate, migrationsFolder, readMigrations } from '../../src/postgres/migrate.ts'
import { ensurePartitions } from '../../src/postgres/partitions.ts'
import { findOwnSession } from '../../src/store/session-list.ts'
import { findSession } from '../../src/store/session-lookup.ts'
import { requestColumn } from '../../src/store/session-row.ts'
import {
  alice,
  begin,
  type Call,
  callOf,
  demo,
  endOpening,
  leaseMs,
  readyWith,
  start,
  tryClaim,
  unclear,
  widgetOf,
} from '../store/store-calls.ts'
import { emptyDatabase, queryDatabase, type TestTarget } from '../support/database.ts'
import { test } from '../support/fixtures/fresh-database.ts'
import { untilBlocked } from './blocked-statements.ts'
import { olderBeginSql, olderFinishSql } from './older-program.ts'

test.override('target', () => emptyDatabase())

/** Applies every migration, or those up to a version. */
async function migrateUpTo(database: Database, version?: number): Promise<void> {
  await migrate(database, (await readMigrations(migrationsFolder)).slice(0, version))
  await ensurePartitions(database, Date.now())
}

/** Begins as the previous version does. */
async function beginAsBefore(target: TestTarget, call: Call) {
  const item = {
    tenant_id: demo,
    user_id: call.user,
    key: call.key,
    session_id: call.id.slice('ses_'.length),
    fingerprint: call.fingerprint,
    request: requestColumn(call.request),
    now_ms: call.now,
    lease_ms: call.leaseMs,
    process_id: null,
  }
  return (await queryDatabase(target, olderBeginSql, [JSON.stringify([item]), 1]))[0]
}

/** Settles as the previous version does. */
async function finishAsBefore(
  target: TestTarget,
  call: Call,
  fence: number,
  id: SessionId = call.id,
): Promise<boolean> {
  const item = {
    tenant_id: demo,
    user_id: call.user,
    key: call.key,
    session_id: id.slice('ses_'.length),
    fence,
    status: 'ready',
    request: requestColumn(call.request),
    widget: widgetOf(id),
    routing: null,
    failure: null,
    now_ms: call.now,
    created_ms: call.now,
  }
  return (await queryDatabase(target, olderFinishSql, [JSON.stringify([item]), 1]))[0]?.settled === true
}

test('a session whose opening was lost ends, says why, and its key still opens it', async ({ database, target }) => {
  await migrateUpTo(database, 6)
  const lost = callOf({ key: 'lost' })
  const young = callOf({ key: 'young', now: Date.now() })
  for (const call of [lost, young]) await beginAsBefore(target, call)
  await migrateUpTo(database)

  const found = await findOwnSession(database, demo, alice, lost.id)
  expect(found?.session).toMatchObject({ status: 'unclear', failure: { code: 'internal' } })
  expect(found?.timeline.map(({ kind }) => kind)).toEqual(['created', 'unclear'])
  const rows = await queryDatabase(
    target,
    'select status, next_check_at is null as done from sessions order by created_at',
  )
  expect(rows).toEqual([
    { status: 'unclear', done: true },
    { status: 'creating', done: false },
  ])

  const again = await begin(database, callOf({ key: 'lost', now: start + leaseMs }))
  expect([again.id, again.fence]).toEqual([lost.id, 2])
  const end = { ...lost, ...again, result: readyWith(widgetOf(lost.id)), now: start + leaseMs }
  expect(await endOpening(database, demo, end)).toBe(true)
  expect(await findSession(database, demo, lost.id)).toMatchObject({ status: 'ready', failure: null })
})

test('every state is one that the program knows, in what was stored before and in the months to come', async ({
  database,
  target,
}) => {
  await migrateUpTo(database, 6)
  await migrateUpTo(database)
  const held = `select count(*)::int as count from pg_constraint where contype = 'c' and not convalidated`
  expect(await queryDatabase(target, held)).toEqual([{ count: 0 }])
  await ensurePartitions(database, Date.UTC(2060, 1))
  for (const [table, column] of [
    ['sessions', 'status'],
    ['sessions', 'observation'],
    ['idempotency_keys', 'state'],
  ] as const) {
    const call = callOf({ key: `${table} ${column}` })
    await endOpening(database, demo, {
      ...call,
      ...(await begin(database, call)),
      result: readyWith(widgetOf(call.id)),
    })
    await expect(queryDatabase(target, `update ${table} set ${column} = 'other'`)).rejects.toThrow('check constraint')
  }
})

test('the upgrade waits for whoever holds a table without keeping others waiting, and without a deadlock', async ({
  database,
  target,
}) => {
  await migrateUpTo(database, 6)
  const [reader, visitor] = [new pg.Client(target), new pg.Client(target)]
  await Promise.all([reader.connect(), visitor.connect()])
  await reader.query('begin')
  await reader.query('select from sessions')
  const upgrade = migrateUpTo(database, 8)
  // Between its tries others get through, and the reader may take locks that the upgrade wants as well.
  for (let n = 0; n < 3; n++) {
    await untilBlocked(target, 1)
    await visitor.query('select from sessions, idempotency_keys, transactions')
  }
  await reader.query('select from idempotency_keys')
  await reader.query('select from transactions')
  await reader.query('commit')
  await upgrade
  await Promise.all([reader.end(), visitor.end()])
  expect(
    await queryDatabase(target, `select conname from pg_constraint where conname = 'sessions_status' limit 1`),
  ).toHaveLength(1)
})

describe('a process of the previous version that still runs', () => {
  test.beforeEach(({ database }) => migrateUpTo(database))

  test('opens sessions as ever, which are unclear to everybody else until it has', async ({ database, target }) => {
    const call = callOf({ key: 'its own' })
    await beginAsBefore(target, call)
    expect(await findSession(database, demo, call.id)).toMatchObject({ status: 'unclear' })
    expect(await tryClaim(database, demo, callOf({ key: 'its own' }))).toEqual({ kind: 'busy', id: call.id })
    expect(await finishAsBefore(target, call, 1)).toBe(true)
    expect(await tryClaim(database, demo, callOf({ key: 'its own' }))).toMatchObject({
      kind: 'replay',
      session: { id: call.id, status: 'ready' },
    })
  })

  test('is taken over from like any other', async ({ database, target }) => {
    const call = callOf({ key: 'taken' })
    await beginAsBefore(target, call)
    const taken = await begin(database, callOf({ key: 'taken', now: start + leaseMs }))
    expect([taken.id, taken.fence]).toEqual([call.id, 2])
    const end = { ...call, ...taken, result: readyWith(widgetOf(call.id)), now: start + leaseMs }
    expect(await endOpening(database, demo, end)).toBe(true)
    expect(await finishAsBefore(target, call, 1)).toBe(false)
    expect(await findSession(database, demo, call.id)).toMatchObject({ firstWidget: end.result.widget })
  })

  test('takes over claims that were never stored, and those that were left unclear', async ({ database, target }) => {
    for (const ending of [null, unclear]) {
      const key = `left ${ending?.kind}`
      const call = callOf({ key })
      const claimed = await begin(database, call)
      if (ending !== null) await endOpening(database, demo, { ...call, ...claimed, result: ending })
      const later = callOf({ key, now: start + leaseMs })
      expect(await beginAsBefore(target, later)).toMatchObject({ taken_over: true, other_fence: 2 })
      expect(await endOpening(database, demo, { ...call, ...claimed, result: readyWith(widgetOf(call.id)) })).toBe(
        false,
      )
      expect(await finishAsBefore(target, later, 2, call.id)).toBe(true)
      expect(await findSession(database, demo, call.id)).toMatchObject({ status: 'ready' })
    }
  })
})
