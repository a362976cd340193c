import { expect } from 'vitest'
import { internalsOf } from '../../src/postgres/database.ts'
import {
  findPosition,
  findPositionAt,
  lastPosition,
  markEvents,
  readEventsAfter,
  replayEvents,
  waitForEvents,
} from '../../src/store/event-log.ts'
import { listUnpublished, publishBatch, publishBatchMax } from '../../src/store/event-publishing.ts'
import { recordEvent } from '../../src/store/events.ts'
import { bindOpener, markReturned } from '../../src/store/links.ts'
import { queryDatabase, type TestTarget } from '../support/database.ts'
import { test } from '../support/fixtures/fresh-database.ts'
import { addEndpoint, publishAll, startListening } from './listening.ts'
import { demo, openReady, other, start } from './store-calls.ts'
import { freshTransactionId, ofAlice, record, upstreamOf } from './transaction-snapshots.ts'

const anna = { shownCookie: 'anna', newCookie: 'anna', trace: 'anna', framed: null, cookies: 'kept' as const }

/** Longer than any test may take: who wakes earlier was told. */
const neverMs = 600_000

async function deliveriesOf(target: TestTarget, endpoint: string): Promise<Record<string, unknown>[]> {
  const text = `select e.type, d.position::int as position, d.line, d.state, d.attempts, d.due_at
    from deliveries d join events e on e.tenant_id = d.tenant_id and e.id = d.event_id
    where d.endpoint_id = $1 order by d.position`
  return queryDatabase(target, text, [endpoint])
}

test('events get positions without gaps, those of a session in the order of their sequence', async ({
  database,
  second,
  target,
}) => {
  await startListening(database)
  const sessions = await Promise.all(Array.from({ length: 20 }, () => openReady(database)))
  await Promise.all(
    sessions.flatMap(({ id }, n) => [
      bindOpener(database, demo, id, anna, start + n),
      markReturned(second, demo, id, start + n),
      publishBatch(second, demo, start),
      bindOpener(second, demo, id, anna, start + n),
      markReturned(database, demo, id, start + n + 1),
      publishBatch(database, demo, start),
    ]),
  )
  // As where one process's clock is behind: its ids are older than those before it.
  const [session] = sessions
  await queryDatabase(
    target,
    `insert into events (tenant_id, id, type, session_id, sequence, subject, at)
     select tenant_id, ('00000000-0000-7000-8000-00000000000' || (9 - n))::uuid, type, session_id, 100 + n, subject, at
     from (select * from events where session_id = $1 limit 1) as e, generate_series(1, 5) as n`,
    [session?.id.slice('ses_'.length)],
  )
  const told = await publishAll(database)
  expect(told.map(({ position }) => position)).toEqual(told.map((_, n) => n + 1))
  expect(told.length).toBeGreaterThan(30)
  for (const { id } of sessions) {
    const sequence = told.filter(({ event }) => event.session === id).map(({ event }) => event.sequence ?? 0)
    expect(sequence).toEqual(sequence.toSorted((a, b) => a - b))
  }
})

test('of a line whose ids stand the wrong way round a batch takes no later event without the earlier ones', async ({
  database,
  target,
}) => {
  await startListening(database)
  const { id } = await openReady(database)
  await bindOpener(database, demo, id, anna, start)
  await queryDatabase(
    target,
    `insert into events (tenant_id, id, type, session_id, sequence, subject, at)
     select tenant_id, lpad(to_hex($2 - n), 32, '0')::uuid, type, session_id, 1 + n, subject, at
     from (select * from events where session_id = $1) as e, generate_series(1, $2 - 1) as n`,
    [id.slice('ses_'.length), publishBatchMax + 100],
  )
  const { count } = await publishBatch(database, demo, start)
  const told = await readEventsAfter(database, demo, 0, 10_000)
  expect(told).toHaveLength(count)
  const sequence = told.map(({ event }) => event.sequence)
  expect(sequence).toEqual(sequence.map((_, n) => n + 1))
})

