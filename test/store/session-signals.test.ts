import { afterEach, beforeEach, expect, test } from 'vitest'
import type { SessionId } from '../../src/domain/session.ts'
import { closeDatabase, type Database } from '../../src/postgres/database.ts'
import { signalChannel } from '../../src/postgres/signals.ts'
import { bindOpener } from '../../src/store/links.ts'
import {
  forgetWatchedSessions,
  markSessionSignals,
  waitForSession,
  watchSession,
} from '../../src/store/session-signals.ts'
import { cloneDatabase, openStore, queryDatabase, type TestTarget } from '../support/database.ts'
import { until } from '../support/until.ts'
import { callOf, demo, openReady, start } from './store-calls.ts'

/** Longer than any test may take: who wakes earlier was told. */
const neverMs = 600_000

let target: TestTarget
let database: Database

beforeEach(async () => {
  target = await cloneDatabase()
  database = openStore(target)
  const { id } = await openReady(database, callOf({ key: 'first' }))
  // Who waits while listening begins is woken by that.
  await waitForSession(database, demo, id, markSessionSignals(database), neverMs)
})
afterEach(() => closeDatabase(database))

async function open(id: SessionId, by: string): Promise<void> {
  const opener = { shownCookie: null, newCookie: by, cookies: 'unknown', framed: null, trace: by } as const
  expect(await bindOpener(database, demo, id, opener, start)).toMatchObject({ kind: 'bound' })
}

/** A mark of everything that was told on the channel before. */
async function toldSoFar(): Promise<number> {
  const before = markSessionSignals(database)
  await queryDatabase(target, `select pg_notify('${signalChannel}', 'something else')`)
  await until(async () => expect(markSessionSignals(database)).toBeGreaterThan(before))
  return markSessionSignals(database)
}

test('who watches a session is woken by its changes, and by those of no other', async () => {
  const { id } = await openReady(database, callOf({ key: 'one' }))
  const other = await openReady(database, callOf({ key: 'two' }))
  await watchSession(database, demo, id, neverMs)
  await watchSession(database, demo, other.id, neverMs)
  const mark = markSessionSignals(database)
  const woken: string[] = []
  void waitForSession(database, demo, other.id, mark, neverMs).then(() => woken.push('other'))
  const told = waitForSession(database, demo, id, mark, neverMs)
  await open(id, 'alice')
  await told
  expect(woken).toEqual([])
})

test('a change between the reading and the waiting is not missed', async () => {
  const { id } = await openReady(database, callOf({}))
  await watchSession(database, demo, id, neverMs)
  const mark = markSessionSignals(database)
  await open(id, 'alice')
  await until(async () => expect(markSessionSignals(database)).toBeGreaterThan(mark))
  await waitForSession(database, demo, id, mark, neverMs)
})

test('nothing is told of a session that nobody watches, or nobody any more', async () => {
  const { id } = await openReady(database, callOf({}))
  const mark = await toldSoFar()
  await open(id, 'alice')
  expect(await toldSoFar()).toBe(mark + 1)

  const later = await openReady(database, callOf({ key: 'later' }))
  await watchSession(database, demo, later.id, -1)
  expect(await forgetWatchedSessions(database, [demo])).toBe(1)
  const again = await toldSoFar()
  await open(later.id, 'alice')
  expect(await toldSoFar()).toBe(again + 1)
})
