import pg from 'pg'
import { afterEach, beforeEach, expect, test } from 'vitest'
import type { OpeningOutcome } from '../../src/domain/session-opening.ts'
import { closeDatabase, type Database, openDatabase } from '../../src/postgres/database.ts'
import { signalChannel } from '../../src/postgres/signals.ts'
import { awaitKey, markKeys } from '../../src/store/idempotency-keys.ts'
import {
  alice,
  begin,
  beginning,
  bob,
  callOf,
  demo,
  endOpening,
  other,
  readyWith,
  refused,
  start,
  tryClaim,
  unclear,
  widgetOf,
} from '../store/store-calls.ts'
import { cloneDatabase, openStore, queryDatabase, type TestTarget } from '../support/database.ts'

/** Longer than any test may take: who wakes earlier was told. */
const neverMs = 600_000

let target: TestTarget
/** The handles of two processes. */
let one: Database
let two: Database
let lost: Error[]

beforeEach(async () => {
  target = await cloneDatabase()
  lost = []
  one = openStore(target)
  two = openDatabase({ target, preparedStatements: true, onError: (error) => lost.push(error) })
})
afterEach(async () => {
  await closeDatabase(one)
  await closeDatabase(two)
})

test.each([
  ['ready', (id: Parameters<typeof widgetOf>[0]): OpeningOutcome => readyWith(widgetOf(id))],
  ['refused', () => refused],
  ['unclear', () => unclear],
])('a call that waits in another process is told when the holder has finished as %s', async (_status, resultOf) => {
  const held = await begin(one, callOf({ key: 'k' }))
  await beListening(two)
  const mark = markKeys(two)
  expect(await tryClaim(two, demo, callOf({ key: 'k' }))).toMatchObject({ kind: 'busy' })
  const told = awaitKey(two, demo, alice, 'k', mark, neverMs)
  await endOpening(one, demo, {
    ...beginning,
    user: alice,
    key: 'k',
    ...held,
    result: resultOf(held.id),
    now: start,
  })
  await told
})

test('a call that waits in the same process is told without the database', async () => {
  await beListening(one)
  const held = await begin(one, callOf({ key: 'k' }))
  const told = awaitKey(one, demo, alice, 'k', markKeys(one), neverMs)
  await endOpening(one, demo, { ...beginning, user: alice, key: 'k', ...held, result: refused, now: start })
  await told
})

test('news that came between the mark and the wait is not missed', async () => {
  await beListening(one)
  const held = await begin(one, callOf({ key: 'k' }))
  const mark = markKeys(one)
  await endOpening(one, demo, { ...beginning, user: alice, key: 'k', ...held, result: refused, now: start })
  await awaitKey(one, demo, alice, 'k', mark, neverMs)
})

test('a wait without news ends by itself', async () => {
  await awaitKey(one, demo, alice, 'k', markKeys(one), 20)
})

test('the same key of another user or tenant wakes nobody', async () => {
  const calls = [
    { tenant: demo, call: callOf({ key: 'k', user: bob }) },
    { tenant: other, call: callOf({ key: 'k' }) },
  ]
  await beListening(one)
  const woken: string[] = []
  const waiting = awaitKey(one, demo, alice, 'k', markKeys(one), neverMs).then(() => woken.push('alice'))
  for (const { tenant, call } of calls) {
    const { id, fence } = await begin(one, call, tenant)
    const { user, key } = call
    expect(await endOpening(one, tenant, { ...beginning, user, key, id, fence, result: refused, now: start })).toBe(
      true,
    )
  }
  expect(woken).toEqual([])
  const held = await begin(one, callOf({ key: 'k' }))
  await endOpening(one, demo, { ...beginning, user: alice, key: 'k', ...held, result: refused, now: start })
  await waiting
  expect(woken).toEqual(['alice'])
})

test('only a key that somebody waits for is announced to other processes, and without showing it', async () => {
  const listener = new pg.Client(target)
  await listener.connect()
  await listener.query(`listen ${signalChannel}`)
  const heard: (string | undefined)[] = []
  const news = new Promise<void>((resolve) => {
    listener.on('notification', ({ payload }) => {
      heard.push(payload)
      resolve()
    })
  })
  const quiet = await begin(one, callOf({ key: 'quiet' }))
  const wanted = await begin(one, callOf({ key: 'wanted' }))
  expect(await tryClaim(two, demo, callOf({ key: 'wanted' }))).toMatchObject({ kind: 'busy' })
  // Notifications come in the order of the commits: one about the first would come first.
  await endOpening(one, demo, { ...beginning, user: alice, key: 'quiet', ...quiet, result: refused, now: start })
  await endOpening(one, demo, { ...beginning, user: alice, key: 'wanted', ...wanted, result: refused, now: start })
  await news
  await listener.end()
  expect(heard).toEqual([expect.stringMatching(/^[0-9a-f]{64}$/)])
})

test('signals work again after the listening connection was cut', async () => {
  const held = await begin(one, callOf({ key: 'k' }))
  await beListening(two)
  const again = awaitKey(two, demo, alice, 'any key', markKeys(two), neverMs)
  const cut = await untilListening()
  await queryDatabase(target, 'select pg_terminate_backend($1)', [cut])
  await untilListening(cut)
  await again
  expect(lost.length).toBeGreaterThan(0)
  const mark = markKeys(two)
  expect(await tryClaim(two, demo, callOf({ key: 'k' }))).toMatchObject({ kind: 'busy' })
  const told = awaitKey(two, demo, alice, 'k', mark, neverMs)
  await endOpening(one, demo, { ...beginning, user: alice, key: 'k', ...held, result: refused, now: start })
  await told
})

test('closing lets everybody who waits go', async () => {
  const database = openStore(target)
  await beListening(database)
  const waiting = awaitKey(database, demo, alice, 'k', markKeys(database), neverMs)
  await closeDatabase(database)
  await waiting
})

/** Has a handle listen: a first wait makes it, and once it does everybody who waits by then checks once more. */
async function beListening(database: Database): Promise<void> {
  await awaitKey(database, demo, alice, 'any key', markKeys(database), neverMs)
}

/** Resolves with the process id of a connection that listens, other than `except`. */
async function untilListening(except = 0): Promise<number> {
  const text = `select pid from pg_stat_activity
    where datname = current_database() and pid <> $1 and query = 'listen ${signalChannel}' and state = 'idle'`
  for (;;) {
    const [row] = await queryDatabase(target, text, [except])
    if (typeof row?.pid === 'number') return row.pid
    await new Promise((resolve) => setTimeout(resolve, 10))
  }
}
