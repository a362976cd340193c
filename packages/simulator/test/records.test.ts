import { describe, expect, test } from 'vitest'
import type { JsonRecord } from '../src/json.ts'
import { signWebhook } from '../src/webhook-signature.ts'
import { buyQuote, buySession, type Client, records, startClient, startReceiver } from './started-simulator.ts'

const QUOTE = '/payments/crypto/quote'
const WIDGET = '/crypto/session/widget'

async function callsOf(client: Client, query: string): Promise<{ paths: unknown[]; next: unknown }> {
  const { json } = await client.get(`/_sim/calls?${query}`)
  return { paths: records(json.calls).map(({ path }) => path), next: json.next }
}

async function deliveriesOf(client: Client, query = ''): Promise<readonly JsonRecord[]> {
  return records((await client.get(`/_sim/webhooks?${query}`)).json.deliveries)
}

async function pay(client: Client, externalSessionId: string): Promise<JsonRecord> {
  const session = await client.openSession({}, { externalSessionId })
  const paid = await client.control('/_sim/checkout', { session_id: session.id, outcome: 'pay', fate: 'stay' })
  return { ...paid, session }
}

describe('the record of calls', () => {
  test('is followed by asking for what came after the last answer', async () => {
    const client = await startClient()
    await client.post(QUOTE, buyQuote())
    const first = await callsOf(client, 'after=0')
    expect(first.paths).toEqual([QUOTE])
    expect(await callsOf(client, `after=${first.next}`)).toEqual({ paths: [], next: first.next })
    await client.openSession()
    await client.post(QUOTE, buyQuote())
    expect((await callsOf(client, `after=${first.next}`)).paths).toEqual([WIDGET, QUOTE])
    expect((await callsOf(client, 'limit=1')).paths).toEqual([QUOTE])
    await client.control('/_sim/reset')
    expect((await callsOf(client, 'after=3')).paths).toEqual([])
    await client.openSession()
    expect((await callsOf(client, 'after=3')).paths).toEqual([WIDGET])
  })

  test('begins anew for who followed an earlier start', async () => {
    const client = await startClient()
    await client.post(QUOTE, buyQuote())
    expect(await callsOf(client, 'after=500')).toEqual({ paths: [QUOTE], next: 1 })
    expect((await client.get('/_sim/webhooks?after=500')).json.next).toBe(0)
  })

  test('shows a call under way again when it has an outcome', async () => {
    const client = await startClient()
    await client.control('/_sim/faults', { kind: 'slow', delay_ms: 5_000, times: 1 })
    const slow = client.post(QUOTE, buyQuote())
    const shown = async (after: unknown) => (await client.get(`/_sim/calls?after=${after}`)).json
    let under = await shown(0)
    while (records(under.calls).length === 0) under = await shown(0)
    expect([records(under.calls)[0]?.status, under.next]).toEqual([null, 0])
    await slow
    const ended = await shown(under.next)
    expect([records(ended.calls)[0]?.status, ended.next]).toEqual([200, 1])
  })

  test('is told apart by session: its widgets, its transactions and nothing of others', async () => {
    const resolveSession = async (id: string) => (id === 'ses_1' ? ['x-1', 'x-2'] : [])
    const client = await startClient({ resolveSession })
    for (const id of ['x-1', 'other', 'x-2']) await client.post(WIDGET, buySession({}, { externalSessionId: id }))
    const { transaction } = await client.control('/_sim/checkout', { session_id: 'ses_1', outcome: 'pay' })
    const path = `/payments/transactions/${records([transaction])[0]?.id}`
    await client.get(path)
    await client.post(QUOTE, buyQuote())
    expect((await callsOf(client, 'session_id=ses_1')).paths).toEqual([WIDGET, WIDGET, path])
    expect((await callsOf(client, 'session_id=other')).paths).toEqual([WIDGET])
    expect((await callsOf(client, 'session_id=ses_2')).paths).toEqual([])
  })

  test.each(['after=x', 'after=-1', 'limit=0'])('says what is wrong with ?%s', async (query) => {
    const client = await startClient()
    const { status, json } = await client.get(`/_sim/calls?${query}`)
    expect([status, json.error]).toEqual([400, expect.stringMatching(/^"\w+" is a whole number/)])
  })
})

