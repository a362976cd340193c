import { describe, expect } from 'vitest'
import { defaultRetention } from '../../src/domain/retention.ts'
import { sessionLifetimeMs } from '../../src/domain/session.ts'
import { keepRetention } from '../../src/operations/retention.ts'
import { closeDatabase, type Database } from '../../src/postgres/database.ts'
import { monthAt, partitionName } from '../../src/postgres/partition-month.ts'
import { dropPartitions, ensurePartitions } from '../../src/postgres/partitions.ts'
import { idAt } from '../store/session-ids.ts'
import { callOf, demo, openReady } from '../store/store-calls.ts'
import { cloneDatabase, openStore, queryDatabase, type TestTarget } from '../support/database.ts'
import { test as base } from '../support/fixtures/own-gateways.ts'
import { sessionBody, type TestGateway } from '../support/gateway.ts'
import { until } from '../support/until.ts'

const dayMs = 24 * 60 * 60 * 1000
/** Beyond every partition. */
const never = Date.UTC(2200, 0)

/** Each test has a database of its own, and gateways on it when it wants one. */
const test = base
  .extend('target', () => cloneDatabase())
  .extend('database', ({ target }, { onCleanup }) => {
    const database = openStore(target)
    onCleanup(() => closeDatabase(database))
    return database
  })

/** A database with partitions for the years past, as one that has been in use for long. */
async function ageDatabase(database: Database): Promise<void> {
  await dropPartitions(database, never)
  for (const days of [700, 450, 200, 0]) await ensurePartitions(database, Date.now() - days * dayMs)
}

/** Opens a session that many days ago, with a key. */
async function openAgo(database: Database, days: number): Promise<string> {
  const now = Date.now() - days * dayMs
  const { id } = await openReady(database, callOf({ id: idAt(now), now, key: `of ${days} days ago` }))
  return id.slice('ses_'.length)
}

async function addWebhook(target: TestTarget, id: string, days: number, handled: boolean): Promise<void> {
  await queryDatabase(
    target,
    `insert into incoming_webhooks (tenant_id, event_id, event_type, kind, payload, received_at, handled_at, outcome, next_attempt_at)
     values ($1, $2, 'WEBHOOK_TEST', 'test', '{}', $3, $4, $5, $6)`,
    [
      demo,
      id,
      new Date(Date.now() - days * dayMs),
      handled ? new Date() : null,
      handled ? 'nothing_to_do' : null,
      new Date(never),
    ],
  )
}

/** An event that was recorded that many days ago. */
async function addEvent(target: TestTarget, days: number): Promise<void> {
  const id = idAt(Date.now() - days * dayMs).slice('ses_'.length)
  const text = `insert into events (tenant_id, id, type, subject, at) values ($1, $2, $3, '{}', now())`
  await queryDatabase(target, text, [demo, id, `of ${days} days ago`])
}

async function column(target: TestTarget, text: string): Promise<unknown[]> {
  return (await queryDatabase(target, text)).map((row) => Object.values(row)[0])
}
const sessionsLeft = (target: TestTarget) => column(target, 'select id::text from sessions order by id desc')
const keysLeft = (target: TestTarget) => column(target, 'select key from idempotency_keys order by claimed_at desc')
const webhooksLeft = (target: TestTarget) =>
  column(target, 'select event_id from incoming_webhooks order by received_at desc')

async function metric(gateway: TestGateway, line: string): Promise<number> {
  const answer = await gateway.sendOperator('/metrics')
  return Number(
    answer.text
      .split('\n')
      .find((one) => one.startsWith(`${line} `))
      ?.slice(line.length),
  )
}

function uuidOf(hex: string): string {
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5')
}

