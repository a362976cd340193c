import { describe, expect, test } from 'vitest'
import { signWebhook } from '../src/webhook-signature.ts'
import { type Client, type Receiver, recordAt, records, startClient, startReceiver } from './started-simulator.ts'

const SECRET = 'webhook-secret'

async function startBoth(): Promise<{ client: Client; receiver: Receiver }> {
  const [client, receiver] = await Promise.all([startClient(), startReceiver()])
  await client.control('/_sim/webhooks', { url: receiver.url, secret: SECRET })
  return { client, receiver }
}

async function pay(client: Client, change = {}, more = {}): Promise<void> {
  const session = await client.openSession(change, { externalCustomerId: 'cu-1' })
  await client.control('/_sim/checkout', { session_id: session.id, outcome: 'pay', ...more })
}

function eventTypes(receiver: Receiver): readonly unknown[] {
  return receiver.received.map(({ json }) => String(json.eventType).replace('TRANSACTION_CRYPTO_', ''))
}

test('the signature reproduces the published vector', () => {
  const body =
    '{"eventType":"WEBHOOK_TEST","eventId":"GDtv8pQgwzc9HuFFBQFrww","timestamp":"2022-05-26T20:23:45.908400Z","accountId":"W9jpQc1HKvwscqMPcLmzUS","profileId":null,"version":"2021-10-27","payload":{"requestId":"7aWW1GXTjWCCtNubzvVX7V"}}'
  const url = 'https://example.meld.io/webhooks'
  const signature = signWebhook('42m4NMLS34WQ6BbMfo1KFKqMv4hy', '2022-05-26T20:25:17.682818Z', url, body)
  expect(signature).toBe('O4bN5E0U9s88l2DFc0kjt-0w3LLA3Zkv8hXhafc22Hg=')
})

describe('the webhooks of a trade', () => {
  test('announce each status in order, signed over the registered URL and the raw body', async () => {
    const { client, receiver } = await startBoth()
    await pay(client)
    await client.control('/_sim/clock', { advance_seconds: 60 })
    expect(eventTypes(receiver)).toEqual(['PENDING', 'TRANSFERRING', 'COMPLETE'])
    for (const { headers, body, json } of receiver.received) {
      const timestamp = String(headers['meld-signature-timestamp'])
      expect(timestamp).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z$/)
      expect(headers['meld-signature']).toBe(signWebhook(SECRET, timestamp, receiver.url, body))
      expect(headers['meld-retry-count']).toBeUndefined()
      expect(body).toBe(JSON.stringify(json))
      expect(Object.keys(recordAt(json, 'payload'))).not.toContain('sourceAmount')
    }
    expect(new Set(receiver.received.map(({ json }) => json.eventId)).size).toBe(3)
    expect(recordAt(receiver.received[2]?.json ?? {}, 'payload')).toMatchObject({
      externalCustomerId: 'cu-1',
      transactionType: 'CRYPTO_PURCHASE',
      paymentTransactionStatus: 'SETTLED',
    })
  })

  test('begin without session ids at a provider that announces early', async () => {
    const { client, receiver } = await startBoth()
    await pay(client, { serviceProvider: 'MERCURYO' })
    await receiver.arrived(2)
    const [early, pending] = receiver.received.map(({ json }) => recordAt(json, 'payload'))
    expect(early).toMatchObject({ paymentTransactionStatus: 'PENDING_CREATED' })
    expect(early).not.toHaveProperty('sessionId')
    expect(early).not.toHaveProperty('externalSessionId')
    expect(pending).toHaveProperty('sessionId')
  })

  test.each(['decline', 'cancel'])('say FAILED for %s', async (outcome) => {
    const { client, receiver } = await startBoth()
    const session = await client.openSession()
    await client.control('/_sim/checkout', { session_id: session.id, outcome })
    await receiver.arrived(1)
    expect(eventTypes(receiver)).toEqual(['FAILED'])
  })

  test('are followed by any status the control API sets', async () => {
    const { client, receiver } = await startBoth()
    await pay(client, {}, { fate: 'stay' })
    const [transaction] = records((await client.get('/_sim/transactions')).json.transactions)
    await client.control(`/_sim/transactions/${transaction?.id}`, { status: 'REFUNDED' })
    await receiver.arrived(2)
    expect(eventTypes(receiver)).toEqual(['PENDING', 'FAILED'])
  })
})

describe('a failed delivery', () => {
  test('is retried after one minute, doubling, with the same event and a fresh signature', async () => {
    const { client, receiver } = await startBoth()
    receiver.statuses.push(500, 503, 200)
    await pay(client, {}, { fate: 'stay' })
    await receiver.arrived(1)
    await client.control('/_sim/clock', { advance_seconds: 59 })
    expect(receiver.received).toHaveLength(1)
    await client.control('/_sim/clock', { advance_seconds: 1 })
    expect(receiver.received).toHaveLength(2)
    await client.control('/_sim/clock', { advance_seconds: 119 })
    expect(receiver.received).toHaveLength(2)
    await client.control('/_sim/clock', { advance_seconds: 1 })
    const [first, second, third] = receiver.received
    expect(receiver.received).toHaveLength(3)
    expect(second?.headers).toMatchObject({ 'meld-retry-count': '1', 'meld-retry-reason': 'HTTP error: 500' })
    expect(third?.headers).toMatchObject({ 'meld-retry-count': '2', 'meld-retry-reason': 'HTTP error: 503' })
    expect(second?.body).toBe(first?.body)
    expect(second?.headers['meld-signature-timestamp']).not.toBe(first?.headers['meld-signature-timestamp'])
  })

  test('is given up after three days', async () => {
    const { client, receiver } = await startBoth()
    receiver.statuses.push(...Array.from({ length: 200 }, () => 500))
    await pay(client, {}, { fate: 'stay' })
    await receiver.arrived(1)
    await client.control('/_sim/clock', { advance_seconds: 4 * 86_400 })
    const attempts = receiver.received.length
    expect(attempts).toBeGreaterThan(70)
    expect(attempts).toBeLessThan(80)
    await client.control('/_sim/clock', { advance_seconds: 86_400 })
    expect(receiver.received).toHaveLength(attempts)
  })

  test('to an address nobody listens on is noted as such', async () => {
    const client = await startClient()
    await client.control('/_sim/webhooks', { url: 'http://127.0.0.1:1/hooks' })
    await pay(client, {}, { fate: 'stay' })
    await client.control('/_sim/clock', { advance_seconds: 60 })
    const deliveries = records((await client.get('/_sim/webhooks')).json.deliveries)
    expect(deliveries.map(({ outcome, attempt }) => [outcome, attempt])).toEqual([
      ['Could not connect', 1],
      ['Could not connect', 2],
    ])
  })
})

