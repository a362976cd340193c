import { createServerClient, RampwayError } from '@rampway/client/server'
import { expect } from 'vitest'
import { test } from '../support/fixtures/gateway.ts'
import { sessionBody, type TestGateway } from '../support/gateway.ts'
import { all } from './clients.ts'

test.override('gatewayOptions', { worker: true })

async function clientOf(gateway: TestGateway, scopes?: readonly ('read' | 'webhooks')[]) {
  const key = await gateway.tenantKey(scopes === undefined ? {} : { scopes })
  return createServerClient({ baseUrl: gateway.publicUrl, key })
}

/** Opens a session and pays; gives its id once the provider has paid out and the gateway knows. */
async function buy(gateway: TestGateway, sub: string): Promise<string> {
  const opened = await gateway.openSession(sessionBody(), { sub })
  const { id } = opened.body.session
  await gateway.checkout({ session_id: id, outcome: 'pay' })
  await gateway.advance(60)
  await expect
    .poll(async () => (await gateway.get(`/v0/ramp/sessions/${id}`, { sub })).body.session.status)
    .toBe('completed')
  return id
}

test('sessions and transactions of every user are listed and read', async ({ gateway }) => {
  const client = await clientOf(gateway)
  const ids = [await buy(gateway, 'ann'), await buy(gateway, 'ben')]
  const listed = await all(client.sessions.list({ count: 1, status: 'completed' }))
  expect(listed.map(({ id }) => id)).toEqual(expect.arrayContaining(ids))
  const [id = ''] = ids
  const session = await client.sessions.get(id)
  expect(session).toMatchObject({ id, status: 'completed', subject: expect.stringContaining('ann') })
  const since = session.created_at - 1
  const transactions = await all(client.transactions.list({ session: id, created_after: since }))
  expect(transactions).toMatchObject([{ session_id: id, status: 'completed', user: session.user }])
  expect(await client.transactions.get(transactions[0]?.id ?? '')).toMatchObject({ session_id: id })
})

test('events are listed, read and sent again', async ({ gateway }) => {
  const client = await clientOf(gateway)
  const session = await buy(gateway, 'cid')
  await expect
    .poll(async () => (await all(client.events.list({ session, count: 1 }))).map(({ type }) => type))
    .toContain('ramp.transaction.completed')
  const [completed] = (await client.events.list({ session, type: 'ramp.transaction.completed' })).events
  if (completed?.type !== 'ramp.transaction.completed') throw new Error('there is none')
  expect(completed.data).toMatchObject({ session_id: session, status: 'completed' })
  const { event, deliveries } = await client.events.get(completed.id)
  expect([event, deliveries]).toEqual([completed, []])
  expect((await client.events.replay(completed.id)).event.id).toBe(completed.id)
})

test('a webhook endpoint is made, changed, tried, given another secret, and deleted', async ({ gateway }) => {
  const client = await clientOf(gateway)
  const { webhookEndpoints } = client
  const made = await webhookEndpoints.create({ url: 'http://127.0.0.1:9/hooks', types: ['rampway.test'] })
  expect(made.secret).toMatch(/^whsec_/)
  const { secret, ...shown } = made
  expect(await webhookEndpoints.get(made.id)).toEqual(shown)
  expect((await all(webhookEndpoints.list())).map(({ id }) => id)).toContain(made.id)
  expect(await webhookEndpoints.update(made.id, { description: 'orders' })).toMatchObject({ description: 'orders' })
  const rotated = await webhookEndpoints.rotateSecret(made.id)
  expect(rotated.secret).not.toBe(secret)
  expect(rotated.previous_secret_expires_at).toBeGreaterThan(made.created_at)
  const { event, deliveries } = await webhookEndpoints.test(made.id)
  expect([event.type, deliveries.length]).toEqual(['rampway.test', 1])
  const delivery = await client.deliveries.get(deliveries[0]?.id ?? '')
  expect(delivery).toMatchObject({ delivery: { event_id: event.id }, event: { id: event.id } })
  expect((await all(client.deliveries.list({ event: event.id }))).map(({ id }) => id)).toEqual([delivery.delivery.id])
  expect((await client.deliveries.retry(delivery.delivery.id)).event_id).toBe(event.id)
  expect(await webhookEndpoints.replay(made.id, { since: made.created_at, dry_run: true })).toMatchObject({ count: 0 })
  await webhookEndpoints.delete(made.id)
  await expect(webhookEndpoints.get(made.id)).rejects.toMatchObject({ status: 404 })
})

test('what a key may not do, or is misspelt, is refused with the field and the reason', async ({ gateway }) => {
  const reader = await clientOf(gateway, ['read'])
  const url = 'https://partner.example/hooks'
  await expect(reader.webhookEndpoints.create({ url })).rejects.toMatchObject({ code: 'PTR-403-001', retryable: false })
  const writer = await clientOf(gateway)
  const refused = writer.webhookEndpoints.create({ url, types: ['ramp.transaction.complete'] })
  await expect(refused).rejects.toThrow(RampwayError)
  await expect(refused).rejects.toMatchObject({ pointers: ['/types'] })
})
