import { expect } from 'vitest'
import { internalsOf } from '../../src/postgres/database.ts'
import {
  deleteOldEvents,
  eventBatchMax,
  findTenantsWithOldEvents,
  stopListening,
} from '../../src/store/event-expiry.ts'
import { listen } from '../../src/store/event-listeners.ts'
import { lastPosition } from '../../src/store/event-log.ts'
import { bindOpener, markReturned } from '../../src/store/links.ts'
import { untilBlocked } from '../postgres/blocked-statements.ts'
import { queryDatabase, type TestTarget } from '../support/database.ts'
import { test } from '../support/fixtures/fresh-database.ts'
import { addEndpoint, publishAll, recordedOf, startListening } from './listening.ts'
import { demo, openReady, other, start } from './store-calls.ts'

const anna = { shownCookie: 'anna', newCookie: 'anna', trace: 'anna', framed: null, cookies: 'kept' as const }
/** By the clock that ids are made with. */
const soon = () => Date.now() + 60_000

const addKeySql = `insert into tenant_keys (id, tenant_id, key_hash, name, scopes, created_at, created_by, expires_at, revoked_at)
  values (gen_random_uuid()::text, $1, sha256(gen_random_uuid()::text::bytea), 'k', '{read}', $2, 'ops', $3, $4)`

function addKey(target: TestTarget, expiresAt: number, revokedAt: number | null = null, tenant = demo) {
  const revoked = revokedAt === null ? null : new Date(revokedAt)
  return queryDatabase(target, addKeySql, [tenant, new Date(start), new Date(expiresAt), revoked])
}

const listeners = (target: TestTarget) => queryDatabase(target, 'select tenant_id from event_listeners order by 1')

test('an old event goes with its replays, deliveries and attempts', async ({ database, target }) => {
  await startListening(database)
  await startListening(database, other)
  await addEndpoint(target)
  const { id } = await openReady(database)
  await bindOpener(database, demo, id, anna, start)
  await publishAll(database)
  await queryDatabase(target, `insert into event_replays select tenant_id, 2, id, at from events`)
  await queryDatabase(
    target,
    `insert into delivery_attempts (tenant_id, delivery_id, number, at, duration_ms, request_headers)
     select tenant_id, id, 1, now(), 5, '{}' from deliveries`,
  )
  const hourAgo = Date.now() - 3_600_000
  expect(await findTenantsWithOldEvents(database, [demo, other], hourAgo)).toEqual([])
  expect(await deleteOldEvents(database, demo, hourAgo)).toBe(0)
  expect(await findTenantsWithOldEvents(database, [demo, other], soon())).toEqual([demo])
  expect(await deleteOldEvents(database, other, soon())).toBe(0)
  expect(await deleteOldEvents(database, demo, soon())).toBe(1)
  const left = `select (select count(*) from events)::int as events, (select count(*) from event_replays)::int as replays,
    (select count(*) from deliveries)::int as deliveries, (select count(*) from delivery_attempts)::int as attempts`
  expect(await queryDatabase(target, left)).toEqual([{ events: 0, replays: 0, deliveries: 0, attempts: 0 }])
  // What is recorded from now on counts on.
  await markReturned(database, demo, id, start + 1)
  expect(await recordedOf(database, id)).toMatchObject([{ sequence: 2 }])
})

test('events are deleted the oldest first, a batch at a time', async ({ database, target }) => {
  await queryDatabase(
    target,
    `insert into events (tenant_id, id, type, subject, at)
     select $1, lpad(to_hex(n), 32, '0')::uuid, 'rampway.test', '{}', now() from generate_series(1, $2) as n`,
    [demo, eventBatchMax + 5],
  )
  expect(await deleteOldEvents(database, demo, soon())).toBe(eventBatchMax)
  const [oldest] = await queryDatabase(target, 'select min(id::text) as id from events')
  expect(Number.parseInt(String(oldest?.id).slice(-12), 16)).toBe(eventBatchMax + 1)
  expect(await deleteOldEvents(database, demo, soon())).toBe(5)
})

test('a tenant listens as long as it has a key in force or a webhook endpoint', async ({ database, target }) => {
  await startListening(database)
  await startListening(database, other)
  await addKey(target, start + 1_000)
  await addKey(target, start + 9_000, start + 500)
  await addEndpoint(target, { tenant: other, status: 'disabled' })
  const { id } = await openReady(database)
  await bindOpener(database, demo, id, anna, start)
  expect(await stopListening(database, [demo, other], start + 999)).toBe(0)
  expect(await stopListening(database, [other], start + 1_000)).toBe(0)
  expect(await stopListening(database, [demo, other], start + 1_000)).toBe(1)
  expect(await listeners(target)).toEqual([{ tenant_id: other }])
  expect(await queryDatabase(target, 'select session_id from session_timers')).toEqual([])
  await markReturned(database, demo, id, start + 2)
  expect(await recordedOf(database, id)).toHaveLength(1)
})

test('one that listens again goes on behind what it was told before', async ({ database }) => {
  await startListening(database)
  const { id } = await openReady(database)
  await bindOpener(database, demo, id, anna, start)
  await publishAll(database)
  expect(await stopListening(database, [demo], start)).toBe(1)
  expect(await lastPosition(database, demo)).toBe(0)
  await startListening(database)
  await markReturned(database, demo, id, start + 1)
  expect((await publishAll(database)).map(({ position }) => position)).toEqual([1, 2])
})

test('a key that is made while its tenant is taken for idle keeps it listening', async ({
  database,
  target,
  second,
}) => {
  await startListening(database)
  const stopping = await internalsOf(database).connection.transaction(async (query) => {
    await query('add_key', addKeySql, [demo, new Date(start), new Date(start + 9_000), null])
    await listen(query, demo, start)
    const stopped = stopListening(second, [demo], start)
    await untilBlocked(target, 1)
    // A list, for a promise would be waited for.
    return [stopped]
  })
  expect(await Promise.all(stopping)).toEqual([0])
  expect(await listeners(target)).toEqual([{ tenant_id: demo }])
})
