import pg from 'pg'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { closeDatabase, type Database } from '../../src/postgres/database.ts'
import { migrate, migrationsFolder, readMigrations } from '../../src/postgres/migrate.ts'
import { claimWebhooks } from '../../src/store/incoming-webhooks.ts'
import { sumWebhooks } from '../../src/store/tenant-webhooks.ts'
import { demo, start } from '../store/store-calls.ts'
import { emptyDatabase, openStore, type TestTarget } from '../support/database.ts'
import { untilBlocked } from './blocked-statements.ts'

const migration = '0009_incoming_webhooks.sql'

/** What the previous version sends to record a webhook, to claim those that are due, to settle and to delete them. */
const older = {
  record: `insert into notices (tenant_id, event_id, event_type, kind, payload, received_at, next_attempt_at)
    select $1, event_id, 'TRANSACTION_CRYPTO_PENDING', 'transaction', '{}', $2, $2
    from unnest($3::text[]) as t(event_id)
    on conflict (tenant_id, event_id) do nothing
    returning event_id`,
  claim: `with due as (
      select tenant_id, event_id from notices
      where tenant_id = $1 and handled_at is null and next_attempt_at <= $2
      order by next_attempt_at, event_id limit 1
      for update skip locked
    )
    update notices n set attempts = n.attempts + 1, next_attempt_at = $3
    from due d where n.tenant_id = d.tenant_id and n.event_id = d.event_id
    returning n.event_id`,
  settle: `with locked as materialized (
      select tenant_id, event_id from notices where tenant_id = $1 and event_id = $2 and handled_at is null for update
    )
    update notices n set handled_at = $3, outcome = 'refreshed'
    from locked l where n.tenant_id = l.tenant_id and n.event_id = l.event_id
    returning n.event_id`,
  remove: `with doomed as (
      select tenant_id, event_id from notices where tenant_id = $1 and handled_at is not null
      order by received_at limit 1 for update skip locked
    )
    delete from notices n using doomed d where n.tenant_id = d.tenant_id and n.event_id = d.event_id
    returning n.event_id`,
}

let target: TestTarget
let database: Database
let program: pg.Client

beforeEach(async () => {
  target = await emptyDatabase()
  database = openStore(target)
  const all = await readMigrations(migrationsFolder)
  await migrate(
    database,
    all.slice(
      0,
      all.findIndex(({ name }) => name === migration),
    ),
  )
  program = new pg.Client(target)
  await program.connect()
})
afterEach(async () => {
  await program.end()
  await closeDatabase(database)
})

/** As the older program sends it: prepared once, under its name. Gives the event ids. */
async function send(name: keyof typeof older, ...values: unknown[]): Promise<unknown[]> {
  const { rows } = await program.query({ name, text: older[name], values: [demo, ...values] })
  return rows.map(({ event_id }) => event_id)
}

/** A webhook's whole way through the older program. */
async function passThrough(id: string): Promise<void> {
  const [now, later] = [new Date(start), new Date(start + 60_000)]
  expect(await send('record', now, [id])).toEqual([id])
  expect(await send('record', now, [id])).toEqual([])
  expect(await send('claim', now, later)).toEqual([id])
  expect(await send('claim', now, later)).toEqual([])
  expect(await send('settle', id, now)).toEqual([id])
  expect(await send('remove')).toEqual([id])
}

test('the previous version goes on with the inbox by its former name, and both see the same webhooks', async () => {
  await passThrough('before')
  expect(await migrate(database, await readMigrations(migrationsFolder))).toContain(migration)
  await passThrough('after')
  expect(await send('record', new Date(start), ['seen by both'])).toEqual(['seen by both'])
  expect((await sumWebhooks(database, [demo])).oldestWaitingAt).toBe(start)
  const claimed = await claimWebhooks(database, demo, { limit: 9, leaseMs: 60_000, now: start })
  expect(claimed).toMatchObject([{ eventId: 'seen by both' }])
  expect(await send('claim', new Date(start), new Date(start))).toEqual([])
})

test('while somebody holds the inbox, webhooks come in between the tries of the upgrade', async () => {
  const holder = new pg.Client(target)
  await holder.connect()
  await holder.query('begin')
  await holder.query('select from notices')
  const upgrade = migrate(database, await readMigrations(migrationsFolder))
  for (let n = 0; n < 3; n++) {
    await untilBlocked(target, 1)
    expect(await send('record', new Date(start), [`webhook ${n}`])).toEqual([`webhook ${n}`])
  }
  await holder.query('commit')
  expect(await upgrade).toContain(migration)
  await holder.end()
})
