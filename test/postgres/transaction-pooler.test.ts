import { afterAll, beforeAll, expect, test } from 'vitest'
import { closeDatabase, openDatabase } from '../../src/postgres/database.ts'
import { dropPartitions } from '../../src/postgres/partitions.ts'
import { prepareSchema } from '../../src/postgres/schema.ts'
import { emptyDatabase, queryDatabase, type TestTarget } from '../support/database.ts'
import { sessionBody, startTestGateway, type TestGateway } from '../support/gateway.ts'
import { startTransactionPooler, type TransactionPooler } from '../support/transaction-pooler.ts'
import { until } from '../support/until.ts'

let direct: TestTarget
let pooler: TransactionPooler
let one: TestGateway
let two: TestGateway

// The schema is made through the pooler too. Prepared statements are asked for, as in the example of a configuration.
beforeAll(async () => {
  direct = await emptyDatabase()
  pooler = await startTransactionPooler(direct)
  one = await startTestGateway({ database: pooler.target, worker: true })
  two = await startTestGateway({ database: pooler.target, simulator: one.simulator })
})
afterAll(async () => {
  await two.close()
  await one.close()
  await pooler.close()
})

test('through a pooler that changes the server after each transaction, calls are answered as ever', async () => {
  const keys = Array.from({ length: 60 }, (_, n) => `key ${n % 30}`)
  const answers = await Promise.all(
    keys.map((key, n) => (n % 2 === 0 ? one : two).openSession(sessionBody({ idempotency_key: key }))),
  )
  expect(answers.map(({ status }) => status).filter((status) => status !== 201 && status !== 208)).toEqual([])
  expect(new Set(answers.map(({ body }) => body.session.id)).size).toBe(30)
  for (const { body } of answers.slice(0, 5)) {
    const headers = { 'x-juno-orgid': 'org-demo:env-sandbox', 'x-juno-jwt': await one.mintToken() }
    expect((await two.send(`/v0/ramp/sessions/${body.session.id}`, { headers })).status).toBe(200)
  }
})

test('a trade is followed in the background there as well', async () => {
  const { session } = (await one.openSession()).body
  await one.control('/_sim/timings', { settling_seconds: 0.2, settled_seconds: 0.2, webhook_retry_seconds: 0.3 })
  await one.control('/_sim/checkout', { external_session_id: session.external_session_id, outcome: 'pay' })
  await until(async () => {
    const [row] = await queryDatabase(direct, 'select status from transactions limit 1')
    expect(row).toEqual({ status: 'completed' })
  })
})

test('nothing is left behind on the connections that others use too: no setting, statement or listener', async () => {
  const servers = await Promise.all(
    Array.from({ length: 3 }, () =>
      queryDatabase(
        pooler.target,
        `select current_setting('statement_timeout') as timeout, current_setting('lock_timeout') as lock_timeout,
           current_setting('enable_seqscan') as seqscan, pg_sleep(0.05)::text as slept,
           (select count(*)::int from pg_prepared_statements) as prepared,
           (select count(*)::int from pg_listening_channels()) as channels`,
      ),
    ),
  )
  const clean = { timeout: '0', lock_timeout: '0', seqscan: 'on', slept: '', prepared: 0, channels: 0 }
  expect(servers.flat()).toEqual([clean, clean, clean])
})

test('months are made and dropped through it', async () => {
  const target = await emptyDatabase()
  const through = await startTransactionPooler(target)
  const database = openDatabase({ target: through.target, preparedStatements: true, onError: () => {} })
  await prepareSchema(database)
  const { dropped, postponed } = await dropPartitions(database, Date.UTC(2100, 0))
  expect([dropped.length > 0, postponed]).toEqual([true, []])
  await closeDatabase(database)
  await through.close()
})
