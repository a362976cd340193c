import { describe, expect } from 'vitest'
import { abandonedAfterMs, type StoredEvent } from '../../src/domain/event.ts'
import { sessionLifetimeMs } from '../../src/domain/session.ts'
import { eventOf, renderEvent } from '../../src/operations/events/render.ts'
import { readEventsAfter } from '../../src/store/event-log.ts'
import { queryDatabase } from '../support/database.ts'
import { test } from '../support/fixtures/own-gateways.ts'
import { sessionBody, type TestGateway, type TestGatewayOptions } from '../support/gateway.ts'
import { until } from '../support/until.ts'
import { visit } from '../support/visit.ts'

type Start = (options?: TestGatewayOptions) => Promise<TestGateway>

/** A gateway whose first tenant listens. */
async function startListening(startGateway: Start, options: TestGatewayOptions = {}): Promise<TestGateway> {
  const gateway = await startGateway(options)
  await gateway.tenantKey()
  return gateway
}

interface Opened {
  readonly id: string
  readonly url: string
}

async function open(gateway: TestGateway): Promise<Opened> {
  const { status, body, text } = await gateway.openSession(sessionBody())
  expect(status, text).toBe(201)
  return { id: body.session.id, url: `${gateway.url}${new URL(body.session.widget_url).pathname}` }
}

/** What the tenant was told of a session, once that has an event of this type. */
function toldOf(gateway: TestGateway, { id }: Opened, type: StoredEvent['type']): Promise<readonly StoredEvent[]> {
  return until(async () => {
    const told = await readEventsAfter(gateway.deps.database, gateway.demo.id, 0, 10_000)
    const events = told.map(({ event }) => event).filter(({ session }) => session === id)
    expect(events.map((event) => event.type)).toContain(type)
    return events
  })
}

const typesOf = (events: readonly StoredEvent[]): string[] => events.map(({ type }) => type.slice('ramp.'.length))

async function listed(gateway: TestGateway, { id }: Opened): Promise<object> {
  const { body } = await gateway.get('/v0/ramp/sessions?count=50')
  const { _links, ...session } = body.sessions.find((one: { id: string }) => one.id === id)
  return session
}

function unpublished(gateway: TestGateway): Promise<Record<string, unknown>[]> {
  return queryDatabase(gateway.database, 'select type from events where position is null')
}

describe('an event of a tenant that listens', () => {
  test('shows what the API showed at that moment, in the instants that are wanted', async ({ startGateway }) => {
    const gateway = await startListening(startGateway, { worker: true })
    const session = await open(gateway)
    expect((await visit(session.url)).status).toBe(302)
    const [opened] = await toldOf(gateway, session, 'ramp.session.opened')
    if (opened === undefined) throw new Error('no event')
    const shown = eventOf(gateway.deps, gateway.demo, opened)
    expect(shown).toMatchObject({
      id: opened.id,
      type: 'ramp.session.opened',
      tenant: gateway.demo.id,
      sequence: 1,
      previous_status: 'ready',
    })
    expect(shown.data).toEqual(await listed(gateway, session))
    expect(JSON.parse(renderEvent(gateway.deps, gateway.demo, opened, 'epoch'))).toEqual(shown)
    const iso = JSON.parse(renderEvent(gateway.deps, gateway.demo, opened, 'iso8601'))
    expect(Date.parse(iso.timestamp)).toBe(Math.floor(shown.timestamp / 1000) * 1000)
    expect(iso.data.opened_at).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/)

    await gateway.checkout({ session_id: session.id, outcome: 'pay' })
    await gateway.advance(600)
    const events = await toldOf(gateway, session, 'ramp.transaction.completed')
    const completed = events.find(({ type }) => type === 'ramp.transaction.completed')
    if (completed === undefined) throw new Error('no event')
    const { body } = await gateway.get(`/v0/ramp/transactions/${completed.transaction}`)
    expect(eventOf(gateway.deps, gateway.demo, completed).data).toEqual(body.transaction)
    // What was told before stays as it was then.
    expect(eventOf(gateway.deps, gateway.demo, opened)).toEqual(shown)
    expect(shown.data).not.toEqual(await listed(gateway, session))
  })

  test('is asked to be published as soon as it is recorded, where no worker is', async ({ startGateway }) => {
    const gateway = await startListening(startGateway)
    const session = await open(gateway)
    await visit(session.url)
    const asked = `select subject from due_work where job = 'events' and due_at is not null`
    await until(async () =>
      expect(await queryDatabase(gateway.database, asked)).toEqual([{ subject: gateway.demo.id }]),
    )
    expect(await unpublished(gateway)).toEqual([{ type: 'ramp.session.opened' }])
  })

  test('is published by the next process when the one that recorded it died at once', async ({ startGateway }) => {
    const dead = await startListening(startGateway)
    const session = await open(dead)
    await visit(session.url)
    await until(async () => expect(await unpublished(dead)).toHaveLength(1))
    // As where it died before it could ask.
    await until(async () => {
      const gone = await queryDatabase(dead.database, `delete from due_work where job = 'events' returning job`)
      expect(gone).toHaveLength(1)
    })
    const next = await startGateway({ database: dead.database, simulator: dead.simulator, worker: true })
    await toldOf(next, session, 'ramp.session.opened')
    expect(await unpublished(next)).toEqual([])
  })
})

describe('under a clock that is moved', () => {
  test('a user who walks away is told of, and comes back', async ({ startGateway }) => {
    const gateway = await startListening(startGateway, { worker: true })
    const session = await open(gateway)
    const { cookie } = await visit(session.url)
    await toldOf(gateway, session, 'ramp.session.opened')
    await gateway.advance(abandonedAfterMs / 1000 + 1)
    const [, abandoned] = await toldOf(gateway, session, 'ramp.session.abandoned')
    if (abandoned === undefined) throw new Error('no event')
    const { data } = eventOf(gateway.deps, gateway.demo, abandoned)
    expect(data).toEqual({ ...(await listed(gateway, session)), last_step: 'opened' })
    await visit(session.url, cookie === undefined ? {} : { cookie })
    await gateway.advance(abandonedAfterMs / 1000 + 1)
    await until(async () => {
      const events = await toldOf(gateway, session, 'ramp.session.abandoned')
      expect(typesOf(events)).toEqual(['session.opened', 'session.abandoned', 'session.abandoned'])
    })
    await gateway.checkout({ session_id: session.id, outcome: 'pay' })
    const events = await toldOf(gateway, session, 'ramp.transaction.created')
    expect(events.slice(0, 4).map(({ sequence, type }) => [sequence, type])).toEqual([
      [1, 'ramp.session.opened'],
      [2, 'ramp.session.abandoned'],
      [3, 'ramp.session.abandoned'],
      [4, 'ramp.transaction.created'],
    ])
  })

  test('a link that ends unused is told of as expired, and once', async ({ startGateway }) => {
    const gateway = await startListening(startGateway, { worker: true })
    const session = await open(gateway)
    await gateway.advance(sessionLifetimeMs / 1000 + 1)
    const [expired] = await toldOf(gateway, session, 'ramp.session.expired')
    if (expired === undefined) throw new Error('no event')
    const { data } = eventOf(gateway.deps, gateway.demo, expired)
    expect(data).toEqual(await listed(gateway, session))
    expect(data).toMatchObject({ status: 'expired' })
    const later = await open(gateway)
    await gateway.advance(sessionLifetimeMs / 1000 + 1)
    await toldOf(gateway, later, 'ramp.session.expired')
    expect(typesOf(await toldOf(gateway, session, 'ramp.session.expired'))).toEqual(['session.expired'])
  })
})