describe('a webhook fault', () => {
  async function settleWith(fault: object): Promise<Receiver> {
    const { client, receiver } = await startBoth()
    await client.control('/_sim/faults', fault)
    await pay(client)
    await client.control('/_sim/clock', { advance_seconds: 3600 })
    return receiver
  }

  test('duplicate sends an event twice with the same id', async () => {
    const receiver = await settleWith({ kind: 'duplicate', event_type: 'TRANSACTION_CRYPTO_COMPLETE' })
    expect(eventTypes(receiver)).toEqual(['PENDING', 'TRANSFERRING', 'COMPLETE', 'COMPLETE'])
    expect(receiver.received[3]?.json.eventId).toBe(receiver.received[2]?.json.eventId)
  })

  test('drop loses an event for good', async () => {
    const receiver = await settleWith({ kind: 'drop', event_type: 'TRANSACTION_CRYPTO_TRANSFERRING' })
    expect(eventTypes(receiver)).toEqual(['PENDING', 'COMPLETE'])
  })

  test('late delivers an event after the ones that came later', async () => {
    const receiver = await settleWith({ kind: 'late', event_type: 'TRANSACTION_CRYPTO_PENDING', delay_ms: 60_000 })
    expect(eventTypes(receiver)).toEqual(['TRANSFERRING', 'COMPLETE', 'PENDING'])
  })

  test('reordered swaps two events', async () => {
    const receiver = await settleWith({ kind: 'webhook_reordered', times: 1 })
    expect(eventTypes(receiver)).toEqual(['TRANSFERRING', 'PENDING', 'COMPLETE'])
  })

  test('bad_signature signs one attempt wrongly', async () => {
    const receiver = await settleWith({ kind: 'bad_signature', times: 1 })
    const isRight = receiver.received.map(({ headers, body }) => {
      const timestamp = String(headers['meld-signature-timestamp'])
      return headers['meld-signature'] === signWebhook(SECRET, timestamp, receiver.url, body)
    })
    expect(isRight).toEqual([false, true, true])
  })
})

describe('the profile API', () => {
  test('makes profiles with a secret each, and a test event', async () => {
    const client = await startClient()
    const receiver = await startReceiver()
    const bad = await client.post('/notifications/webhooks', { name: 'x' })
    expect([bad.status, bad.json.errors]).toEqual([400, ['[url] must not be blank']])
    const made = await client.post('/notifications/webhooks', { name: 'mine', url: receiver.url })
    expect([made.status, made.json.status, made.json.eventVersion]).toEqual([201, 'ACTIVE', '2026-08-14'])
    const sent = await client.post(`/notifications/webhooks/${made.json.id}/test`, {})
    await receiver.arrived(1)
    const [test] = receiver.received
    expect(test?.json).toMatchObject({ eventType: 'WEBHOOK_TEST', payload: { requestId: sent.json.requestId } })
    const timestamp = String(test?.headers['meld-signature-timestamp'])
    const secret = String(made.json.secret)
    expect(test?.headers['meld-signature']).toBe(signWebhook(secret, timestamp, receiver.url, test?.body ?? ''))
    await client.send('PATCH', `/notifications/webhooks/${made.json.id}`, { status: 'DISABLED' })
    await pay(client)
    expect((await client.get('/notifications/webhooks')).json.count).toBe(1)
    expect(records((await client.get('/_sim/webhooks')).json.deliveries)).toHaveLength(1)
  })
})

describe('the clock', () => {
  test('tells the host each step before anything falls due, in steps that add up', async () => {
    const steps: number[] = []
    const client = await startClient({ onAdvance: (advanceMs) => steps.push(advanceMs) })
    await pay(client)
    const answer = await client.control('/_sim/clock', { advance_seconds: 100 })
    expect(steps).toEqual([5_000, 10_000, 85_000])
    expect(answer).toMatchObject({ advanced_seconds: 100, now: '2026-08-14T09:01:40.000Z' })
    expect((await client.post('/_sim/clock', { advance_seconds: -1 }, {})).status).toBe(400)
  })

  test('moves by itself when the base clock runs', async () => {
    const client = await startClient({ now: Date.now, timings: { settlingMs: 10, settledMs: 10 } })
    const receiver = await startReceiver()
    await client.control('/_sim/webhooks', { url: receiver.url })
    await pay(client)
    await receiver.arrived(3)
    expect(eventTypes(receiver)).toEqual(['PENDING', 'TRANSFERRING', 'COMPLETE'])
  })
})
