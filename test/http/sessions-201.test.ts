import { expect } from 'vitest'
import { test } from '../support/fixtures/gateway.ts'
import { sessionBody } from '../support/gateway.ts'

test('a buy opens one widget upstream and answers 201 with links and the contract’s members', async ({ gateway }) => {
  const { status, body, headers } = await gateway.openSession()
  expect(status).toBe(201)
  expect(body.session).toMatchObject({ status: 'ready', direction: 'buy', from_asset: 'USD', to_asset: 'USDC' })
  expect(body.session.widget_url).toBe(`${gateway.url}/w/${body.session.token}`)
  expect(Object.keys(body._links)).toEqual(['self', 'widget', 'transactions', 'quotes'])
  expect(headers.get('location')).toBe(body._links.self.href)
  expect(await gateway.widgetCalls()).toHaveLength(1)
})

test('the same key answers 208 with the same session and calls nobody', async ({ gateway }) => {
  const body = sessionBody({ idempotency_key: 'once' })
  const first = await gateway.openSession(body)
  const second = await gateway.openSession(body)
  expect([first.status, second.status]).toEqual([201, 208])
  expect(second.body).toEqual(first.body)
  expect(second.headers.get('idempotent-replayed')).toBe('true')
  expect(await gateway.widgetCalls()).toHaveLength(1)
})

test('two hundred callers with one key get one session from one widget call', async ({ gateway }) => {
  await gateway.control('/_sim/faults', { path: '/crypto/session/widget', kind: 'slow', delay_ms: 300 })
  const token = await gateway.mintToken()
  const body = sessionBody({ idempotency_key: 'crowd' })
  const answers = await Promise.all(Array.from({ length: 200 }, () => gateway.openSession(body, { token })))
  expect(answers.filter(({ status }) => status === 201)).toHaveLength(1)
  expect(answers.filter(({ status }) => status === 208)).toHaveLength(199)
  expect(new Set(answers.map(({ body: { session } }) => session.id)).size).toBe(1)
  expect(await gateway.widgetCalls()).toHaveLength(1)
})
