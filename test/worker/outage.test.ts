import { expect } from 'vitest'
import { queryDatabase } from '../support/database.ts'
import { test } from '../support/fixtures/gateway.ts'
import type { TestGateway } from '../support/gateway.ts'
import { until } from '../support/until.ts'

test.override('gatewayOptions', { worker: true })
test.beforeAll(async ({ gateway }) => {
  await gateway.control('/_sim/timings', { settling_seconds: 0.3, settled_seconds: 0.3, webhook_retry_seconds: 0.3 })
})

/** The worker has begun to work. */
async function working(gateway: TestGateway): Promise<void> {
  await until(async () => {
    const { text } = await gateway.sendOperator('/metrics')
    expect(text).toMatch(/rampway_jobs_total\{job="incoming_webhooks",result="done"\} [1-9]/)
  })
}

/** Cuts every connection to the gateway's database and lets none in until it is called with true. */
async function letIn(gateway: TestGateway, allowed: boolean): Promise<void> {
  const beside = { ...gateway.database, database: 'postgres' }
  const { database } = gateway.database
  await queryDatabase(beside, `alter database ${database} allow_connections ${allowed}`)
  if (allowed) return
  await queryDatabase(beside, 'select pg_terminate_backend(pid) from pg_stat_activity where datname = $1', [database])
}

test('while the database is unavailable webhooks are answered 503, Meld sends them again, and none is lost', async ({
  gateway,
}) => {
  await working(gateway)
  const { body: opened } = await gateway.openSession()
  await letIn(gateway, false)
  const { body: paid } = await gateway.control('/_sim/checkout', {
    external_session_id: opened.session.external_session_id,
    outcome: 'pay',
  })
  await until(async () => {
    const { body } = await gateway.control('/_sim/webhooks')
    const statuses = body.deliveries.map(({ status }: { status: number | null }) => status)
    expect(statuses.filter((status: number | null) => status === 503).length).toBeGreaterThan(2)
  })
  const refused = await gateway.sendOperator('/metrics')
  expect(refused.text).toMatch(/rampway_webhooks_received_total\{result="failed"\} [1-9]/)
  expect(refused.text).not.toMatch(/^rampway_(webhooks_oldest_unhandled|partitions_ahead|oldest_unresolved)_seconds/m)

  await letIn(gateway, true)
  await until(async () => {
    const rows = await queryDatabase(gateway.database, 'select status from transactions where id = $1', [
      paid.transaction.id,
    ])
    expect(rows).toEqual([{ status: 'completed' }])
  })
  await until(async () => {
    const rows = await queryDatabase(
      gateway.database,
      'select outcome from incoming_webhooks where transaction_id = $1',
      [paid.transaction.id],
    )
    expect(rows.map(({ outcome }) => outcome)).toEqual(['refreshed', 'refreshed', 'refreshed'])
  })
})

test('a process whose background jobs cannot start says so, serves, and starts them when it can', async ({
  startGateway,
}) => {
  const broken = await startGateway()
  await queryDatabase(broken.database, 'alter table due_work rename to away')
  const rest = await startGateway({ database: broken.database, simulator: broken.simulator, worker: true })
  await until(async () => expect(rest.logged()).toContain('background jobs are stalled'))
  expect((await rest.openSession()).status).toBe(201)
  await queryDatabase(rest.database, 'alter table away rename to due_work')
  await until(async () => {
    const { text } = await rest.sendOperator('/metrics')
    expect(text).toMatch(/rampway_jobs_total\{job="incoming_webhooks",result="done"\} [1-9]/)
  })
})
