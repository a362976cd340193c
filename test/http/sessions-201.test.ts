import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { sessionBody, startTestGateway, type TestGateway } from '../support/gateway.ts'

let rampway: TestGateway

beforeAll(async () => {
  rampway = await startTestGateway()
})
beforeEach(async () => {
  await rampway.control('/_sim/reset', {})
})
afterAll(() => rampway.close())

test('a buy opens one widget upstream and answers 201 with links and the contract’s members', async () => {
  const { status, body, headers } = await rampway.openSession()
  expect(status).toBe(201)
  expect(body.session).toMatchObject({ status: 'ready', direction: 'buy', from_asset: 'USD', to_asset: 'USDC' })
  expect(body.session.widget_url).toBe(`${rampway.url}/w/${body.session.token}`)
  expect(Object.keys(body._links)).toEqual(['self', 'widget', 'transactions', 'quotes'])
  expect(headers.get('location')).toBe(body._links.self.href)
  expect(await rampway.widgetCalls()).toHaveLength(1)
})

test('the same key answers 208 with the same session and calls nobody', async () => {
  const body = sessionBody({ idempotency_key: 'once' })
  const first = await rampway.openSession(body)
  const second = await rampway.openSession(body)
  expect([first.status, second.status]).toEqual([201, 208])
  expect(second.body).toEqual(first.body)
  expect(second.headers.get('idempotent-replayed')).toBe('true')
  expect(await rampway.widgetCalls()).toHaveLength(1)
})

test('two hundred callers with one key get one session from one widget call', async () => {
  await rampway.control('/_sim/faults', { path: '/crypto/session/widget', kind: 'slow', delay_ms: 300 })
  const token = await rampway.mintToken()
  const body = sessionBody({ idempotency_key: 'crowd' })
  const answers = await Promise.all(Array.from({ length: 200 }, () => rampway.openSession(body, { token })))
  expect(answers.filter(({ status }) => status === 201)).toHaveLength(1)
  expect(answers.filter(({ status }) => status === 208)).toHaveLength(199)
  expect(new Set(answers.map(({ body: { session } }) => session.id)).size).toBe(1)
  expect(await rampway.widgetCalls()).toHaveLength(1)
})