describe('the record of deliveries', () => {
  test('shows what was sent and what the receiver answered', async () => {
    const [client, receiver] = await Promise.all([startClient(), startReceiver()])
    receiver.statuses.push(503)
    receiver.answers.push('{"title":"busy"}')
    await client.control('/_sim/webhooks', { url: receiver.url, secret: 'secret' })
    await pay(client, 'x-1')
    while ((await deliveriesOf(client)).length === 0);
    await client.control('/_sim/clock', { advance_seconds: 60 })
    const [refused, delivered] = await deliveriesOf(client)
    const [first] = receiver.received
    expect(refused).toMatchObject({
      seq: 1,
      attempt: 1,
      outcome: 'HTTP error: 503',
      status: 503,
      answer: '{"title":"busy"}',
      body: first?.body,
    })
    const headers = records([refused?.headers])[0]
    const timestamp = String(headers?.['meld-signature-timestamp'])
    expect(headers?.['meld-signature']).toBe(signWebhook('secret', timestamp, receiver.url, String(refused?.body)))
    expect(Number(refused?.due_at) - Number(refused?.at)).toBe(60_000)
    expect(delivered).toMatchObject({ seq: 2, attempt: 2, outcome: 'delivered', status: 200, due_at: null })
    expect(records([delivered?.headers])[0]).toMatchObject({ 'Meld-Retry-Count': '1' })
  })

  test('is followed, and told apart by session', async () => {
    const [client, receiver] = await Promise.all([startClient(), startReceiver()])
    await client.control('/_sim/webhooks', { url: receiver.url })
    await pay(client, 'x-1')
    await pay(client, 'x-2')
    await client.control('/_sim/clock', { advance_seconds: 1 })
    expect(await deliveriesOf(client, 'after=1')).toEqual((await deliveriesOf(client)).slice(1))
    const [own, ...more] = await deliveriesOf(client, 'session_id=x-2')
    expect([own?.body, more]).toEqual([expect.stringContaining('"externalSessionId":"x-2"'), []])
    expect((await client.get('/_sim/webhooks?after=2')).json).toMatchObject({ deliveries: [], next: 2 })
  })

  test('shows an event that a fault holds or loses', async () => {
    const [client, receiver] = await Promise.all([startClient(), startReceiver()])
    await client.control('/_sim/webhooks', { url: receiver.url })
    await client.control('/_sim/faults', [
      { kind: 'drop', times: 1 },
      { kind: 'late', delay_ms: 60_000, times: 1 },
    ])
    await pay(client, 'x-1')
    await pay(client, 'x-2')
    await client.control('/_sim/clock', { advance_seconds: 60 })
    const shown = (await deliveriesOf(client)).map(({ outcome, attempt, status, event_id }) => ({
      ...{ outcome, attempt, status, event_id },
    }))
    expect(shown).toMatchObject([
      { outcome: 'lost', attempt: 0, status: null },
      { outcome: 'held', attempt: 0, status: null, event_id: shown[2]?.event_id },
      { outcome: 'delivered', attempt: 1, status: 200 },
    ])
    expect(receiver.received).toHaveLength(1)
  })
})

describe('a fault with a label', () => {
  test('is forgotten by its label, or alone by its id, and no other with it', async () => {
    const client = await startClient()
    const add = async (fault: JsonRecord) => records((await client.control('/_sim/faults', fault)).faults)[0]
    const left = async () => records((await client.get('/_sim/faults')).json.faults).map(({ kind }) => kind)
    const forget = (path: string) => client.send('DELETE', path, undefined, {})
    expect(await add({ kind: 'slow', label: 'playground' })).toMatchObject({ label: 'playground' })
    const drop = await add({ kind: 'drop' })
    await add({ kind: 'late', label: 'playground' })
    await add({ kind: 'hang', label: 'other' })
    expect((await forget('/_sim/faults?label=playground')).json).toEqual({ forgotten_faults: 2 })
    expect(await left()).toEqual(['drop', 'hang'])
    expect((await forget(`/_sim/faults/${drop?.id}`)).json).toEqual({ forgotten_faults: 1 })
    expect(await left()).toEqual(['hang'])
    expect((await forget('/_sim/faults/fault-9')).status).toBe(404)
    expect((await forget('/_sim/faults?lable=other')).text).toContain('unknown parameter lable')
    expect(await left()).toEqual(['hang'])
    expect((await forget('/_sim/faults')).json).toEqual({ forgotten_faults: 1 })
    expect((await client.post('/_sim/faults', { kind: 'slow', label: '' }, {})).status).toBe(400)
  })
})

test('a refund follows what was paid, and needs something that was', async () => {
  const client = await startClient()
  const session = await client.openSession()
  const refund = () => client.post('/_sim/checkout', { session_id: session.id, outcome: 'refund' }, {})
  expect((await refund()).status).toBe(404)
  await client.control('/_sim/checkout', { session_id: session.id, outcome: 'pay' })
  await client.control('/_sim/clock', { advance_seconds: 60 })
  expect((await refund()).json).toMatchObject({ outcome: 'refund', transaction: { status: 'REFUNDED' } })
})
