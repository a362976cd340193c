import pg from 'pg'
import { expect } from 'vitest'
import { closeDatabase } from '../../src/postgres/database.ts'
import { settleTransactionChecks } from '../../src/store/due-checks.ts'
import { recordWebhook, settleWebhook } from '../../src/store/incoming-webhooks.ts'
import { untilBlocked } from '../postgres/blocked-statements.ts'
import { openStore, queryDatabase, type TestTarget } from '../support/database.ts'
import { test } from '../support/fixtures/database.ts'
import {
  alice,
  begin,
  beginning,
  callOf,
  demo,
  endOpening,
  readyWith,
  start,
  tryClaim,
  widgetOf,
} from './store-calls.ts'
import { record, upstreamOf } from './transaction-snapshots.ts'

test.beforeAll(async ({ database }) => {
  // The first connection is made before, so that the calls of each test go out together.
  await begin(database, callOf({ key: 'the first' }))
})

/**
 * Whether a group locks in one order, whichever its calls came in: somebody else holds the first row, so a group that
 * waits for it must not hold the second yet.
 */
async function expectOrder(
  target: TestTarget,
  table: string,
  column: string,
  group: () => Promise<unknown>,
  { first, second } = { first: 'a first', second: 'b second' },
): Promise<void> {
  const holder = new pg.Client(target)
  await holder.connect()
  const lock = `select from ${table} where ${column} = $1 for update nowait`
  await holder.query('begin')
  await holder.query(lock, [first])
  const waiting = group()
  await untilBlocked(target, 1)
  await queryDatabase(target, lock, [second])
  await holder.query('rollback')
  await waiting
  await holder.end()
}

test('claims and settlements of keys lock them in one order, however they come in', async ({ database, target }) => {
  const keys = ['b second', 'a first']
  const begun = await Promise.all(keys.map(async (key) => ({ key, ...(await begin(database, callOf({ key }))) })))
  await expectOrder(target, 'idempotency_keys', 'key', () =>
    Promise.all(keys.map((key) => tryClaim(database, demo, callOf({ key })))),
  )
  await expectOrder(target, 'idempotency_keys', 'key', () =>
    Promise.all(
      begun.map(({ key, id, fence }) => {
        const finish = { ...beginning, user: alice, key, id, fence, now: start }
        return endOpening(database, demo, { ...finish, result: readyWith(widgetOf(id)) })
      }),
    ),
  )
})

const webhookOf = (eventId: string) => ({
  eventId,
  eventType: 'TRANSACTION_CRYPTO_PENDING',
  kind: 'transaction' as const,
  occurredAt: null,
  transactionId: null,
  externalSessionId: null,
  upstreamSessionId: null,
  customerId: null,
  externalCustomerId: null,
  meldStatus: null,
  kycStatus: null,
})

test('webhooks that come in together are written in one order, and settled in one', async ({ database, target }) => {
  const names = ['b second', 'a first']
  const record = (name: string) => recordWebhook(database, demo, webhookOf(name), null, start)
  const holder = new pg.Client(target)
  await holder.connect()
  await holder.query('begin')
  // Not committed: whoever brings the same event waits for it.
  await holder.query(
    `insert into incoming_webhooks (tenant_id, event_id, event_type, kind, payload, received_at, next_attempt_at)
     values ($1, 'a first', 'T', 'transaction', '{}', now(), now())`,
    [demo],
  )
  const recording = Promise.all(names.map(record))
  await untilBlocked(target, 1)
  const beside = openStore(target)
  expect(await recordWebhook(beside, demo, webhookOf('b second'), null, start)).toBe('recorded')
  await closeDatabase(beside)
  await holder.query('commit')
  expect(await recording).toEqual(['replayed', 'replayed'])
  await holder.end()

  await expectOrder(target, 'incoming_webhooks', 'event_id', () =>
    Promise.all(names.map((name) => settleWebhook(database, demo, name, { outcome: 'refreshed' }, start))),
  )
})

test('checks that move nothing lock their transactions in one order, and so does settling them', async ({
  database,
  target,
}) => {
  // "B" comes after "a" in the order of words, and before it in ours.
  const transactions = ['a second', 'B first'].map((id) => upstreamOf({ id }))
  for (const upstream of transactions) await record(database, upstream)
  const inOrder = { first: 'B first', second: 'a second' }
  const check = () => Promise.all(transactions.map((upstream) => record(database, upstream)))
  await expectOrder(target, 'transactions', 'id', check, inOrder)
  const held = new Date(start)
  await queryDatabase(target, 'update transactions set next_check_at = $1', [held])
  const settled = transactions.map(({ id }) => ({ id, nextCheckAt: start + 1 }))
  await expectOrder(
    target,
    'transactions',
    'id',
    () => settleTransactionChecks(database, demo, settled, start),
    inOrder,
  )
})
