import { describe, expect } from 'vitest'
import { systemClock } from '../../src/domain/clock.ts'
import { carryOutReplay } from '../../src/operations/webhooks-out/replay.ts'
import { readEventsAfter } from '../../src/store/event-log.ts'
import { readWebhookEndpointId } from '../../src/store/webhook-endpoint-row.ts'
import { start } from '../store/store-calls.ts'
import { eventIdOf, publishEvents, storeDeliveries } from '../store/webhook-calls.ts'
import { queryDatabase } from '../support/database.ts'
import { test } from '../support/fixtures/gateway.ts'
import type { JsonAnswer, TestGateway } from '../support/gateway.ts'

const root = '/v0/partner/webhook-endpoints'
const other = 'org-other:env-sandbox'

test.beforeEach(async ({ gateway }) => {
  const tables = ['webhook_endpoints', 'webhook_secrets', 'deliveries', 'events', 'event_replays', 'webhook_replays']
  for (const table of tables) await queryDatabase(gateway.database, `delete from ${table}`)
})

async function makeEndpoint(gateway: TestGateway, body: object = {}): Promise<string> {
  const made = await gateway.asPartner(root, { body: { url: 'https://partner.example/', ...body } })
  expect(made.status, made.text).toBe(201)
  return made.body.webhook_endpoint.id
}

function replay(gateway: TestGateway, id: string, body: object): Promise<JsonAnswer> {
  return gateway.asPartner(`${root}/${id}/replay`, { body })
}

function store(gateway: TestGateway, id: string, first: number, last: number, state?: 'delivered' | 'given_up') {
  const stored = { first, last, ...(state !== undefined && { state }) }
  return storeDeliveries(gateway.database, gateway.demo.id, readWebhookEndpointId(id.slice(4)), stored)
}

/** Of the deliveries, those that are due again: their events. */
async function dueAgain(gateway: TestGateway): Promise<readonly number[]> {
  const rows = await queryDatabase(
    gateway.database,
    `select position::int as n from deliveries where state = 'pending' and tries = 0 order by position`,
  )
  return rows.map(({ n }) => Number(n))
}

const range = (first: number, last: number) => Array.from({ length: last - first + 1 }, (_, n) => first + n)
/** When the n-th event happened. */
const at = (n: number) => start + n * 1_000

