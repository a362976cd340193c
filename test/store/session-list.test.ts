import pg from 'pg'
import { expect } from 'vitest'
import { newSessionId, parseSessionId, type SessionId } from '../../src/domain/session.ts'
import { findOwnSession, listSessions } from '../../src/store/session-list.ts'
import { queryDatabase, type TestTarget } from '../support/database.ts'
import { test } from '../support/fixtures/database.ts'
import { alice, bob, demo, openRefused, other, start } from './store-calls.ts'

const many = 3_000

test.beforeAll(async ({ database, target }) => {
  await openRefused(database)
  // Ids count upwards, as those made one after the other do.
  await queryDatabase(
    target,
    `insert into sessions (tenant_id, id, user_id, status, fence, request, created_at, updated_at, expires_at)
     select tenant_id, lpad(to_hex(n), 32, '0')::uuid, user_id, 'ready', fence, request, created_at, updated_at, expires_at
     from sessions, generate_series(1, $1::int) n`,
    [many],
  )
  // Many other users, so that the planner has a reason to go by user.
  await queryDatabase(
    target,
    `insert into sessions (tenant_id, id, user_id, status, fence, request, created_at, updated_at, expires_at)
     select tenant_id, overlay(gen_random_uuid()::text placing '00' from 1 for 2)::uuid, 'usr_' || n % 500, status, fence, request, created_at, updated_at, expires_at
     from sessions, generate_series(1, 10) n`,
  )
  await queryDatabase(target, 'analyze sessions')
})

/** Runs statements one after the other and gives the rows of the last. */
async function onOneConnection(target: TestTarget, ...statements: readonly string[]): Promise<unknown[]> {
  const client = new pg.Client(target)
  await client.connect()
  try {
    const results: pg.QueryResult[] = []
    for (const statement of statements) results.push(await client.query(statement))
    return results.at(-1)?.rows ?? []
  } finally {
    await client.end()
  }
}

const idOf = (n: number): SessionId => {
  const id = parseSessionId(`ses_${n.toString(16).padStart(32, '0')}`)
  if (id === undefined) throw new Error(String(n))
  return id
}

test('a page goes on right after the session it is told, however far back that is', async ({ database }) => {
  for (const n of [many, 1_000, 5]) {
    const page = await listSessions(database, demo, alice, { after: idOf(n), count: 3, status: null, now: start })
    expect(page.map(({ session }) => session.id)).toEqual([idOf(n - 1), idOf(n - 2), idOf(n - 3)])
  }
})

test('a page at the end reads no more of the database than one at the beginning', async ({ target }) => {
  // The very condition of the statement, planned without knowing the values, as a prepared statement comes to be.
  const rows = await onOneConnection(
    target,
    'set plan_cache_mode = force_generic_plan',
    `prepare page (text, text, uuid) as
      select id from sessions s where s.tenant_id = $1 and s.user_id = $2 and s.id < $3 order by s.id desc limit 3`,
    `explain (format json) execute page ('', '', gen_random_uuid())`,
  )
  const plan = JSON.stringify(rows)
  // The partitions one after the other, newest first, until the page is full; in none of them is anything put in order.
  expect(plan).toContain('"Node Type":"Append"')
  expect(plan).toContain('sessions_y')
  expect(plan).not.toMatch(/Sort|Seq Scan|MergeAppend/)
  expect(plan).toMatch(/Index Cond[^}]*id < \$3/)
})

test('nobody else’s sessions are found or listed', async ({ database }) => {
  const page = { after: null, count: 10, status: null, now: start }
  expect(await listSessions(database, demo, bob, page)).toEqual([])
  expect(await listSessions(database, other, alice, page)).toEqual([])
  expect(await findOwnSession(database, demo, bob, idOf(1))).toBeUndefined()
  expect(await findOwnSession(database, other, alice, idOf(1))).toBeUndefined()
  expect(await findOwnSession(database, demo, alice, newSessionId())).toBeUndefined()
  expect(await findOwnSession(database, demo, alice, idOf(1))).toMatchObject({ session: { id: idOf(1) } })
})

test('recorded events are shown by what is named alone, and the rest of their detail stays inside', async ({
  database,
  target,
}) => {
  const detail = { transactionId: 'Wtx', status: 'pending', meldStatus: 'TWO_FA_REQUIRED', secret: 's' }
  await queryDatabase(
    target,
    `insert into session_events (tenant_id, session_id, id, kind, detail, at)
     values ($1, $2::uuid, gen_random_uuid(), 'transaction', $3, $4)`,
    [demo, idOf(7).slice(4), JSON.stringify(detail), new Date(start + 1_234)],
  )
  const found = await findOwnSession(database, demo, alice, idOf(7))
  expect(found?.timeline).toEqual([
    { at: start, kind: 'created' },
    { at: start + 1_234, kind: 'transaction', transactionId: 'Wtx', status: 'pending' },
  ])
})

test('an event that the previous version recorded is told under its new name', async ({ database, target }) => {
  await queryDatabase(
    target,
    `insert into session_events (tenant_id, session_id, id, kind, detail, at)
     values ($1, $2::uuid, gen_random_uuid(), 'minted_again', '{"serviceProvider": "TRANSAK"}', $3)`,
    [demo, idOf(8).slice(4), new Date(start + 1)],
  )
  const found = await findOwnSession(database, demo, alice, idOf(8))
  expect(found?.timeline.at(-1)).toEqual({ at: start + 1, kind: 'refreshed', serviceProvider: 'TRANSAK' })
})

test('a session that the previous version has not finished is found by the status that it is shown with', async ({
  database,
  target,
}) => {
  await queryDatabase(target, `update sessions set status = 'creating' where id = $1::uuid`, [idOf(9).slice(4)])
  const page = await listSessions(database, demo, alice, { after: null, count: 10, status: 'unclear', now: start })
  expect(page.map(({ session }) => [session.id, session.status])).toEqual([[idOf(9), 'unclear']])
})
