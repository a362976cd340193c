import { describe, expect } from 'vitest'
import type { AuditEntry } from '../../src/domain/audit.ts'
import { newWebhookEndpointId, webhookEndpointsMax } from '../../src/domain/webhook-endpoint.ts'
import { makeWebhookSecret, secretOverlapMs } from '../../src/domain/webhook-secret.ts'
import { listAudit } from '../../src/store/audit.ts'
import { listDeliveries } from '../../src/store/deliveries.ts'
import {
  changeWebhookEndpoint,
  createWebhookEndpoint,
  deleteWebhookEndpoint,
  findWebhookEndpoint,
  listWebhookEndpoints,
  listWebhookEndpointsOf,
} from '../../src/store/webhook-endpoints.ts'
import { readSecrets, rotateSecret } from '../../src/store/webhook-secrets.ts'
import { queryDatabase } from '../support/database.ts'
import { test } from '../support/fixtures/fresh-database.ts'
import { ada } from '../support/switches.ts'
import { demo, other, start } from './store-calls.ts'
import { endpointOf, publishEvents, storeDeliveries, storeEndpoint } from './webhook-calls.ts'

function entryOf(act: string, id: string): AuditEntry {
  const target = { kind: 'webhook_endpoint' as const, tenant: demo, id }
  return { operator: ada, act, target, reason: null, before: null, after: null, traceId: null, at: start }
}

test('a webhook endpoint is read back as it was made, and its tenant listens', async ({ database, target }) => {
  const made = await storeEndpoint(database, demo, {
    url: 'https://partner.example/hooks?a=%20',
    types: ['ramp.session.opened', 'rampway.test'],
    description: 'quotes “” and \\ and 金',
    timestampFormat: 'epoch',
    signature: 'both',
  })
  const listed = await listWebhookEndpoints(database, demo, start)
  expect(listed).toEqual([
    {
      ...made,
      status: 'enabled',
      disabledReason: null,
      disabledAt: null,
      failures: 0,
      failingSince: null,
      pausedUntil: null,
      lastSuccessAt: null,
      lastFailureAt: null,
      updatedAt: start,
      pending: 0,
      previousSecretExpiresAt: null,
    },
  ])
  expect(await findWebhookEndpoint(database, demo, made.id, start)).toEqual(listed[0])
  expect(await queryDatabase(target, 'select tenant_id from event_listeners', [])).toEqual([{ tenant_id: demo }])
})

test('another tenant neither sees nor changes nor deletes it', async ({ database }) => {
  const { id } = await storeEndpoint(database, demo)
  const rotation = { secret: makeWebhookSecret(), now: start, entry: null }
  expect(await findWebhookEndpoint(database, other, id, start)).toBeUndefined()
  expect(await listWebhookEndpoints(database, other, start)).toEqual([])
  expect(await changeWebhookEndpoint(database, other, id, { disabled: 'partner' }, start, null)).toBeUndefined()
  expect(await rotateSecret(database, other, id, rotation)).toBe(false)
  expect(await readSecrets(database, other, id, start)).toEqual([])
  expect(await deleteWebhookEndpoint(database, other, id, { limit: 5, now: start }, null)).toBe('absent')
  expect((await findWebhookEndpoint(database, demo, id, start))?.status).toBe('enabled')
  expect(await readSecrets(database, demo, id, start)).toHaveLength(1)
})

test('of many that are made at once a tenant gets 16, and another tenant has as many of its own', async ({
  database,
  second,
}) => {
  const make = (n: number) =>
    createWebhookEndpoint(n % 2 === 0 ? database : second, demo, endpointOf(demo), makeWebhookSecret(), null)
  const creations = await Promise.all(Array.from({ length: webhookEndpointsMax + 8 }, (_, n) => make(n)))
  expect(creations.filter((creation) => creation === 'created')).toHaveLength(webhookEndpointsMax)
  expect(await listWebhookEndpoints(database, demo, start)).toHaveLength(webhookEndpointsMax)
  await storeEndpoint(database, other)
})

test('a change leaves alone what it does not name, with its entry in the audit log', async ({ database }) => {
  const { id } = await storeEndpoint(database, demo, { types: ['ramp.session.opened'], description: 'ours' })
  const changed = await changeWebhookEndpoint(database, demo, id, { description: null }, start + 1, (before, after) => {
    expect([before.description, after.description]).toEqual(['ours', null])
    return entryOf('webhook_endpoint.change', id)
  })
  expect(changed).toMatchObject({ types: ['ramp.session.opened'], description: null, updatedAt: start + 1 })
  const entries = await listAudit(database, { target: id }, { after: null, count: 5 })
  expect(entries.map(({ act }) => act)).toEqual(['webhook_endpoint.change'])
})

test('one that is disabled keeps its reason, and enabling it ends everything that its failures had led to', async ({
  database,
  target,
}) => {
  const { id } = await storeEndpoint(database, demo)
  await queryDatabase(
    target,
    `update webhook_endpoints set status = 'disabled', disabled_reason = 'gone', disabled_at = $1, failures = 7,
       failing_since = $1, paused_until = $2`,
    [new Date(start), new Date(start + 60_000)],
  )
  const again = await changeWebhookEndpoint(database, demo, id, { disabled: 'partner' }, start + 1, null)
  expect(again).toMatchObject({ status: 'disabled', disabledReason: 'gone', disabledAt: start })
  expect(await changeWebhookEndpoint(database, demo, id, { disabled: null }, start + 2, null)).toMatchObject({
    status: 'enabled',
    disabledReason: null,
    disabledAt: null,
    failures: 0,
    failingSince: null,
    pausedUntil: null,
  })
})

