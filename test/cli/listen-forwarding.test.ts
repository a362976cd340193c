import { createServer } from 'node:net'
import { Webhook } from 'standardwebhooks'
import { expect, onTestFinished, test } from 'vitest'
import { forward, webhookBody } from '../../src/cli/listen-forwarding.ts'
import { systemClock } from '../../src/domain/clock.ts'
import { formatWebhookSecret, makeWebhookSecret } from '../../src/domain/webhook-secret.ts'
import { createOutbound } from '../../src/outbound/request.ts'
import { startReceiver } from '../support/receiver.ts'

function makeDeps() {
  const { send, close } = createOutbound()
  onTestFinished(close)
  return { send, clock: systemClock, secret: makeWebhookSecret() }
}

const event = {
  id: 'evt_018f',
  type: 'rampway.test' as const,
  timestamp: 1_700_000_000_123,
  tenant: 'org-demo:env-sandbox',
  sequence: null,
  previous_status: null,
  data: { message: 'A test, with ä and 😀', webhook_endpoint_id: 'whe_1' },
  replayed: true,
}

test('what is forwarded is a webhook as the standard library takes it', async () => {
  const receiver = await startReceiver()
  onTestFinished(receiver.close)
  const deps = makeDeps()
  const body = webhookBody(event, 'iso8601')
  expect(await forward(deps, event.id, body, receiver.url)).toMatchObject({
    url: receiver.url,
    status: 204,
    failure: null,
  })
  const [call] = receiver.calls
  const headers = Object.fromEntries(Object.entries(call?.headers ?? {}).map(([name, value]) => [name, String(value)]))
  const { replayed, ...told } = event
  expect(new Webhook(formatWebhookSecret(deps.secret)).verify(call?.body ?? '', headers)).toEqual({
    ...told,
    timestamp: '2023-11-14T22:13:20Z',
  })
  expect(headers).toMatchObject({ 'webhook-id': event.id, 'content-type': 'application/json' })
})

test('times are milliseconds where that is asked for', () => {
  const { replayed, ...told } = event
  expect(JSON.parse(webhookBody(event, 'epoch'))).toEqual(told)
})

test('a receiver that refuses is told with its status, and one that is not there with why', async () => {
  const receiver = await startReceiver()
  onTestFinished(receiver.close)
  receiver.answer((_call, response) => response.writeHead(500).end('x'.repeat(100_000)))
  const deps = makeDeps()
  expect(await forward(deps, event.id, '{}', receiver.url)).toMatchObject({ status: 500, failure: null })
  const closed = createServer()
  await new Promise<void>((resolve) => closed.listen(0, '127.0.0.1', resolve))
  const address = closed.address()
  const port = typeof address === 'object' ? address?.port : undefined
  await new Promise((resolve) => closed.close(resolve))
  const outcome = await forward(deps, event.id, '{}', `http://127.0.0.1:${port}/hooks`)
  expect(outcome).toMatchObject({ status: null, failure: 'ECONNREFUSED' })
})