describe('a range', () => {
  test('is counted first, then sent once more with the same ids, whatever became of it', async ({ gateway }) => {
    const id = await makeEndpoint(gateway)
    await publishEvents(gateway.database, gateway.demo.id, 1, 40)
    await store(gateway, id, 1, 20, 'delivered')
    await store(gateway, id, 21, 25, 'given_up')
    const asked = { since: new Date(at(11)).toISOString(), until: at(31) }
    const counted = { _links: { self: { href: `${root}/${id}` } }, count: 20, first_at: at(11), last_at: at(30) }
    const dry = await replay(gateway, id, { ...asked, dry_run: true })
    expect([dry.status, dry.body]).toEqual([200, counted])
    expect(await dueAgain(gateway)).toEqual([])
    const told = await replay(gateway, id, asked)
    expect([told.status, told.body]).toEqual([202, counted])
    expect(await dueAgain(gateway)).toEqual(range(11, 30))
    const deliveries = await gateway.asPartner(`/v0/partner/deliveries?event=${eventIdOf(15)}`)
    expect(deliveries.body.deliveries).toMatchObject([{ event_id: eventIdOf(15), state: 'pending', attempts: 1 }])
  })

  test('is told to the streams too, in its order', async ({ gateway }) => {
    const id = await makeEndpoint(gateway)
    await publishEvents(gateway.database, gateway.demo.id, 1, 5)
    await queryDatabase(gateway.database, 'update event_listeners set last_position = 5')
    await replay(gateway, id, { since: at(2), until: at(5) })
    const rows = await queryDatabase(gateway.database, 'select event_id from event_replays order by position')
    expect(rows.map(({ event_id: event }) => `evt_${String(event).replaceAll('-', '')}`)).toEqual(
      [2, 3, 4].map(eventIdOf),
    )
  })

  test('holds only the types that are asked for and wanted, and no test events', async ({ gateway }) => {
    const recoveries = 'rampway.endpoint.recovered'
    const id = await makeEndpoint(gateway, { types: [recoveries, 'ramp.session.opened', 'rampway.test'] })
    await publishEvents(gateway.database, gateway.demo.id, 1, 40)
    await queryDatabase(gateway.database, `update events set type = 'rampway.test' where position = 10`)
    const count = async (body: object) => (await replay(gateway, id, { since: 1, dry_run: true, ...body })).body.count
    expect(await count({})).toBe(3)
    expect(await count({ types: [recoveries] })).toBe(3)
    expect(await count({ types: ['ramp.session.opened'] })).toBe(0)
    expect(await count({ types: ['rampway.endpoint.failing'] })).toBe(0)
  })

  test('holds nothing that tells of the webhook endpoint itself, which only others are told', async ({ gateway }) => {
    const id = await makeEndpoint(gateway)
    const another = await makeEndpoint(gateway)
    await publishEvents(gateway.database, gateway.demo.id, 1, 3)
    await queryDatabase(gateway.database, 'update events set subject = $1 where position = 2', [{ id }])
    expect((await replay(gateway, another, { since: 1, dry_run: true })).body.count).toBe(3)
    expect((await replay(gateway, id, { since: 1 })).body.count).toBe(2)
    expect(await dueAgain(gateway)).toEqual([1, 3])
  })

  test('begins on no day that does not exist', async ({ gateway }) => {
    const id = await makeEndpoint(gateway)
    const { status, body } = await replay(gateway, id, { since: '2026-02-31T00:00:00Z', dry_run: true })
    expect([status, body.errors]).toEqual([
      422,
      [{ pointer: '/since', detail: expect.stringContaining('The day must exist') }],
    ])
  })

  test('with only_failed holds what was given up and what failed last', async ({ gateway }) => {
    const id = await makeEndpoint(gateway)
    await publishEvents(gateway.database, gateway.demo.id, 1, 40)
    await store(gateway, id, 1, 10, 'delivered')
    await store(gateway, id, 11, 15, 'given_up')
    await store(gateway, id, 16, 20)
    await queryDatabase(gateway.database, `update deliveries set last_status = 500 where position between 16 and 18`)
    await queryDatabase(gateway.database, `update deliveries set attempts = 0 where position between 19 and 20`)
    expect((await replay(gateway, id, { only_failed: true })).body.count).toBe(8)
    expect(await dueAgain(gateway)).toEqual(range(11, 18))
  })

  test('with since_last_success holds all that was missed since: what failed, is pending, or was published while disabled', async ({
    gateway,
  }) => {
    const id = await makeEndpoint(gateway)
    await publishEvents(gateway.database, gateway.demo.id, 1, 2_000)
    await store(gateway, id, 1, 1_000, 'delivered')
    await store(gateway, id, 1_001, 1_004, 'given_up')
    await store(gateway, id, 1_005, 1_006)
    await store(gateway, id, 1_500, 1_500, 'delivered')
    await queryDatabase(gateway.database, `update deliveries set state = 'given_up' where position = 10`)
    await queryDatabase(gateway.database, 'update webhook_endpoints set last_success_at = $1', [new Date(at(1_000))])
    const dry = await replay(gateway, id, { since_last_success: true, dry_run: true })
    expect(dry.body).toMatchObject({ count: 999, first_at: at(1_001), last_at: at(2_000) })
    expect((await replay(gateway, id, { since_last_success: true })).status).toBe(202)
    expect(await dueAgain(gateway)).toEqual(range(1_001, 2_000).filter((n) => n !== 1_500))
  })

  test('with since_last_success holds what still waits, when one retry was quicker than the call', async ({
    gateway,
  }) => {
    const id = await makeEndpoint(gateway)
    await publishEvents(gateway.database, gateway.demo.id, 1, 2_000)
    await store(gateway, id, 1, 10, 'delivered')
    await store(gateway, id, 11, 20)
    await store(gateway, id, 21, 2_000, 'delivered')
    await queryDatabase(gateway.database, 'update webhook_endpoints set last_success_at = $1', [new Date(at(2_000))])
    expect((await replay(gateway, id, { since_last_success: true })).body).toMatchObject({
      count: 10,
      first_at: at(11),
    })
    expect(await dueAgain(gateway)).toEqual(range(11, 20))
  })

  test('that is large is begun in the call, and goes on where whoever was at it left off', async ({ gateway }) => {
    const id = await makeEndpoint(gateway)
    await publishEvents(gateway.database, gateway.demo.id, 1, 2_500)
    expect((await replay(gateway, id, { since: 1 })).body.count).toBe(2_500)
    expect(await dueAgain(gateway)).toHaveLength(1_000)
    const again = await replay(gateway, id, { since: 1 })
    expect(again.body).toMatchObject({ status: 409, error_code: 'PTR-409-004-R' })
    const target = { tenant: gateway.demo.id, id: readWebhookEndpointId(id.slice(4)) }
    await carryOutReplay(gateway.deps, target, AbortSignal.abort())
    expect(await dueAgain(gateway)).toHaveLength(1_000)
    await carryOutReplay(gateway.deps, target, new AbortController().signal)
    expect(await dueAgain(gateway)).toEqual(range(1, 2_500))
    const [told] = await queryDatabase(gateway.database, 'select count(*)::int as n from event_replays')
    expect(told).toEqual({ n: 2_500 })
    expect((await replay(gateway, id, { since: 1, dry_run: true })).status).toBe(200)
    expect((await replay(gateway, id, { since: at(2_500) })).status).toBe(202)
  })

  test('ends when its webhook endpoint is disabled or deleted meanwhile', async ({ gateway }) => {
    const id = await makeEndpoint(gateway)
    await publishEvents(gateway.database, gateway.demo.id, 1, 2_500)
    await replay(gateway, id, { since: 1 })
    await gateway.asPartner(`${root}/${id}`, { method: 'PATCH', body: { status: 'disabled' } })
    const target = { tenant: gateway.demo.id, id: readWebhookEndpointId(id.slice(4)) }
    await carryOutReplay(gateway.deps, target, new AbortController().signal)
    expect(await dueAgain(gateway)).toHaveLength(1_000)
    expect(await queryDatabase(gateway.database, 'select from webhook_replays')).toEqual([])
    const refused = await replay(gateway, id, { since: 1 })
    expect(refused.body).toMatchObject({ error_code: 'PTR-409-002', detail: expect.stringContaining('disabled since') })
  })

  const refusals: readonly (readonly [string, object, string])[] = [
    ['without a beginning', {}, '/since'],
    ['with two beginnings', { since: 1, since_last_success: true }, '/since'],
    ['with two choices', { only_failed: true, since_last_success: true }, '/only_failed'],
    ['that ends before it begins', { since: 2_000, until: 1_000 }, '/since'],
    ['that lies ahead', { since: systemClock() + 86_400_000 }, '/since'],
    ['beyond the calendar', { since: 1, until: Number.MAX_SAFE_INTEGER }, '/until'],
    ['of a misspelt type', { since: 1, types: ['rampway.tset'] }, '/types'],
  ]
  test.for(refusals)('%s is refused', async ([, body, pointer], { gateway }) => {
    const answer = await replay(gateway, await makeEndpoint(gateway), body)
    expect(answer.status, answer.text).toBe(422)
    expect(answer.body.errors).toMatchObject([{ pointer }])
  })
})

