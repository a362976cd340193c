import { randomUUID } from 'node:crypto'
import { expect, onTestFinished } from 'vitest'
import { streamPollMs } from '../../src/operations/streams/poll-clock.ts'
import { refreshTransaction } from '../../src/operations/transactions/transactions.ts'
import { queryDatabase } from '../support/database.ts'
import { type RelayedConnection, startDatabaseRelay } from '../support/database-relay.ts'
import { test } from '../support/fixtures/own-gateways.ts'
import type { JsonAnswer, TestGateway } from '../support/gateway.ts'
import { sessionBody } from '../support/gateway.ts'
import { openStream, type ReadStream } from '../support/stream.ts'
import { until } from '../support/until.ts'
import { agents, navigation, visit } from '../support/visit.ts'

async function opened(gateway: TestGateway): Promise<JsonAnswer['body']> {
  const { status, body, text } = await gateway.openSession(sessionBody({ idempotency_key: randomUUID() }))
  expect(status, text).toBe(201)
  return body.session
}

async function as(gateway: TestGateway, sub = 'alice'): Promise<Record<string, string>> {
  return { 'x-juno-orgid': gateway.demo.id, 'x-juno-jwt': await gateway.mintToken({ sub }) }
}

async function follow(gateway: TestGateway, id: string, headers: Record<string, string> = {}): Promise<ReadStream> {
  const stream = await openStream(`${gateway.url}/v0/ramp/sessions/${id}/events`, {
    ...(await as(gateway)),
    ...headers,
  })
  onTestFinished(stream.close)
  return stream
}

async function visitLink(gateway: TestGateway, token: string): Promise<void> {
  const link = `${gateway.url}/w/${token}`
  const asBrowser = { agent: agents.chrome, headers: navigation }
  const { cookie, location } = await visit(link, asBrowser)
  await visit(new URL(location ?? '', link).href, { ...asBrowser, cookie: cookie ?? '' })
}

async function pay(gateway: TestGateway, id: string): Promise<string> {
  const { transaction } = await gateway.checkout({ session_id: id, outcome: 'pay' })
  return transaction.id
}

async function settle(gateway: TestGateway, transactionId: string, status: string): Promise<void> {
  await gateway.control(`/_sim/transactions/${transactionId}`, { status })
  expect((await refreshTransaction(gateway.deps, gateway.demo, { transactionId })).kind).toBe('recorded')
}

function sessionIn({ data }: { readonly data: string }): JsonAnswer['body'] {
  return JSON.parse(data).session
}

test('a stream shows the session as it is, each change as it comes, and its end; after that there is nothing to tell', async ({
  startGateway,
}) => {
  const gateway = await startGateway()
  const { id, token } = await opened(gateway)
  const stream = await follow(gateway, id)
  expect(stream.status).toBe(200)
  expect(stream.headers).toMatchObject({
    'content-type': 'text/event-stream',
    'cache-control': 'no-store',
    'x-accel-buffering': 'no',
  })
  const first = await stream.next('snapshot')
  expect(stream.text()).toMatch(/^retry: 2000\n\n/)
  const read = await gateway.get(`/v0/ramp/sessions/${id}`)
  expect(JSON.parse(first.data)).toEqual(read.body)
  await visitLink(gateway, token)
  expect(sessionIn(await stream.next('opened'))).toMatchObject({ id, status: 'opened' })
  const transaction = await pay(gateway, id)
  await settle(gateway, transaction, 'SETTLED')
  const end = await stream.next('end')
  expect(sessionIn(end)).toMatchObject({ status: 'completed', transactions: [{ id: transaction }] })
  await stream.ended
  expect(stream.frames.map(({ event }) => event)).toEqual(['snapshot', 'opened', 'transaction', 'end'])
  const ids = stream.frames.map((frame) => frame.id)
  expect(new Set(ids).size).toBe(ids.length)

  const again = await follow(gateway, id, { 'last-event-id': end.id })
  expect(again.status).toBe(204)
  const unseen = await follow(gateway, id)
  await unseen.ended
  expect(unseen.frames.map(({ event }) => event)).toEqual(['snapshot', 'end'])
})

