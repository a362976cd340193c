import { expect, onTestFinished } from 'vitest'
import { closeDatabase, openDatabase } from '../../src/postgres/database.ts'
import { dropPartitions } from '../../src/postgres/partitions.ts'
import { prepareSchema } from '../../src/postgres/schema.ts'
import { emptyDatabase, queryDatabase } from '../support/database.ts'
import { test as base } from '../support/fixtures/gateway.ts'
import { sessionBody, startTestGateway } from '../support/gateway.ts'
import { startTransactionPooler } from '../support/transaction-pooler.ts'
import { until } from '../support/until.ts'

const test = base
  .extend('direct', { scope: 'file' }, () => emptyDatabase())
  .extend('pooler', { scope: 'file' }, async ({ direct }, { onCleanup }) => {
    const pooler = await startTransactionPooler(direct)
    onCleanup(pooler.close)
    return pooler
  })
  .extend('two', { scope: 'file' }, async ({ target, gateway: { simulator } }, { onCleanup }) => {
    const two = await startTestGateway({ database: target, simulator })
    onCleanup(two.close)
    return two
  })

// The schema is made through the pooler too. Prepared statements are asked for, as in the example of a configuration.
test.override('target', ({ pooler }) => pooler.target)
test.override('gatewayOptions', { worker: true })

test('through a pooler that changes the server after each transaction, calls are answered as ever', async ({
  gateway,
  two,
}) => {
  const keys = Array.from({ length: 60 }, (_, n) => `key ${n % 30}`)
  const answers = await Promise.all(
    keys.map((key, n) => (n % 2 === 0 ? gateway : two).openSession(sessionBody({ idempotency_key: key }))),
  )
  expect(answers.map(({ status }) => status).filter((status) => status !== 201 && status !== 208)).toEqual([])
  expect(new Set(answers.map(({ body }) => body.session.id)).size).toBe(30)
  for (const { body } of answers.slice(0, 5)) {
    const headers = { 'x-juno-orgid': 'org-demo:env-sandbox', 'x-juno-jwt': await gateway.mintToken() }
    expect((await two.send(`/v0/ramp/sessions/${body.session.id}`, { headers })).status).toBe(200)
  }
})

test('a trade is followed in the background there as well', async ({ gateway, direct }) => {
  const { session } = (await gateway.openSession()).body
  await gateway.control('/_sim/timings', { settling_seconds: 0.2, settled_seconds: 0.2, webhook_retry_seconds: 0.3 })
  await gateway.control('/_sim/checkout', { external_session_id: session.external_session_id, outcome: 'pay' })
  await until(async () => {
    const [row] = await queryDatabase(direct, 'select status from transactions limit 1')
    expect(row).toEqual({ status: 'completed' })
  })
})

test('nothing is left behind on the connections that others use too: no setting, statement or listener', async ({
  pooler,
}) => {
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
  onTestFinished(through.close)
  const database = openDatabase({ target: through.target, preparedStatements: true, onError: () => {} })
  onTestFinished(() => closeDatabase(database))
  await prepareSchema(database)
  const { dropped, postponed } = await dropPartitions(database, Date.UTC(2100, 0))
  expect([dropped.length > 0, postponed]).toEqual([true, []])
})