describe('one event', () => {
  test('is sent once more to each webhook endpoint that wants it and is not disabled', async ({ gateway }) => {
    const wanting = await makeEndpoint(gateway)
    const disabled = await makeEndpoint(gateway)
    const choosy = await makeEndpoint(gateway, { types: ['ramp.session.opened'] })
    await queryDatabase(gateway.database, `update webhook_endpoints set status = 'disabled' where id = $1`, [
      disabled.slice(4),
    ])
    const test = await gateway.asPartner(`${root}/${choosy}/test`, { body: {} })
    const { id } = test.body.event
    await queryDatabase(gateway.database, `update deliveries set state = 'delivered', tries = 3, attempts = 3`)
    const path = `/v0/partner/events/${id}/replay`
    const all = await gateway.asPartner(path, { body: {} })
    expect(all.status, all.text).toBe(202)
    expect(all.body.event).toEqual(test.body.event)
    expect(all.body.deliveries).toMatchObject([{ webhook_endpoint_id: wanting, event_id: id, state: 'pending' }])
    const named = await gateway.asPartner(path, { body: { webhook_endpoint_id: choosy } })
    const again = { id: test.body.deliveries[0].id, webhook_endpoint_id: choosy, state: 'pending', attempts: 3 }
    expect(named.body.deliveries).toMatchObject([again])
    const refused = await gateway.asPartner(path, { body: { webhook_endpoint_id: disabled } })
    expect(refused.body.error_code).toBe('PTR-409-002')
    const told = await readEventsAfter(gateway.deps.database, gateway.demo.id, 0, 10)
    expect(told.map(({ event, isReplay }) => [event.id, isReplay])).toEqual([
      [id, false],
      [id, true],
      [id, true],
    ])
  })

  test('of another tenant is not found, nor a webhook endpoint of one', async ({ gateway }) => {
    const mine = await makeEndpoint(gateway)
    const theirs = await gateway.asPartner(root, { tenant: other, body: { url: 'https://other.example/' } })
    const foreign = theirs.body.webhook_endpoint.id
    const { body } = await gateway.asPartner(`${root}/${mine}/test`, { body: {} })
    const path = `/v0/partner/events/${body.event.id}`
    for (const call of [{ path }, { path: `${path}/replay`, body: {} }]) {
      expect((await gateway.asPartner(call.path, { ...call, tenant: other })).body.error_code).toBe('PTR-404-002')
    }
    const named = await gateway.asPartner(`${path}/replay`, { body: { webhook_endpoint_id: foreign } })
    expect(named.body.error_code).toBe('PTR-404-001')
    const delivery = `/v0/partner/deliveries/${body.deliveries[0].id}`
    for (const call of [{ path: delivery }, { path: `${delivery}/retry`, body: {} }]) {
      expect((await gateway.asPartner(call.path, { ...call, tenant: other })).body.error_code).toBe('PTR-404-003')
    }
    const lists = ['events', `events?webhook_endpoint=${mine}`, 'deliveries', `deliveries?event=${body.event.id}`]
    for (const list of lists) {
      const answer = await gateway.asPartner(`/v0/partner/${list}`, { tenant: other })
      expect(answer.body[list.startsWith('events') ? 'events' : 'deliveries'], list).toEqual([])
    }
  })
})
