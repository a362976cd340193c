import { afterEach, beforeEach, expect, test } from 'vitest'
import type { SessionId } from '../../src/domain/session.ts'
import { closeDatabase, type Database } from '../../src/postgres/database.ts'
import { signalChannel } from '../../src/postgres/signals.ts'
import { markSessionSignals, sessionTopicSql, waitForSession } from '../../src/store/session-signals.ts'
import { cloneDatabase, openStore, queryDatabase, type TestTarget } from '../support/database.ts'
import { until } from '../support/until.ts'
import { demo } from './store-calls.ts'

/** Longer than any test may take: who wakes earlier was told. */
const neverMs = 60_000

const id = 'ses_01929b3e7a2b7c4d8e5f6a7b8c9d0e1f' as SessionId
const another = 'ses_01929b3e7a2b7c4d8e5f6a7b8c9d0e20' as SessionId
const uuid = '01929b3e-7a2b-7c4d-8e5f-6a7b8c9d0e1f'

let target: TestTarget
let database: Database

beforeEach(async () => {
  target = await cloneDatabase()
  database = openStore(target)
  const before = markSessionSignals(database)
  const first = waitForSession(database, demo, id, before, neverMs)
  // Who waits while listening begins is woken by that.
  await first
})
afterEach(() => closeDatabase(database))

function tell(): Promise<unknown> {
  return queryDatabase(target, `select pg_notify('${signalChannel}', ${sessionTopicSql('$1::uuid')})`, [uuid])
}

test('who waits for a session is woken by its name on the channel, and by no other', async () => {
  const mark = markSessionSignals(database)
  const woken: string[] = []
  void waitForSession(database, demo, another, mark, neverMs).then(() => woken.push('another'))
  const told = waitForSession(database, demo, id, mark, neverMs)
  await tell()
  await told
  expect(woken).toEqual([])
})

test('a change between the reading and the waiting is not missed', async () => {
  const mark = markSessionSignals(database)
  await tell()
  await until(async () => expect(markSessionSignals(database)).toBeGreaterThan(mark))
  await waitForSession(database, demo, id, mark, neverMs)
})

test('the name on the channel does not show the session', async () => {
  const [row] = await queryDatabase(target, `select ${sessionTopicSql('$1::uuid')} as name`, [uuid])
  expect(String(row?.name)).toMatch(/^[0-9a-f]{64}$/)
})
