import { expect, test } from 'vitest'
import { createServerClient, type ServerClient } from '../src/server.ts'
import { answer, hangUp, refuse, startServer } from './scripted-server.ts'

const key = 'rwk_test'
const one = { _links: {}, session: {}, transaction: {}, event: {}, webhook_endpoint: {}, delivery: {}, count: 0 }
const lists = { sessions: [], transactions: [], events: [], webhook_endpoints: [], deliveries: [] }
const anything = answer(200, { ...one, ...lists })

test.each<[string, (client: ServerClient) => Promise<unknown>, object?]>([
  ['GET sessions?status=completed', ({ sessions }) => sessions.list({ status: 'completed' })],
  ['GET sessions/a%2Fb', ({ sessions }) => sessions.get('a/b')],
  ['GET transactions?session=ses_1', ({ transactions }) => transactions.list({ session: 'ses_1' })],
  ['GET transactions/tx', ({ transactions }) => transactions.get('tx')],
  ['GET events?type=rampway.test&since=1', ({ events }) => events.list({ type: 'rampway.test', since: 1 })],
  ['GET events/evt_1', ({ events }) => events.get('evt_1')],
  ['POST events/evt_1/replay', ({ events }) => events.replay('evt_1'), {}],
  [
    'POST events/evt_1/replay',
    ({ events }) => events.replay('evt_1', { webhook_endpoint_id: 'whe_1' }),
    { webhook_endpoint_id: 'whe_1' },
  ],
  [
    'POST webhook-endpoints',
    ({ webhookEndpoints }) => webhookEndpoints.create({ url: 'https://a.test' }),
    { url: 'https://a.test' },
  ],
  ['GET webhook-endpoints', ({ webhookEndpoints }) => webhookEndpoints.list()],
  ['GET webhook-endpoints/whe_1', ({ webhookEndpoints }) => webhookEndpoints.get('whe_1')],
  [
    'PATCH webhook-endpoints/whe_1',
    ({ webhookEndpoints }) => webhookEndpoints.update('whe_1', { status: 'disabled' }),
    { status: 'disabled' },
  ],
  ['POST webhook-endpoints/whe_1/rotate-secret', ({ webhookEndpoints }) => webhookEndpoints.rotateSecret('whe_1'), {}],
  ['POST webhook-endpoints/whe_1/test', ({ webhookEndpoints }) => webhookEndpoints.test('whe_1'), {}],
  [
    'POST webhook-endpoints/whe_1/replay',
    ({ webhookEndpoints }) => webhookEndpoints.replay('whe_1', { since_last_success: true }),
    { since_last_success: true },
  ],
  ['GET deliveries?state=given_up', ({ deliveries }) => deliveries.list({ state: 'given_up' })],
  ['GET deliveries/dlv_1', ({ deliveries }) => deliveries.get('dlv_1')],
  ['POST deliveries/dlv_1/retry', ({ deliveries }) => deliveries.retry('dlv_1'), {}],
])('sends %s', async (expected, ask, body) => {
  const server = await startServer(anything)
  await ask(createServerClient({ baseUrl: `${server.url}/pay/`, key }))
  const [call] = server.calls
  expect(`${call?.method} ${call?.url}`).toBe(expected.replace(' ', ' /pay/v0/partner/'))
  expect(call?.headers.authorization).toBe(`Bearer ${key}`)
  expect(call?.body).toBe(body === undefined ? '' : JSON.stringify(body))
})

test('what is deleted leaves nothing to read', async () => {
  const server = await startServer((response) => response.writeHead(204).end())
  await createServerClient({ baseUrl: server.url, key }).webhookEndpoints.delete('whe_1')
  expect(server.calls).toMatchObject([{ method: 'DELETE', url: '/v0/partner/webhook-endpoints/whe_1', body: '' }])
})

test('what can be done twice is sent again, and what cannot is not', async () => {
  const refused = refuse(503, 'GEN-503-001-R', { 'retry-after': '0' })
  for (const failure of [refused, hangUp]) {
    const server = await startServer(failure, anything)
    const { webhookEndpoints, events, deliveries } = createServerClient({ baseUrl: server.url, key })
    await webhookEndpoints.update('whe_1', { status: 'disabled' })
    expect(server.calls).toHaveLength(2)
    for (const post of [
      () => webhookEndpoints.create({ url: 'https://a.test' }),
      () => webhookEndpoints.rotateSecret('whe_1'),
      () => webhookEndpoints.test('whe_1'),
      () => webhookEndpoints.replay('whe_1', {}),
      () => events.replay('evt_1'),
      () => deliveries.retry('dlv_1'),
    ]) {
      server.script(failure)
      const before = server.calls.length
      await expect(post()).rejects.toMatchObject({ retryable: true })
      expect(server.calls).toHaveLength(before + 1)
    }
  }
})

test.each(['', 'rwo_operator', 'rwk_', 'Bearer rwk_test', 'rwk_test\n'])(
  'a key cannot be %j, and is not repeated',
  (bad) => {
    const create = () => createServerClient({ baseUrl: 'https://ramp.example.com', key: bad })
    expect(create).toThrow(TypeError)
    expect(create).toThrow(/^key must be a tenant key, rwk_…, as/)
  },
)