test('each webhook endpoint gets a delivery of what it wants, and none that is disabled or another tenant’s', async ({
  database,
  target,
}) => {
  await startListening(database)
  const all = await addEndpoint(target)
  const some = await addEndpoint(target, { types: ['ramp.session.returned', 'ramp.transaction.created'] })
  const others = [await addEndpoint(target, { status: 'disabled' }), await addEndpoint(target, { tenant: other })]
  const { id } = await openReady(database)
  const transaction = freshTransactionId()
  await bindOpener(database, demo, id, anna, start)
  await markReturned(database, demo, id, start)
  await record(database, upstreamOf({ id: transaction }), ofAlice, start)
  const { count, endpoints } = await publishBatch(database, demo, start + 5)
  expect(count).toBe(3)
  expect(endpoints.map((endpoint) => endpoint.slice('whe_'.length)).sort()).toEqual(
    [all, some].map((endpoint) => endpoint.replaceAll('-', '')).sort(),
  )
  const line = id.slice('ses_'.length).replace(/^(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-')
  const due = { state: 'pending', attempts: 0, due_at: new Date(start + 5) }
  expect(await deliveriesOf(target, all)).toEqual([
    { type: 'ramp.session.opened', position: 1, line, ...due },
    { type: 'ramp.session.returned', position: 2, line, ...due },
    { type: 'ramp.transaction.created', position: 3, line: transaction, ...due },
  ])
  expect(await deliveriesOf(target, some)).toMatchObject([{ position: 2 }, { position: 3 }])
  for (const endpoint of others) expect(await deliveriesOf(target, endpoint)).toEqual([])
})

test('a test event is for one webhook endpoint, what happened to one for the others', async ({ database, target }) => {
  await startListening(database)
  const [one, two] = [await addEndpoint(target, { types: ['ramp.session.opened'] }), await addEndpoint(target)]
  const named = `whe_${one.replaceAll('-', '')}`
  const topic = { session: null, transaction: null }
  await internalsOf(database).connection.transaction(async (query) => {
    const tested = { type: 'rampway.test' as const, topic, previousStatus: null, at: start }
    await recordEvent(query, demo, { ...tested, subject: { message: 'hello', webhook_endpoint_id: named } })
    await recordEvent(query, demo, { ...tested, type: 'rampway.endpoint.failing', subject: { id: named } })
    await recordEvent(query, demo, {
      ...tested,
      type: 'rampway.endpoint.failing',
      subject: { id: `whe_${two.replaceAll('-', '')}` },
    })
  })
  await publishBatch(database, demo, start)
  expect(await deliveriesOf(target, one)).toMatchObject([{ type: 'rampway.test' }])
  expect(await deliveriesOf(target, two)).toMatchObject([{ type: 'rampway.endpoint.failing', position: 2 }])
})

test('a tenant that has events to publish is found, and no other', async ({ database }) => {
  await startListening(database)
  await startListening(database, other)
  const { id } = await openReady(database)
  expect(await listUnpublished(database, [demo, other])).toEqual([])
  await bindOpener(database, demo, id, anna, start)
  expect(await listUnpublished(database, [demo, other])).toEqual([demo])
  await publishAll(database)
  expect(await listUnpublished(database, [demo, other])).toEqual([])
})

test('publishing wakes whoever waits for the tenant, in any process', async ({ database, second }) => {
  await startListening(database)
  for (const waiter of [database, second]) {
    // Who waits while listening begins is woken by that.
    await waitForEvents(waiter, demo, markEvents(waiter), neverMs)
  }
  const marks = [database, second].map((waiter) => ({ waiter, mark: markEvents(waiter) }))
  const { id } = await openReady(database)
  await bindOpener(database, demo, id, anna, start)
  await publishBatch(database, demo, start)
  await Promise.all(marks.map(({ waiter, mark }) => waitForEvents(waiter, demo, mark, neverMs)))
})

test('a replay tells events once more, in their order, at new positions', async ({ database }) => {
  await startListening(database)
  const { id } = await openReady(database)
  await bindOpener(database, demo, id, anna, start)
  await markReturned(database, demo, id, start)
  const told = await publishAll(database)
  const ids = told.map(({ event }) => event.id)
  const [first] = ids
  if (first === undefined) throw new Error('nothing was told')
  await internalsOf(database).connection.transaction((query) => replayEvents(query, demo, ids.toReversed(), start))
  const again = await readEventsAfter(database, demo, 2, 10)
  expect(again.map(({ position, isReplay, event }) => [position, isReplay, event.id])).toEqual([
    [3, true, ids[0]],
    [4, true, ids[1]],
  ])
  expect(again.map(({ event }) => event)).toEqual(told.map(({ event }) => event))
  expect(await lastPosition(database, demo)).toBe(4)
  expect(await findPosition(database, demo, first)).toBe(3)
  expect(await findPosition(database, demo, first, 'oldest')).toBe(1)
  expect(await findPosition(database, other, first)).toBeUndefined()
  // Later events go on behind.
  const { id: next } = await openReady(database)
  await bindOpener(database, demo, next, anna, start)
  expect((await publishAll(database)).map(({ position }) => position)).toEqual([1, 2, 3, 4, 5])
})

test('where to read on from is found by the time of recording', async ({ database }) => {
  await startListening(database)
  const before = Date.now()
  expect(await findPositionAt(database, demo, before)).toBe(0)
  const { id } = await openReady(database)
  await bindOpener(database, demo, id, anna, start)
  await publishAll(database)
  expect(await findPositionAt(database, demo, before)).toBe(0)
  expect(await findPositionAt(database, demo, Date.now() + 60_000)).toBe(1)
})

test('nothing is published of a tenant that does not listen', async ({ database }) => {
  expect(await publishBatch(database, demo, start)).toEqual({ count: 0, endpoints: [] })
  expect(await lastPosition(database, demo)).toBe(0)
})

test('a batch is published as a whole or not at all', async ({ database, target }) => {
  await startListening(database)
  const endpoint = await addEndpoint(target)
  const { id } = await openReady(database)
  await bindOpener(database, demo, id, anna, start)
  await queryDatabase(target, `alter table deliveries add constraint never check (state <> 'pending')`)
  await expect(publishBatch(database, demo, start)).rejects.toThrow()
  expect(await readEventsAfter(database, demo, 0, 10)).toEqual([])
  expect(await lastPosition(database, demo)).toBe(0)
  await queryDatabase(target, 'alter table deliveries drop constraint never')
  expect(await publishAll(database)).toMatchObject([{ position: 1 }])
  expect(await deliveriesOf(target, endpoint)).toHaveLength(1)
})
