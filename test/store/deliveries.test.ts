import { expect } from 'vitest'
import type { AuditEntry } from '../../src/domain/audit.ts'
import type { Delivery } from '../../src/domain/delivery.ts'
import type { TenantId } from '../../src/domain/tenant.ts'
import { type Database, internalsOf } from '../../src/postgres/database.ts'
import { listAudit } from '../../src/store/audit.ts'
import {
  armDeliveries,
  type DeliveryFilter,
  type DeliveryPlace,
  findDelivery,
  listDeliveries,
  listDeliveriesOfEvent,
  retryDelivery,
} from '../../src/store/deliveries.ts'
import { readSessionId } from '../../src/store/session-row.ts'
import { changeWebhookEndpoint, deleteWebhookEndpoint } from '../../src/store/webhook-endpoints.ts'
import { queryDatabase } from '../support/database.ts'
import { test } from '../support/fixtures/fresh-database.ts'
import { ada } from '../support/switches.ts'
import { demo, other, start } from './store-calls.ts'
import { deliveryIdOf, eventIdOf, publishEvents, storeDeliveries, storeEndpoint } from './webhook-calls.ts'

const all: DeliveryFilter = { endpoint: null, event: null, session: null, transaction: null, type: null, state: null }

async function walk(database: Database, tenant: TenantId, filter: Partial<DeliveryFilter>, count = 7) {
  const seen: Delivery[] = []
  for (let after: DeliveryPlace | null = null; ; ) {
    const { items, next } = await listDeliveries(database, tenant, { ...all, ...filter }, { count, after })
    expect(items.length).toBeLessThanOrEqual(count)
    seen.push(...items)
    if (next === null) return seen
    after = next
  }
}

test('pages tell each delivery of the tenant once, those of the newest event first', async ({ database, target }) => {
  const [one, two] = [await storeEndpoint(database, demo), await storeEndpoint(database, demo)]
  const foreign = await storeEndpoint(database, other)
  await publishEvents(target, demo, 1, 40)
  await publishEvents(target, other, 1, 40)
  await storeDeliveries(target, demo, one.id, { first: 1, last: 40 })
  await storeDeliveries(target, demo, two.id, { first: 11, last: 20, state: 'given_up' })
  await storeDeliveries(target, other, foreign.id, { first: 1, last: 40 })
  const seen = await walk(database, demo, {})
  expect(new Set(seen.map(({ id }) => id)).size).toBe(50)
  const events = seen.map(({ event }) => event)
  expect(events).toEqual([...events].sort().reverse())
  expect(seen.every(({ tenant }) => tenant === demo)).toBe(true)
})

test('a filter leaves in what it names', async ({ database, target }) => {
  const [one, two] = [await storeEndpoint(database, demo), await storeEndpoint(database, demo)]
  await publishEvents(target, demo, 1, 40)
  await storeDeliveries(target, demo, one.id, { first: 1, last: 40 })
  await storeDeliveries(target, demo, two.id, { first: 11, last: 20, state: 'given_up' })
  const count = async (filter: Partial<DeliveryFilter>) => (await walk(database, demo, filter)).length
  const session = readSessionId('00000000-0003-7000-8000-000000000000')
  expect(await count({ endpoint: two.id })).toBe(10)
  expect(await count({ event: eventIdOf(12) })).toBe(2)
  expect(await count({ session })).toBe(5)
  expect(await count({ transaction: 'tx-3' })).toBe(5)
  expect(await count({ transaction: 'tx-3', endpoint: one.id })).toBe(4)
  expect(await count({ type: 'rampway.endpoint.recovered' })).toBe(5)
  expect(await count({ state: 'given_up' })).toBe(10)
  expect(await count({ state: 'given_up', type: 'rampway.endpoint.recovered' })).toBe(1)
  expect(await count({ state: 'pending', session })).toBe(4)
  expect(await count({ state: 'delivered' })).toBe(0)
})