test('another URL ends the pause of the breaker, though it is failing until it succeeds', async ({
  database,
  target,
}) => {
  const { id } = await storeEndpoint(database, demo)
  const pause = `update webhook_endpoints set status = 'failing', failures = 7, failing_since = $1, paused_until = $1`
  await queryDatabase(target, pause, [new Date(start)])
  const sameUrl = await changeWebhookEndpoint(database, demo, id, { description: 'x' }, start, null)
  expect(sameUrl).toMatchObject({ status: 'failing', failures: 7, pausedUntil: start })
  const elsewhere = await changeWebhookEndpoint(database, demo, id, { url: 'https://new.example/' }, start, null)
  expect(elsewhere).toMatchObject({ status: 'failing', failures: 7, pausedUntil: null })
})

test('deleting one cancels its pending deliveries first, so many at a time, and no others', async ({
  database,
  target,
}) => {
  const [gone, stays] = [await storeEndpoint(database, demo), await storeEndpoint(database, demo)]
  await publishEvents(target, demo, 1, 6)
  await storeDeliveries(target, demo, gone.id, { first: 1, last: 5 })
  await storeDeliveries(target, demo, gone.id, { first: 6, last: 6, state: 'delivered' })
  await storeDeliveries(target, demo, stays.id, { first: 1, last: 6 })
  const remove = () =>
    deleteWebhookEndpoint(database, demo, gone.id, { limit: 3, now: start + 9 }, () =>
      entryOf('webhook_endpoint.delete', gone.id),
    )
  expect(await remove()).toBe('unfinished')
  expect(await listAudit(database, { target: gone.id }, { after: null, count: 5 })).toEqual([])
  expect(await remove()).toBe('deleted')
  expect(await remove()).toBe('absent')
  const all = { endpoint: null, event: null, session: null, transaction: null, type: null, state: null }
  const { items } = await listDeliveries(database, demo, all, { count: 50, after: null })
  const states = (id: string) => items.filter(({ endpoint }) => endpoint === id).map(({ state }) => state)
  expect(states(gone.id)).toEqual(['delivered', ...Array(5).fill('cancelled')])
  expect(states(stays.id)).toEqual(Array(6).fill('pending'))
  expect(items.find(({ state }) => state === 'cancelled')).toMatchObject({ nextAttemptAt: null, endedAt: start + 9 })
  expect(await readSecrets(database, demo, gone.id, start)).toEqual([])
  expect((await listAudit(database, { target: gone.id }, { after: null, count: 5 })).map(({ act }) => act)).toEqual([
    'webhook_endpoint.delete',
  ])
})

test('operators page through those of several tenants', async ({ database, target }) => {
  const made = [
    await storeEndpoint(database, demo),
    await storeEndpoint(database, demo),
    await storeEndpoint(database, other),
  ]
  await queryDatabase(target, `update webhook_endpoints set status = 'failing' where tenant_id = $1`, [other])
  const list = (tenants: readonly (typeof demo)[], status: 'failing' | null, after: (typeof made)[number] | null) =>
    listWebhookEndpointsOf(database, tenants, { status, count: 2, after }, start)
  const first = await list([demo, other], null, null)
  const second = await list([demo, other], null, made[1] ?? null)
  expect([...first, ...second].map(({ id }) => id)).toEqual(made.map(({ id }) => id))
  expect(await list([demo], null, made[1] ?? null)).toEqual([])
  expect((await list([demo, other], 'failing', null)).map(({ id }) => id)).toEqual([made[2]?.id])
})

describe('secrets', () => {
  const rotate = (
    database: Parameters<typeof rotateSecret>[0],
    id: Parameters<typeof rotateSecret>[2],
    now: number,
  ) => {
    const secret = makeWebhookSecret()
    return rotateSecret(database, demo, id, { secret, now, entry: null }).then(() => secret)
  }

  test('the one before signs for 24 hours after a rotation, the newest first', async ({ database }) => {
    const { id } = await storeEndpoint(database, demo)
    const [first] = await readSecrets(database, demo, id, start)
    const newest = await rotate(database, id, start + 1)
    expect(await readSecrets(database, demo, id, start + secretOverlapMs)).toEqual([newest, first])
    expect(await findWebhookEndpoint(database, demo, id, start + 1)).toMatchObject({
      previousSecretExpiresAt: start + 1 + secretOverlapMs,
    })
    expect(await readSecrets(database, demo, id, start + 1 + secretOverlapMs)).toEqual([newest])
    expect(await findWebhookEndpoint(database, demo, id, start + 1 + secretOverlapMs)).toMatchObject({
      previousSecretExpiresAt: null,
    })
  })

  test('a second rotation within these drops the oldest, even at the same instant', async ({ database }) => {
    const { id } = await storeEndpoint(database, demo)
    const second = await rotate(database, id, start)
    const third = await rotate(database, id, start)
    expect(await readSecrets(database, demo, id, start)).toEqual([third, second])
  })

  test('two rotations at once leave two secrets', async ({ database, second }) => {
    const { id } = await storeEndpoint(database, demo)
    const made = await Promise.all([rotate(database, id, start), rotate(second, id, start)])
    const secrets = await readSecrets(database, demo, id, start)
    expect(secrets).toHaveLength(2)
    expect(secrets).toEqual(expect.arrayContaining(made))
  })

  test('none is given to a webhook endpoint that is not there', async ({ database }) => {
    const rotation = { secret: makeWebhookSecret(), now: start, entry: null }
    expect(await rotateSecret(database, demo, newWebhookEndpointId(), rotation)).toBe(false)
  })
})
