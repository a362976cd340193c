import { expect } from 'vitest'
import { type DeliveryPlace, findDelivery, listDeliveries, listDeliveriesOfEvent } from '../../src/store/deliveries.ts'
import type { EventPlace } from '../../src/store/event-list.ts'
import { listEvents } from '../../src/store/event-list.ts'
import { readSessionId } from '../../src/store/session-row.ts'
import { advanceReplay, beginReplay, countReplay } from '../../src/store/webhook-replays.ts'
import { demo, other, start } from '../store/store-calls.ts'
import { eventIdOf, publishEvents, storeDeliveries, storeEndpoint } from '../store/webhook-calls.ts'
import { cloneDatabase, closeCounted, openStore, queryDatabase } from '../support/database.ts'
import { test } from '../support/fixtures/database.ts'

const stored = 100_000
const rounds = 10
const count = 20

test('no page of events or deliveries reads much more than it shows, with plans that were made when nothing was stored', async () => {
  const target = await cloneDatabase()
  const database = openStore(target)
  const { id: endpoint } = await storeEndpoint(database, demo)
  const { id: second } = await storeEndpoint(database, demo)
  const { id: foreign } = await storeEndpoint(database, other)
  const allEvents = { type: null, session: null, transaction: null, endpoint: null, since: null, until: null }
  const allDeliveries = { endpoint: null, event: null, session: null, transaction: null, type: null, state: null }
  const middle = eventIdOf(stored / 2)
  // Few of the events are of it, and long ago.
  const session = readSessionId('00000000-000a-7000-8000-000000000000')
  const range = { since: start, until: start + 1_000_000_000, types: [], chosen: 'undelivered' as const, skewMs: 0 }
  const tellAgain = async (events: number): Promise<void> => {
    const short = { ...range, until: start + events * 1_000 }
    await beginReplay(database, demo, endpoint, { range: short, now: start, entry: null })
    while (!(await advanceReplay(database, demo, endpoint, start)).isThrough);
  }
  const listAll = async (): Promise<void> => {
    const events = (filter: Partial<typeof allEvents> | object, after: EventPlace | null = null) =>
      listEvents(database, demo, { ...allEvents, ...filter }, { count, after, skewMs: 0 })
    await events({})
    await events({}, { id: middle })
    await events({ session })
    await events({ transaction: 'tx-10' })
    await events({ type: 'rampway.endpoint.recovered' })
    await events({ endpoint })
    await events({ until: start + 50_000_000, since: start + 49_000_000 })
    const deliveries = (filter: Partial<typeof allDeliveries> | object, after: DeliveryPlace | null = null) =>
      listDeliveries(database, demo, { ...allDeliveries, ...filter }, { count, after })
    const pages = [
      await deliveries({}),
      await deliveries({}, { event: middle, endpoint }),
      await deliveries({ event: middle }),
      await deliveries({ session }),
      await deliveries({ transaction: 'tx-10' }),
      await deliveries({ state: 'given_up' }),
      await deliveries({ state: 'given_up', endpoint: second }),
      await deliveries({ state: 'pending', endpoint }),
      await deliveries({ type: 'rampway.endpoint.recovered', endpoint }),
    ]
    for (const { items } of pages) {
      const [first] = items
      if (first !== undefined) await findDelivery(database, demo, first.id)
    }
    await listDeliveriesOfEvent(database, demo, middle)
    await countReplay(database, demo, endpoint, { ...range, until: start + 3_000_000 })
    await tellAgain(50)
  }
  for (let n = 0; n < rounds; n++) await listAll()
  await publishEvents(target, demo, 1, stored)
  await publishEvents(target, other, 1, stored / 10)
  await storeDeliveries(target, demo, endpoint, { first: 1, last: stored })
  await storeDeliveries(target, demo, second, { first: 100, last: 110, state: 'given_up' })
  await storeDeliveries(target, other, foreign, { first: 1, last: stored / 10 })
  const topic = `update events set session_id = $2, transaction_id = 'tx-10' where tenant_id = $1 and position = any($3)`
  await queryDatabase(target, topic, [demo, '00000000-000a-7000-8000-000000000000', [7, 100, 105]])
  const counted = `select coalesce(sum(seq_tup_read + coalesce(idx_tup_fetch, 0)), 0)::int as rows from pg_stat_user_tables
     where relname in ('events', 'deliveries', 'delivery_attempts')`
  await queryDatabase(target, 'select pg_stat_force_next_flush()')
  const [before] = await queryDatabase(target, counted)
  for (let n = 0; n < rounds; n++) await listAll()
  // Its counts are sure to be told when a connection ends.
  await closeCounted(database, target)
  const [after] = await queryDatabase(target, counted)
  // One statement that reads all it finds would have come to twice as much in each round.
  expect(Number(after?.rows) - Number(before?.rows)).toBeLessThan(rounds * stored)
})
