import pg from 'pg'
import { expect } from 'vitest'
import type { IncomingWebhook } from '../../src/domain/incoming-webhook.ts'
import type { Database } from '../../src/postgres/database.ts'
import {
  claimWebhooks,
  findTenantsWithDueWebhooks,
  recordWebhook,
  settleWebhook,
  type WebhookSettlement,
} from '../../src/store/incoming-webhooks.ts'
import { sumWebhooks } from '../../src/store/tenant-webhooks.ts'
import { queryDatabase } from '../support/database.ts'
import { test } from '../support/fixtures/database.ts'
import { demo, other, start } from './store-calls.ts'

let events = 0

function webhookOf(overrides: Partial<IncomingWebhook> = {}): IncomingWebhook {
  events += 1
  return {
    eventId: `event-${events}`,
    eventType: 'TRANSACTION_CRYPTO_PENDING',
    kind: 'transaction',
    occurredAt: null,
    transactionId: 'tx',
    meldStatus: 'PENDING',
    externalSessionId: null,
    upstreamSessionId: null,
    customerId: null,
    externalCustomerId: null,
    kycStatus: null,
    ...overrides,
  }
}

const leaseMs = 60_000

function claim(database: Database, now: number, from = database, tenant = demo, limit = 100) {
  return claimWebhooks(from, tenant, { limit, leaseMs, now })
}

async function settleAll(
  database: Database,
  ids: readonly string[],
  settlement: WebhookSettlement,
  now = start,
): Promise<void> {
  await Promise.all(ids.map((id) => settleWebhook(database, demo, id, settlement, now)))
}

test('an event is recorded once in a tenant, by the first of those that bring it, and once in another', async ({
  second,
  database,
}) => {
  const webhook = webhookOf()
  const bring = (n: number) => recordWebhook(n % 2 === 0 ? database : second, demo, webhook, 'nothing_to_do', start)
  const results = await Promise.all(Array.from({ length: 50 }, (_, n) => bring(n)))
  expect(results.filter((result) => result === 'recorded')).toHaveLength(1)
  expect(await recordWebhook(database, other, webhook, 'nothing_to_do', start)).toBe('recorded')
})

test('of two processes that claim at once each webhook goes to one', async ({ second, database }) => {
  const webhooks = Array.from({ length: 40 }, () => webhookOf())
  await Promise.all(webhooks.map((webhook) => recordWebhook(database, demo, webhook, null, start)))
  const claimed = await Promise.all(
    [0, 1, 2, 3].map((n) => claim(database, start, n % 2 === 0 ? database : second, demo, 10)),
  )
  const ids = claimed.flat().map(({ eventId }) => eventId)
  expect(new Set(ids).size).toBe(ids.length)
  const rest = await claim(database, start)
  expect([...ids, ...rest.map(({ eventId }) => eventId)].toSorted()).toEqual(
    webhooks.map(({ eventId }) => eventId).toSorted(),
  )
  await settleAll(database, ids.concat(rest.map(({ eventId }) => eventId)), { outcome: 'refreshed' }, start)
})

test('a webhook that another process is claiming at that moment is skipped, not waited for', async ({
  database,
  target,
}) => {
  const [held, free] = [webhookOf(), webhookOf()]
  await recordWebhook(database, demo, held, null, start)
  await recordWebhook(database, demo, free, null, start)
  const claiming = new pg.Client(target)
  await claiming.connect()
  try {
    await claiming.query('begin')
    await claiming.query('select 1 from incoming_webhooks where event_id = $1 for update', [held.eventId])
    expect((await claim(database, start)).map(({ eventId }) => eventId)).toEqual([free.eventId])
  } finally {
    await claiming.end()
  }
  expect((await claim(database, start)).map(({ eventId }) => eventId)).toEqual([held.eventId])
  await settleAll(database, [held.eventId, free.eventId], { outcome: 'refreshed' }, start)
})

test('a claimed webhook is due again when its lease ends, when it was postponed, and never once it is settled', async ({
  database,
  target,
}) => {
  const webhook = webhookOf({ kind: 'kyc', customerId: 'c', kycStatus: 'APPROVED', externalSessionId: 's' })
  await recordWebhook(database, demo, webhook, null, start)
  expect(await claim(database, start - 1)).toEqual([])
  const first = await claim(database, start)
  expect(first).toEqual([
    {
      eventId: webhook.eventId,
      kind: 'kyc',
      transactionId: 'tx',
      externalSessionId: 's',
      customerId: 'c',
      kycStatus: 'APPROVED',
      receivedAt: start,
      attempts: 1,
    },
  ])
  expect(await claim(database, start + leaseMs - 1)).toEqual([])
  expect(await claim(database, start + leaseMs)).toMatchObject([{ eventId: webhook.eventId, attempts: 2 }])

  await settleAll(database, [webhook.eventId], { retryAt: start + 500_000 })
  expect((await sumWebhooks(database, [demo])).oldestWaitingAt).toBe(start)
  expect(await findTenantsWithDueWebhooks(database, [other, demo], start + 499_999)).toEqual([])
  expect(await findTenantsWithDueWebhooks(database, [other, demo], start + 500_000)).toEqual([demo])
  expect(await claim(database, start + 499_999)).toEqual([])
  expect(await claim(database, start + 500_000)).toMatchObject([{ attempts: 3 }])

  await settleAll(database, [webhook.eventId], { outcome: 'refreshed' }, start + 500_001)
  await settleAll(database, [webhook.eventId], { outcome: 'given_up' }, start + 600_000)
  await settleAll(database, [webhook.eventId], { retryAt: start })
  expect(await claim(database, start + 10_000_000)).toEqual([])
  const rows = await queryDatabase(target, 'select outcome from incoming_webhooks where event_id = $1', [
    webhook.eventId,
  ])
  expect(rows).toEqual([{ outcome: 'refreshed' }])
  expect((await sumWebhooks(database, [demo])).oldestWaitingAt).toBeNull()
  expect(await findTenantsWithDueWebhooks(database, [demo], start + 10_000_000)).toEqual([])
})

test('a tenant’s inbox is its own', async ({ database }) => {
  const webhook = webhookOf()
  await recordWebhook(database, other, webhook, null, start)
  expect(await claim(database, start)).toEqual([])
  await settleAll(database, [webhook.eventId], { outcome: 'given_up' }, start)
  expect(await findTenantsWithDueWebhooks(database, [demo, other], start)).toEqual([other])
  expect(await findTenantsWithDueWebhooks(database, [demo], start)).toEqual([])
  expect((await sumWebhooks(database, [demo])).oldestWaitingAt).toBeNull()
  expect((await sumWebhooks(database, [demo, other])).oldestWaitingAt).toBe(start)
  expect(await claim(database, start, database, other)).toHaveLength(1)
})
