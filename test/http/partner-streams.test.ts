import { randomUUID } from 'node:crypto'
import { expect, onTestFinished } from 'vitest'
import { publishEvents } from '../../src/operations/events/publish.ts'
import { refreshTransaction } from '../../src/operations/transactions/transactions.ts'
import { test } from '../support/fixtures/own-gateways.ts'
import { sessionBody, type TestGateway } from '../support/gateway.ts'
import { openStream, type ReadStream } from '../support/stream.ts'

async function listen(gateway: TestGateway, query = '', headers: Record<string, string> = {}): Promise<ReadStream> {
  const authorization = `Bearer ${await gateway.tenantKey()}`
  const stream = await openStream(`${gateway.url}/v0/partner/events/stream${query}`, { authorization, ...headers })
  onTestFinished(stream.close)
  return stream
}

/** A buy that completes; the events of it are published. */
async function complete(gateway: TestGateway, tenant = gateway.demo): Promise<string> {
  const opening = sessionBody({ idempotency_key: randomUUID() })
  const { body } = await gateway.openSession(opening, { tenant: tenant.id })
  const { transaction } = await gateway.checkout({ session_id: body.session.id, outcome: 'pay' })
  for (const status of ['PENDING', 'SETTLED']) {
    await gateway.control(`/_sim/transactions/${transaction.id}`, { status })
    await refreshTransaction(gateway.deps, tenant, { transactionId: transaction.id })
  }
  await publishEvents(gateway.deps, tenant.id)
  return transaction.id
}

test('a partner hears of what happens in another process, and of what happened while nobody listened', async ({
  startGateway,
}) => {
  const one = await startGateway()
  const two = await startGateway({ database: one.database, simulator: one.simulator })
  const stream = await listen(two)
  expect(stream.status).toBe(200)
  expect(stream.headers).toMatchObject({ 'content-type': 'text/event-stream', 'cache-control': 'no-store' })
  const first = await complete(one)
  const created = await stream.next('ramp.transaction.created')
  const completed = await stream.next('ramp.transaction.completed')
  expect(JSON.parse(completed.data)).toMatchObject({ type: 'ramp.transaction.completed', data: { id: first } })
  expect(completed.id).toMatch(/^evt_[0-9a-f]{32}\.\d+$/)
  expect(JSON.parse(completed.data).id).toBe(completed.id.split('.')[0])
  stream.close()
  const second = await complete(one)
  const again = await listen(two, '', { 'last-event-id': completed.id })
  expect(JSON.parse((await again.next('ramp.transaction.completed')).data).data.id).toBe(second)
  expect(again.text()).not.toContain(completed.id)
  const fromEvent = await listen(two, `?last_event_id=${created.id.split('.')[0]}`)
  expect((await fromEvent.next('ramp.transaction.completed')).id).toBe(completed.id)
})

test('who is cut off before the first event goes on from where the stream began', async ({ startGateway }) => {
  const gateway = await startGateway()
  await complete(gateway)
  const stream = await listen(gateway)
  await expect.poll(() => /^id: (start\.\d+)$/m.exec(stream.text())?.[1]).toBeDefined()
  const begun = /^id: (start\.\d+)$/m.exec(stream.text())?.[1] ?? ''
  stream.close()
  const transaction = await complete(gateway)
  const again = await listen(gateway, '', { 'last-event-id': begun })
  expect(JSON.parse((await again.next('ramp.transaction.created')).data).data.id).toBe(transaction)
})

test('types and since choose, and instants come as the reader wants them', async ({ startGateway }) => {
  const gateway = await startGateway()
  await gateway.tenantKey()
  const before = Date.now()
  await complete(gateway)
  const stream = await listen(gateway, `?since=${before}&types=ramp.transaction.completed,rampway.*`, {
    'x-timestamp-format': 'iso8601',
  })
  const { data } = await stream.next('ramp.transaction.completed')
  expect(JSON.parse(data).timestamp).toMatch(/^\d{4}-\d\d-\d\dT/)
  expect(stream.frames.map(({ event }) => event)).toEqual(['ramp.transaction.completed'])
  const misspelt = await gateway.asPartner('/v0/partner/events/stream?types=ramp.transactions.*')
  expect(misspelt).toMatchObject({ status: 422, body: { errors: [{ pointer: '/types' }] } })
})

test('what is replayed comes once more, and says so', async ({ startGateway }) => {
  const gateway = await startGateway()
  const stream = await listen(gateway)
  await complete(gateway)
  const told = await stream.next('ramp.transaction.completed')
  expect(JSON.parse(told.data).replayed).toBeUndefined()
  const { id } = JSON.parse(told.data)
  expect((await gateway.asPartner(`/v0/partner/events/${id}/replay`, { body: {} })).status).toBe(202)
  const again = await stream.next('ramp.transaction.completed')
  expect(JSON.parse(again.data)).toEqual({ ...JSON.parse(told.data), replayed: true })
  expect(again.id).not.toBe(told.id)
})

test('a tenant hears of its own events alone, in eight streams at most', async ({ startGateway }) => {
  const gateway = await startGateway()
  const key = await gateway.tenantKey({ tenant: 'org-other:env-sandbox' })
  const foreign = await openStream(`${gateway.url}/v0/partner/events/stream`, { authorization: `Bearer ${key}` })
  onTestFinished(foreign.close)
  const streams: ReadStream[] = []
  for (let n = 0; n < 8; n++) streams.push(await listen(gateway))
  const refused = await gateway.asPartner('/v0/partner/events/stream')
  expect(refused).toMatchObject({ status: 429, body: { error_code: 'STR-429-001-R' } })
  expect(refused.headers.get('retry-after')).toMatch(/^\d+$/)
  await complete(gateway)
  await Promise.all(streams.map((stream) => stream.next('ramp.transaction.completed')))
  const [theirs] = gateway.deps.tenants.list().filter(({ id }) => id === 'org-other:env-sandbox')
  const own = await complete(gateway, theirs)
  await foreign.next('ramp.transaction.completed')
  expect(foreign.frames.map(({ data }) => JSON.parse(data).data.id)).toEqual([own, own])
})