test('who was cut off goes on after the last frame, and who names an unknown one gets the session as it is', async ({
  startGateway,
}) => {
  const gateway = await startGateway()
  const { id, token } = await opened(gateway)
  const stream = await follow(gateway, id)
  const { id: seen } = await stream.next('snapshot')
  stream.close()
  await visitLink(gateway, token)
  const transaction = await pay(gateway, id)
  await settle(gateway, transaction, 'SETTLING')
  const resumed = await follow(gateway, id, { 'last-event-id': seen })
  await resumed.next('transaction')
  expect(resumed.frames.map(({ event }) => event)).toEqual(['opened', 'transaction'])
  const opening = resumed.frames[0]?.id ?? ''
  resumed.close()
  const later = await openStream(
    `${gateway.url}/v0/ramp/sessions/${id}/events?last_event_id=${opening}`,
    await as(gateway),
  )
  onTestFinished(later.close)
  await later.next('transaction')
  await settle(gateway, transaction, 'SETTLED')
  await later.next('end')
  expect(later.frames.map(({ event }) => event)).toEqual(['transaction', 'transaction', 'end'])
  const lost = await follow(gateway, id, { 'last-event-id': `${'0'.repeat(32)}.${'0'.repeat(16)}` })
  await lost.next('snapshot')
})

test('a session that another process changes is told at once, not at the next look', async ({ startGateway }) => {
  const one = await startGateway()
  const two = await startGateway({ database: one.database, simulator: one.simulator })
  // A machine that is held up may get to the next look first.
  await until(async () => {
    const { id, token } = await opened(one)
    const stream = await follow(two, id)
    try {
      await stream.next('snapshot')
      const looks = looksSoFar()
      await visitLink(one, token)
      await stream.next('opened')
      expect(looksSoFar()).toBe(looks)
    } finally {
      stream.close()
      await stream.ended
    }
  })
})

test('what changes while the session is read is told, although the session has ended with it', async ({
  startGateway,
}) => {
  const one = await startGateway()
  const relay = await startDatabaseRelay(one.database)
  onTestFinished(relay.close)
  const two = await startGateway({ database: relay.target, simulator: one.simulator })
  const { id, token } = await opened(one)
  const stream = await follow(two, id)
  await stream.next('snapshot')
  const reading = new Promise<RelayedConnection>((resolve) =>
    relay.onSent('list_session_changes', (connection) => {
      connection.silence('to_client')
      resolve(connection)
    }),
  )
  await visitLink(one, token)
  const held = await reading
  await settle(one, await pay(one, id), 'SETTLED')
  held.resume()
  await stream.next('end')
  expect(stream.frames.map(({ event }) => event)).toEqual(['snapshot', 'opened', 'transaction', 'end'])
})

/** How often streams have looked at the database without being told. */
function looksSoFar(): number {
  return Math.floor(performance.now() / streamPollMs)
}

async function ticketFor(gateway: TestGateway, id: string, sub = 'alice'): Promise<JsonAnswer> {
  const headers = await as(gateway, sub)
  return gateway.send(`/v0/ramp/sessions/${id}/events/ticket`, { method: 'POST', headers })
}

