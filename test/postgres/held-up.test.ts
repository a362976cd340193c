import { beforeEach, expect, onTestFinished, test } from 'vitest'
import type { DatabaseUnavailableReason } from '../../src/domain/database-unavailable-reason.ts'
import { type Connection, openConnection, type Query } from '../../src/postgres/connection.ts'
import { closeDatabase, pingDatabase } from '../../src/postgres/database.ts'
import { runStep } from '../../src/postgres/step.ts'
import { cloneDatabase, openStore, type TestTarget } from '../support/database.ts'
import { startDatabaseRelay } from '../support/database-relay.ts'
import { holdUp } from '../support/hold-up.ts'

/** Longer than the pool waits for a connection. */
const heldUpMs = 4_000
/** Of a statement, and less than that. */
const patienceMs = 2_000

let target: TestTarget
beforeEach(async () => {
  target = await cloneDatabase()
})

function open(connectionsMax?: number): { connection: Connection; failures: DatabaseUnavailableReason[] } {
  const failures: DatabaseUnavailableReason[] = []
  const connection = openConnection({
    target,
    preparedStatements: true,
    ...(connectionsMax === undefined ? {} : { connectionsMax }),
    onIdleError: () => {},
    onUnavailable: (why) => failures.push(why),
  })
  onTestFinished(connection.close)
  return { connection, failures }
}

/** What has been asked for is on its way by then. */
const sent = (): Promise<void> => new Promise((resolve) => setImmediate(resolve))

test('an answer of the database that came while the event loop was held up counts', async () => {
  const { connection, failures } = open()
  const rows = await connection.transaction(async (query) => {
    const answer = query('held_up', 'select $1::text as said from pg_sleep(0.1)', ['in time'])
    await sent()
    holdUp(heldUpMs)
    return answer
  }, patienceMs)
  expect(rows).toEqual([{ said: 'in time' }])
  expect(failures).toEqual([])
})

test('who waits for a connection gets the one that was free before the event loop was held up', async () => {
  const { connection, failures } = open(1)
  const rows = await connection.transaction(async (query) => {
    const answer = query('first', 'select $1::text as said from pg_sleep(0.1)', ['first'])
    const next = connection.query('next', 'select $1::text as said', ['next'])
    await sent()
    holdUp(heldUpMs)
    await answer
    return () => next
  })
  expect(await rows()).toEqual([{ said: 'next' }])
  expect(failures).toEqual([])
})

test('who waits for a connection goes on waiting while the database answers others', async () => {
  const { connection, failures } = open(1)
  const next = await connection.transaction(async (query) => {
    const waiting = connection.query('next', 'select $1::text as said', ['next'])
    // Longer than the pool waits, all together.
    for (let n = 0; n < 4; n++) await query('one_second', 'select $1::int as n from pg_sleep(1)', [n])
    return () => waiting
  })
  expect(await next()).toEqual([{ said: 'next' }])
  expect(failures).toEqual([])
})

test('a connection that is being made when the event loop is held up is made', async () => {
  const { connection, failures } = open()
  const answer = connection.query('first', 'select $1::text as said', ['first'])
  await sent()
  holdUp(heldUpMs)
  expect(await answer).toEqual([{ said: 'first' }])
  expect(failures).toEqual([])
})

test('a database whose answer lies unread because the event loop was held up can serve', async () => {
  const database = openStore(target)
  onTestFinished(() => closeDatabase(database))
  await pingDatabase(database)
  const slow = { name: 'slow', run: (query: Query) => query('slow', 'select $1::int as n from pg_sleep(0.1)', [1]) }
  const answer = runStep(database, slow, { tenant: 'org-demo:env-sandbox' })
  await sent()
  holdUp(heldUpMs)
  await pingDatabase(database)
  expect(await answer).toEqual({ n: 1 })
})

test('a transaction that cannot be rolled back gives its connection up', async () => {
  const relay = await startDatabaseRelay(target)
  onTestFinished(relay.close)
  const connection = openConnection({
    target: relay.target,
    preparedStatements: true,
    connectionsMax: 1,
    onIdleError: () => {},
  })
  onTestFinished(connection.close)
  relay.onSent('rollback', (sending) => sending.silence('to_client', 'to_server'))
  const failing = connection.transaction(async (query) => {
    await query('one', 'select $1::int as n', [1])
    throw new RangeError('a row that cannot be read')
  })
  await expect(failing).rejects.toThrow('a row that cannot be read')
  expect(await connection.query('next', 'select $1::int as n', [2])).toEqual([{ n: 2 }])
})
