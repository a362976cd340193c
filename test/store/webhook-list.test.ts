import { expect } from 'vitest'
import type { AuditEntry } from '../../src/domain/audit.ts'
import type { IncomingWebhook, WebhookState } from '../../src/domain/incoming-webhook.ts'
import type { TenantId } from '../../src/domain/tenant.ts'
import type { Database } from '../../src/postgres/database.ts'
import { listAudit } from '../../src/store/audit.ts'
import { recordWebhook, settleWebhook } from '../../src/store/incoming-webhooks.ts'
import { findWebhookBacklog, listWebhooks, retryWebhook, type WebhookPlace } from '../../src/store/webhook-list.ts'
import { test } from '../support/fixtures/fresh-database.ts'
import { demo, other, start } from './store-calls.ts'

function webhookOf(eventId: string): IncomingWebhook {
  return {
    eventId,
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
  }
}

/** Thirty webhooks of two tenants, three at an instant, a third in each state. */
async function fillInbox(database: Database): Promise<void> {
  for (let n = 0; n < 30; n++) {
    const tenant = n % 2 === 0 ? demo : other
    const id = `event-${String(n).padStart(2, '0')}`
    await recordWebhook(database, tenant, webhookOf(id), null, start + Math.floor(n / 3) * 1_000)
    const outcome = n % 3 === 0 ? 'refreshed' : n % 3 === 1 ? 'given_up' : null
    if (outcome !== null) await settleWebhook(database, tenant, id, { outcome }, start + 60_000)
  }
}

async function walk(database: Database, tenants: readonly TenantId[], state: WebhookState | null): Promise<string[]> {
  const seen: string[] = []
  let after: WebhookPlace | null = null
  for (;;) {
    const page: Awaited<ReturnType<typeof listWebhooks>> = await listWebhooks(database, tenants, state, {
      after,
      count: 4,
    })
    const last = page.at(-1)
    if (last === undefined) return seen
    seen.push(...page.map(({ eventId }) => eventId))
    after = last
  }
}

test('pages of each state, of one tenant and of several, have every webhook once and the newest first', async ({
  database,
}) => {
  await fillInbox(database)
  for (const tenants of [[demo], [other], [demo, other]]) {
    const whole = await listWebhooks(database, tenants, null, { after: null, count: 100 })
    expect(whole).toHaveLength(tenants.length * 15)
    expect(whole.map(({ receivedAt }) => receivedAt)).toEqual(
      whole.map(({ receivedAt }) => receivedAt).toSorted((a, b) => b - a),
    )
    expect(await walk(database, tenants, null)).toEqual(whole.map(({ eventId }) => eventId))
    for (const state of ['waiting', 'given_up', 'handled'] as const) {
      const inState = whole.filter((webhook) => webhook.state === state).map(({ eventId }) => eventId)
      expect(inState).toHaveLength(tenants.length * 5)
      expect(await walk(database, tenants, state), state).toEqual(inState)
    }
  }
})

test('the backlog is that of the tenants that are asked for', async ({ database }) => {
  expect(await findWebhookBacklog(database, [demo, other])).toEqual({ waiting: 0, oldestWaitingAt: null, givenUp: 0 })
  await fillInbox(database)
  expect(await findWebhookBacklog(database, [demo, other])).toEqual({
    waiting: 10,
    oldestWaitingAt: start,
    givenUp: 10,
  })
  expect(await findWebhookBacklog(database, [other])).toEqual({
    waiting: 5,
    oldestWaitingAt: start + 1_000,
    givenUp: 5,
  })
  expect(await findWebhookBacklog(database, [])).toEqual({ waiting: 0, oldestWaitingAt: null, givenUp: 0 })
})

const entry: AuditEntry = {
  operator: { token: null, name: 'ada', scopes: ['act'], via: 'cli', from: null },
  act: 'webhook.retry',
  target: { kind: 'webhook', tenant: demo, id: 'event' },
  reason: null,
  before: null,
  after: null,
  traceId: null,
  at: start,
}

test('a retry and its entry are kept together, or neither', async ({ database, second }) => {
  await recordWebhook(database, demo, webhookOf('event'), null, start)
  await settleWebhook(database, demo, 'event', { outcome: 'given_up' }, start + 1)
  const failing = retryWebhook(database, demo, 'event', start + 2, () => {
    throw new Error('nobody knows who')
  })
  await expect(failing).rejects.toThrow('nobody knows who')
  const [untouched] = await listWebhooks(database, [demo], 'given_up', { after: null, count: 5 })
  expect(untouched).toMatchObject({ eventId: 'event', handledAt: start + 1 })
  expect(await retryWebhook(database, other, 'event', start + 2, () => entry)).toEqual({ kind: 'unknown' })
  expect(await listAudit(database, {}, { after: null, count: 5 })).toEqual([])
  const states: unknown[] = []
  const retries = [database, second, database, second].map((from, n) =>
    retryWebhook(from, demo, 'event', start + 10 + n, (before, after) => {
      states.push([before.state, after.state])
      return { ...entry, before: { at: before.nextAttemptAt } }
    }),
  )
  const retried = await Promise.all(retries)
  expect(retried.every(({ kind }) => kind === 'due')).toBe(true)
  expect(states.filter((state) => JSON.stringify(state) === '["given_up","waiting"]')).toHaveLength(1)
  expect(await listAudit(database, {}, { after: null, count: 10 })).toHaveLength(4)
  await settleWebhook(database, demo, 'event', { outcome: 'refreshed' }, start + 20)
  expect(await retryWebhook(database, demo, 'event', start + 30, () => entry)).toMatchObject({
    kind: 'handled',
    webhook: { outcome: 'refreshed' },
  })
  expect(await listAudit(database, {}, { after: null, count: 10 })).toHaveLength(4)
})