test('a ticket opens one stream, of its session alone, in whichever process, within a minute', async ({
  startGateway,
}) => {
  const one = await startGateway()
  const two = await startGateway({ database: one.database, simulator: one.simulator })
  const { id } = await opened(one)
  const another = await opened(one)
  expect((await ticketFor(one, id, 'mallory')).status).toBe(404)
  const issued = await ticketFor(one, id)
  expect(issued.status, issued.text).toBe(201)
  const { ticket } = issued.body
  const [row] = await queryDatabase(one.database, 'select * from stream_tickets')
  expect(JSON.stringify(row)).not.toContain(ticket.slice('rwt_'.length))
  const elsewhere = await two.send(`/v0/ramp/sessions/${another.id}/events?ticket=${ticket}`)
  expect(elsewhere).toMatchObject({ status: 401, body: { error_code: 'USR-401-003' } })
  const at = (gateway: TestGateway) => `${gateway.url}/v0/ramp/sessions/${id}/events?ticket=${ticket}`
  const both = await Promise.all([openStream(at(one)), openStream(at(two))])
  for (const { close } of both) onTestFinished(close)
  expect(both.map(({ status }) => status).toSorted()).toEqual([200, 401])
  const stream = both.find(({ status }) => status === 200)
  expect(sessionIn((await stream?.next('snapshot')) ?? { data: '{}' }).id).toBe(id)

  const late = await ticketFor(one, id)
  await one.advance(61)
  const expired = await one.send(`/v0/ramp/sessions/${id}/events?ticket=${late.body.ticket}`)
  expect(expired).toMatchObject({ status: 401, body: { error_code: 'USR-401-003' } })
})

test('a fifth stream of a user is refused, until one of the others ends', async ({ startGateway }) => {
  const gateway = await startGateway()
  const { id } = await opened(gateway)
  const streams: ReadStream[] = []
  for (let n = 0; n < 4; n++) streams.push(await follow(gateway, id))
  const fifth = await gateway.get(`/v0/ramp/sessions/${id}/events`)
  expect(fifth).toMatchObject({ status: 429, body: { error_code: 'STR-429-001-R' } })
  expect(fifth.headers.get('retry-after')).toMatch(/^\d+$/)
  streams[0]?.close()
  await until(async () => expect((await follow(gateway, id)).status).toBe(200))
})

test('a process that has as many streams as it takes says so', async ({ startGateway }) => {
  const gateway = await startGateway({ streamLimits: { openMax: 1 } })
  const { id } = await opened(gateway)
  await (await follow(gateway, id)).next('snapshot')
  const refused = await gateway.get(`/v0/ramp/sessions/${id}/events`)
  expect(refused).toMatchObject({ status: 503, body: { error_code: 'SYS-503-001-R' } })
})

test('an open stream holds no shutdown up, and is told to come again', async ({ startGateway }) => {
  const gateway = await startGateway()
  const { id } = await opened(gateway)
  const stream = await follow(gateway, id)
  await stream.next('snapshot')
  await gateway.app.close()
  expect(JSON.parse((await stream.next('reconnect')).data)).toEqual({ reason: 'draining' })
  await stream.ended
})

test('a stream ends with its life, with comments before that', async ({ startGateway }) => {
  const gateway = await startGateway({ streamLimits: { lifeMs: 400, heartbeatMs: 50 } })
  const { id } = await opened(gateway)
  const stream = await follow(gateway, id)
  expect(JSON.parse((await stream.next('reconnect')).data)).toEqual({ reason: 'lived' })
  await stream.ended
  expect(stream.text()).toMatch(/\n:\n\n/)
  expect(stream.text()).toMatch(/event: reconnect\ndata: .*\n\n$/)
})

test('what time alone changes is told, and a link that nobody used has ended then', async ({ startGateway }) => {
  const gateway = await startGateway()
  const { id } = await opened(gateway)
  const stream = await follow(gateway, id)
  const { id: seen } = await stream.next('snapshot')
  await gateway.advance(24 * 3_600 + 1)
  expect(sessionIn(await stream.next('expired')).status).toBe('expired')
  await stream.next('end')
  await stream.ended
  const unseen = await follow(gateway, id, { 'last-event-id': seen })
  await unseen.ended
  expect(unseen.frames.map(({ event }) => event)).toEqual(['expired', 'end'])
})
