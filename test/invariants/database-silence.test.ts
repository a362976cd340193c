import { expect } from 'vitest'
import { cloneDatabase, queryDatabase } from '../support/database.ts'
import { type DatabaseRelay, startDatabaseRelay } from '../support/database-relay.ts'
import { test as base } from '../support/fixtures/own-gateways.ts'
import { sessionBody, type TestGateway } from '../support/gateway.ts'
import { until } from '../support/until.ts'

/** Within this a caller is answered whatever the network does to the database's connections. */
const answeredWithinMs = 15_000

const test = base
  // biome-ignore lint/correctness/noEmptyPattern: the runner reads here which other fixtures are needed
  .extend('relay', async ({}, { onCleanup }) => {
    const relay = await startDatabaseRelay(await cloneDatabase())
    onCleanup(relay.close)
    return relay
  })
  .extend('gateway', async ({ relay, startGateway }, { onCleanup }) => {
    const gateway = await startGateway({ database: relay.target })
    // It can end only when its connections answer.
    onCleanup(async () => {
      await relay.welcome('pass')
      for (const connection of relay.connections()) connection.reset()
    })
    return gateway
  })

test.beforeEach(async ({ gateway }) => {
  // The user has a customer at Meld, and statements are prepared.
  for (const n of [1, 2]) expect((await gateway.openSession(sessionBody({ idempotency_key: `${n}` }))).status).toBe(201)
})

/** The answer, and how long it took. */
async function timed<T>(call: Promise<T>): Promise<{ answer: T; ms: number }> {
  const begun = performance.now()
  const answer = await call
  return { answer, ms: performance.now() - begun }
}

function silenceAll(relay: DatabaseRelay): void {
  for (const connection of relay.connections()) connection.silence('to_server', 'to_client')
}

const storedSessions = (gateway: TestGateway) =>
  queryDatabase(gateway.database, 'select status from sessions order by id')

test('connections that fall silent cost a call some seconds, once; meanwhile readiness says no', async ({
  gateway,
  relay,
}) => {
  // Several connections, which all fall silent, as when a firewall forgets them.
  await Promise.all(Array.from({ length: 6 }, () => gateway.send('/readyz')))
  silenceAll(relay)
  const opening = timed(gateway.openSession())
  await until(async () => expect((await gateway.send('/readyz')).status).toBe(503))
  const { answer, ms } = await opening
  expect(answer.status).toBe(201)
  expect(ms).toBeLessThan(answeredWithinMs)
  expect((await gateway.send('/readyz')).status).toBe(200)
  const silences = async () => {
    const { text } = await gateway.sendOperator('/metrics')
    return Number(/^rampway_database_failures_total\{reason="silent"\} (\d+)/m.exec(text)?.[1])
  }
  const before = await silences()
  expect(before).toBeGreaterThan(0)
  expect((await gateway.openSession()).status).toBe(201)
  expect(await silences()).toBe(before)
})

test.for(['claim_keys', 'store_ready_sessions'])(
  'when the reply to %s is lost, one session is opened all the same',
  async (step, { gateway, relay }) => {
    const before = (await gateway.widgetCalls()).length
    for (const [n, key] of ['of this call', null].entries()) {
      relay.onSent(step, (connection) => connection.silence('to_client'))
      const { answer, ms } = await timed(gateway.openSession(sessionBody({ idempotency_key: key })))
      expect(answer.status).toBe(201)
      expect(ms).toBeLessThan(answeredWithinMs)
      expect((await gateway.widgetCalls()).length - before).toBe(n + 1)
      for (const connection of relay.connections()) connection.resume()
    }
    expect(await storedSessions(gateway)).toEqual(Array.from({ length: 4 }, () => ({ status: 'ready' })))
  },
)

test('a database that takes connections and says nothing is answered for, until it speaks', async ({
  gateway,
  relay,
}) => {
  silenceAll(relay)
  await relay.welcome('silence')
  const calls = Array.from({ length: 3 }, () => timed(gateway.openSession()))
  for (const { answer, ms } of await Promise.all(calls)) {
    expect(answer.status).toBe(503)
    expect(answer.body.error_code).toBe('SYS-503-001-R')
    expect(answer.headers.get('retry-after')).toMatch(/^\d+$/)
    expect(ms).toBeLessThan(answeredWithinMs)
  }
  expect((await gateway.send('/readyz')).status).toBe(503)
  await relay.welcome('pass')
  const { answer, ms } = await timed(gateway.openSession())
  expect(answer.status).toBe(201)
  expect(ms).toBeLessThan(answeredWithinMs)
})

test('a call is answered by whoever replaces a connection that was reset under it', async ({ gateway, relay }) => {
  let wasReset = false
  relay.onSent('claim_keys', (connection) => {
    connection.reset()
    wasReset = true
  })
  expect((await gateway.openSession(sessionBody({ idempotency_key: 'reset' }))).status).toBe(201)
  expect(wasReset).toBe(true)
})