test('a delivery comes with its attempts, oldest first, and is found by its own tenant alone', async ({
  database,
  target,
}) => {
  const { id: endpoint } = await storeEndpoint(database, demo)
  await publishEvents(target, demo, 1, 1)
  await storeDeliveries(target, demo, endpoint, { first: 1, last: 1 })
  const [delivery] = await listDeliveriesOfEvent(database, demo, eventIdOf(1))
  if (delivery === undefined) throw new Error('no delivery')
  await queryDatabase(
    target,
    `insert into delivery_attempts (tenant_id, delivery_id, number, at, duration_ms, status, failure, request_headers,
       response_headers, response_body, next_attempt_at)
     values ($1, $2, 2, $4, 7, 204, null, '{"webhook-id":"evt"}', '{"server":"x"}', '', null),
            ($1, $2, 1, $3, 15000, null, 'timeout', '{"webhook-id":"evt"}', null, null, $4)`,
    [demo, delivery.id.slice(4), new Date(start), new Date(start + 5_000)],
  )
  expect(delivery).toMatchObject({
    tenant: demo,
    endpoint,
    event: eventIdOf(1),
    type: 'rampway.endpoint.failing',
    transaction: 'tx-1',
    state: 'pending',
    attempts: 1,
    nextAttemptAt: start + 1_000,
    createdAt: start + 1_000,
    endedAt: null,
  })
  const history = await findDelivery(database, demo, delivery.id)
  expect(history?.delivery).toEqual(delivery)
  expect(history?.attempts).toEqual([
    {
      number: 1,
      at: start,
      durationMs: 15_000,
      status: null,
      failure: 'timeout',
      requestHeaders: { 'webhook-id': 'evt' },
      responseHeaders: null,
      responseBody: null,
      nextAttemptAt: start + 5_000,
    },
    {
      number: 2,
      at: start + 5_000,
      durationMs: 7,
      status: 204,
      failure: null,
      requestHeaders: { 'webhook-id': 'evt' },
      responseHeaders: { server: 'x' },
      responseBody: '',
      nextAttemptAt: null,
    },
  ])
  expect(await findDelivery(database, other, delivery.id)).toBeUndefined()
  expect(await retryDelivery(database, other, delivery.id, start, null)).toEqual({ kind: 'absent' })
})

function entryOf({ id }: Delivery): AuditEntry {
  const target = { kind: 'delivery' as const, tenant: demo, id }
  return {
    operator: ada,
    act: 'delivery.retry',
    target,
    reason: null,
    before: null,
    after: null,
    traceId: null,
    at: start,
  }
}

test('a retry makes whatever became of a delivery due again, with the schedule anew and its attempts counted on', async ({
  database,
  target,
}) => {
  const { id: endpoint } = await storeEndpoint(database, demo)
  await publishEvents(target, demo, 1, 3)
  for (const [n, state] of (['pending', 'delivered', 'given_up'] as const).entries()) {
    await storeDeliveries(target, demo, endpoint, { first: n + 1, last: n + 1, state })
  }
  for (const delivery of await walk(database, demo, {})) {
    const retried = await retryDelivery(database, demo, delivery.id, start + 99, entryOf)
    const due = { ...delivery, state: 'pending', nextAttemptAt: start + 99, endedAt: null }
    expect(retried).toEqual({ kind: 'due', delivery: due })
    expect(await listAudit(database, { target: delivery.id }, { after: null, count: 5 })).toHaveLength(1)
  }
  expect(await queryDatabase(target, 'select distinct attempts, tries from deliveries', [])).toEqual([
    { attempts: 1, tries: 0 },
  ])
})

test('a webhook endpoint that is disabled or gone is sent nothing by a retry', async ({ database, target }) => {
  const { id: endpoint } = await storeEndpoint(database, demo)
  await publishEvents(target, demo, 1, 1)
  await storeDeliveries(target, demo, endpoint, { first: 1, last: 1, state: 'given_up' })
  const id = deliveryIdOf(await listDeliveriesOfEvent(database, demo, eventIdOf(1)), eventIdOf(1))
  await changeWebhookEndpoint(database, demo, endpoint, { disabled: 'partner' }, start, null)
  expect(await retryDelivery(database, demo, id, start, entryOf)).toMatchObject({ kind: 'disabled' })
  await deleteWebhookEndpoint(database, demo, endpoint, { limit: 5, now: start }, null)
  expect(await retryDelivery(database, demo, id, start, entryOf)).toEqual({ kind: 'gone' })
  expect((await findDelivery(database, demo, id))?.delivery.state).toBe('given_up')
  expect(await listAudit(database, { target: id }, { after: null, count: 5 })).toEqual([])
})

test('an event is armed for a webhook endpoint once, whether it was sent there before or not, and not before it is published', async ({
  database,
  target,
}) => {
  const { id: endpoint } = await storeEndpoint(database, demo)
  await publishEvents(target, demo, 1, 3)
  await queryDatabase(target, 'update events set position = null where position = 3', [])
  await storeDeliveries(target, demo, endpoint, { first: 1, last: 1, state: 'delivered' })
  const before = await walk(database, demo, {})
  const arm = () =>
    internalsOf(database).connection.transaction((query) =>
      armDeliveries(query, demo, endpoint, [1, 2, 3].map(eventIdOf), start + 99),
    )
  await arm()
  const once = await walk(database, demo, {})
  await arm()
  const twice = await walk(database, demo, {})
  expect(once.map(({ event, state }) => [event, state])).toEqual([
    [eventIdOf(2), 'pending'],
    [eventIdOf(1), 'pending'],
  ])
  expect(once[1]?.id).toBe(before[0]?.id)
  expect(twice).toEqual(once)
})
