import { readFile } from 'node:fs/promises'
import { describe, expect } from 'vitest'
import { queryDatabase } from '../support/database.ts'
import { test } from '../support/fixtures/gateway.ts'
import { sessionBody, type TestGateway } from '../support/gateway.ts'
import { until } from '../support/until.ts'
import { navigation, visit } from '../support/visit.ts'

test.override('gatewayOptions', { worker: true })

/** A call of the control API, as a row of the table "Scenarios" writes it. */
interface Step {
  readonly path: string
  readonly body: Record<string, unknown>
}

/** The calls of each row, by the scenario's name. */
async function readScenarios(): Promise<ReadonlyMap<string, readonly Step[]>> {
  const text = await readFile(new URL('../../docs/simulator.md', import.meta.url), 'utf8')
  const [, section = ''] = text.split('### Scenarios\n')
  const rows = section.split('\n#')[0]?.match(/^\| .*$/gm) ?? []
  return new Map(
    rows.slice(1).map((row) => {
      const [name = '', posts = ''] = row.split('|').slice(1)
      const steps = [...posts.matchAll(/`(\/_sim\/\w+)` `(\{.*?\})`/g)].map(([, path = '', body = '']) => ({
        path,
        body: JSON.parse(body),
      }))
      return [name.trim(), steps] as const
    }),
  )
}

const scenarios = await readScenarios()

/** Does what the row says, for this session. */
async function play(gateway: TestGateway, name: string, session = ''): Promise<void> {
  const steps = scenarios.get(name) ?? []
  expect(steps.length, `rows of ${name}`).toBeGreaterThan(0)
  for (const { path, body } of steps) {
    const named = 'session_id' in body ? { ...body, session_id: session } : body
    expect((await gateway.control(path, named)).status, `${path} of ${name}`).toBe(200)
  }
}

async function open(gateway: TestGateway, body: Record<string, unknown> = {}): Promise<string> {
  const { status, body: opened } = await gateway.openSession(sessionBody(body))
  expect(status).toBe(201)
  return opened.session.id
}

async function pay(gateway: TestGateway, session: string): Promise<void> {
  await gateway.checkout({ session_id: session, outcome: 'pay' })
}

/** Lets the provider settle, once the gateway knows that it is about to. */
async function settle(gateway: TestGateway, session: string): Promise<void> {
  await gateway.advance(5)
  await until(async () => {
    const { body } = await gateway.get('/v0/ramp/transactions?count=1')
    expect(body.transactions[0]).toMatchObject({ session_id: session, status: 'processing' })
    // Both webhooks: one that is handled later would find out what comes now.
    const text = 'select handled_at is not null as handled from incoming_webhooks where transaction_id = $1'
    const webhooks = await queryDatabase(gateway.database, text, [body.transactions[0].id])
    expect(webhooks).toEqual([{ handled: true }, { handled: true }])
  })
  await gateway.advance(10)
}

async function reaches(gateway: TestGateway, session: string, status: string): Promise<void> {
  await until(async () => {
    const { body } = await gateway.get(`/v0/ramp/sessions/${session}`)
    expect(body.session.status).toBe(status)
  })
}

async function outcomesOf(gateway: TestGateway, session: string): Promise<string[]> {
  const { body } = await gateway.control(`/_sim/webhooks?session_id=${session}`)
  return body.deliveries.map((delivery: { outcome: string }) => delivery.outcome)
}

describe('a scenario of the simulator', () => {
  test('late webhook: the trade completes a minute after its provider said so', async ({ gateway }) => {
    const session = await open(gateway)
    await play(gateway, 'Late webhook')
    await pay(gateway, session)
    await settle(gateway, session)
    await until(async () => expect(await outcomesOf(gateway, session)).toEqual(['delivered', 'delivered', 'held']))
    await reaches(gateway, session, 'transacting')
    await gateway.advance(60)
    await reaches(gateway, session, 'completed')
  })

  test('lost webhook: the gateway finds out by asking', async ({ gateway }) => {
    const session = await open(gateway)
    await play(gateway, 'Lost webhook')
    await pay(gateway, session)
    await settle(gateway, session)
    await until(async () => expect(await outcomesOf(gateway, session)).toEqual(['delivered', 'delivered', 'lost']))
    await reaches(gateway, session, 'transacting')
    await gateway.advance(600)
    await reaches(gateway, session, 'completed')
  })

  test('tampered webhook: it is refused, and the next try counts', async ({ gateway }) => {
    const session = await open(gateway)
    await play(gateway, 'Tampered webhook')
    await pay(gateway, session)
    await until(async () => expect((await outcomesOf(gateway, session))[0]).toBe('HTTP error: 401'))
    await gateway.advance(120)
    await reaches(gateway, session, 'completed')
  })

  test('declined: the session has failed', async ({ gateway }) => {
    const session = await open(gateway)
    await play(gateway, 'Declined', session)
    await reaches(gateway, session, 'failed')
  })

  test('refund after completion: a completed session has failed', async ({ gateway }) => {
    const session = await open(gateway)
    await pay(gateway, session)
    await gateway.advance(30)
    await reaches(gateway, session, 'completed')
    await play(gateway, 'Refund after completion', session)
    await reaches(gateway, session, 'failed')
  })

  test('provider down: the next best opens', async ({ gateway }) => {
    await play(gateway, 'Provider down')
    const { body } = await gateway.openSession(sessionBody())
    expect(body.session.service_provider).not.toBe('BANXA')
    expect((await gateway.widgetCalls()).map(({ provider }) => provider)).toEqual([
      'BANXA',
      body.session.service_provider,
    ])
  })

  test('silent Bitcoin: the transaction says what was bought', async ({ gateway }) => {
    await play(gateway, 'Silent Bitcoin')
    const session = await open(gateway)
    await pay(gateway, session)
    await until(async () => {
      const { body } = await gateway.get('/v0/ramp/transactions?count=1')
      expect(body.transactions[0]).toMatchObject({ session_id: session, to_asset: 'BTC' })
    })
  })

  test('slow provider: the next best opens before it has answered', async ({ gateway }) => {
    // The failure of the test before is forgotten by then.
    await gateway.advance(3_600)
    await play(gateway, 'Slow provider')
    const { status, body } = await gateway.openSession(sessionBody())
    expect(status).toBe(201)
    expect((await gateway.widgetCalls()).map(({ provider }) => provider)).toEqual([
      'BANXA',
      body.session.service_provider,
    ])
  })

  test('30-minute-old link: opening it leads to a new widget', async ({ gateway }) => {
    const { body } = await gateway.openSession(sessionBody())
    await play(gateway, '30-minute-old link')
    const opened = await visit(body.session.widget_url, { headers: navigation })
    expect([opened.status, opened.location]).toEqual([302, expect.stringContaining('/checkout')])
    const calls = (await gateway.control(`/_sim/calls?path=/crypto/session/widget&session_id=${body.session.id}`)).body
    expect(calls.calls).toHaveLength(2)
  })
})