describe('the job', () => {
  test('deletes what is old by itself, and logs and counts it', async ({ startGateway, target, database }) => {
    await ageDatabase(database)
    const [young, old, oldest] = [
      await openAgo(database, 0),
      await openAgo(database, 150),
      await openAgo(database, 640),
    ]
    for (const [id, days] of Object.entries({ new: 0, young: 29, old: 31 })) await addWebhook(target, id, days, true)
    await addWebhook(target, 'waiting', 40, false)
    for (const days of [31, 29]) await addEvent(target, days)
    const gateway = await startGateway({ database: target, worker: true })

    await until(async () => expect(await sessionsLeft(target)).toEqual([young, old].map(uuidOf)))
    expect(await keysLeft(target)).toEqual(['of 0 days ago'])
    expect(await webhooksLeft(target)).toEqual(['new', 'young', 'waiting'])
    await until(async () => expect(await metric(gateway, 'rampway_expired_total{kind="key"}')).toBe(2))
    expect(await metric(gateway, 'rampway_expired_total{kind="webhook"}')).toBe(1)
    expect(await metric(gateway, 'rampway_expired_total{kind="partition"}')).toBeGreaterThan(1)
    expect(await metric(gateway, 'rampway_expired_total{kind="event"}')).toBe(1)
    expect(await column(target, 'select type from events')).toEqual(['of 29 days ago'])
    expect(gateway.logged()).toContain('deleted what was old')
    expect(oldest).not.toBe(old)
  })

  test('goes by the clock of the gateway: a key that expires later is deleted later', async ({
    startGateway,
    target,
  }) => {
    const gateway = await startGateway({ database: target })
    const { deps } = gateway
    const { signal } = new AbortController()
    await gateway.openSession(sessionBody({ idempotency_key: 'mine' }))
    expect(await keepRetention(deps, signal)).toEqual({ keys: 0, webhooks: 0, events: 0, partitions: [] })
    await gateway.advance(sessionLifetimeMs / 1000 + 3_500)
    expect(await keepRetention(deps, signal)).toMatchObject({ keys: 0 })
    await gateway.advance(200)
    expect(await keepRetention(deps, signal)).toMatchObject({ keys: 1 })
    expect(await keysLeft(target)).toEqual([])
  })

  test('never takes the months that sessions are opened in, however far the clock is moved', async ({
    startGateway,
    target,
    database,
  }) => {
    await ageDatabase(database)
    const old = await openAgo(database, 150)
    const gateway = await startGateway({ database: target })
    const { deps } = gateway
    await gateway.openSession()
    // Half a year at a time is as far as the simulator's clock goes.
    for (let n = 0; n < 4; n++) await gateway.advance((defaultRetention.sessionsDays / 4 + 50) * 86_400)
    const { partitions } = await keepRetention(deps, new AbortController().signal)
    expect(partitions.length).toBeGreaterThan(0)
    expect(await sessionsLeft(target)).toHaveLength(1)
    expect(await sessionsLeft(target)).not.toContain(uuidOf(old))
    expect((await gateway.openSession()).status).toBe(201)
  })

  test('makes partitions again where they ran out, and warns while there are few', async ({
    startGateway,
    target,
    database,
  }) => {
    const gateway = await startGateway({ database: target })
    expect((await gateway.send('/readyz')).body).toEqual({ status: 'ready' })
    expect(await metric(gateway, 'rampway_partitions_ahead_seconds')).toBeGreaterThan(80 * 86_400)
    await dropPartitions(database, never)
    expect(await metric(gateway, 'rampway_partitions_ahead_seconds')).toBe(0)
    const ready = await gateway.send('/readyz')
    expect([ready.status, ready.body.status]).toEqual([200, 'ready'])
    expect(ready.body.warning).toContain('for the sessions of 0 more days only')

    await keepRetention(gateway.deps, new AbortController().signal)
    expect((await gateway.send('/readyz')).body).toEqual({ status: 'ready' })
    expect((await gateway.openSession()).status).toBe(201)
  })

  test('a month that is missing is made by the first call that needs it; where it cannot be, calls come back later', async ({
    startGateway,
    target,
    database,
  }) => {
    const gateway = await startGateway({ database: target })
    await dropPartitions(database, never)
    const answers = await Promise.all(Array.from({ length: 5 }, () => gateway.openSession()))
    expect(answers.map(({ status }) => status)).toEqual([201, 201, 201, 201, 201])
    expect(gateway.logged()).toContain('partitions were missing and have been made')

    await dropPartitions(database, never)
    // A table of that name stands in its way.
    await queryDatabase(target, `create table ${partitionName('sessions', monthAt(Date.now()))} ()`)
    const refused = await gateway.openSession()
    expect([refused.status, refused.body.error_code]).toEqual([503, 'SYS-503-001-R'])
    expect(gateway.logged()).toContain('there is no partition for the sessions of this month, and none can be made')
  })

  test('leaves the rest to the next run when it is told to stop', async ({ startGateway, target, database }) => {
    await openAgo(database, 3)
    const gateway = await startGateway({ database: target })
    expect(await keepRetention(gateway.deps, AbortSignal.abort())).toMatchObject({ keys: 0 })
    expect(await keysLeft(target)).toHaveLength(1)
  })
})

describe('a session that has left', () => {
  test('is not found; its transaction stays, its link is unknown, and late news of it are handled', async ({
    startGateway,
    target,
    database,
  }) => {
    const gateway = await startGateway({ database: target, worker: true })
    // Its end comes long after its beginning.
    await gateway.control('/_sim/timings', { settling_seconds: 0.3, settled_seconds: 300, webhook_retry_seconds: 0.3 })
    const { session } = (await gateway.openSession()).body
    const link = new URL(session.widget_url).pathname
    const { transaction } = (
      await gateway.control('/_sim/checkout', { external_session_id: session.external_session_id, outcome: 'pay' })
    ).body
    const path = `/v0/ramp/transactions/${transaction.id}`
    const read = (address: string) => gateway.get(address)
    await until(async () => expect((await read(path)).status).toBe(200))

    // The gateway's own first round makes the months that are missing, and cannot while they are being dropped. Outside of
    // tests only months leave that no round makes.
    await until(async () =>
      expect(await metric(gateway, 'rampway_jobs_total{job="retention",result="done"}')).toBeGreaterThan(0),
    )
    await dropPartitions(database, never)
    await ensurePartitions(database, Date.now())

    expect((await read(`/v0/ramp/sessions/${session.id}`)).status).toBe(404)
    expect((await read('/v0/ramp/sessions')).body.sessions).toEqual([])
    const opened = await gateway.send(link)
    expect([opened.status, opened.text]).toEqual([404, expect.stringContaining('link')])
    await gateway.advance(600)
    await until(async () => {
      // One that is recorded late waits for a minute of its own.
      await gateway.advance(5)
      const rows = await queryDatabase(
        target,
        'select outcome, attempts from incoming_webhooks where transaction_id = $1',
        [transaction.id],
      )
      expect(rows.length).toBeGreaterThan(1)
      expect(new Set(rows.map(({ outcome }) => outcome))).toEqual(new Set(['refreshed']))
    })
    await until(async () => expect((await read(path)).body.transaction.status).toBe('completed'))
    expect(gateway.logged()).not.toContain('could not handle a webhook')
    expect(gateway.logged()).not.toContain('a background job failed')
  })
})
