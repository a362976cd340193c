import { describe, expect, test } from 'vitest'
import { buyQuote, buySession, recordAt, records, startClient } from './started-simulator.ts'

const QUOTE = '/payments/crypto/quote'
const WIDGET = '/crypto/session/widget'

describe('a patch of a reply', () => {
  test('merges into the real body, which took effect: null removes, objects merge, the rest stays', async () => {
    const { post, control, get } = await startClient()
    await control('/_sim/faults', {
      kind: 'patch',
      path: WIDGET,
      times: 1,
      merge: { widgetUrl: null, extra: { a: 1 } },
    })
    const { status, json } = await post(WIDGET, buySession())
    expect([status, 'widgetUrl' in json, json.extra]).toEqual([200, false, { a: 1 }])
    expect(json.id).toEqual(expect.any(String))
    expect((await get('/_sim/sessions')).json.total).toBe(1)
    expect((await post(WIDGET, buySession())).json.widgetUrl).toEqual(expect.any(String))
  })

  test('answers another status, headers and body, as JSON or as text that is none', async () => {
    const { post, control } = await startClient()
    await control('/_sim/faults', [
      { kind: 'patch', path: QUOTE, times: 1, status: 429, headers: { 'Retry-After': '9' }, body: { status: 429 } },
      { kind: 'patch', path: QUOTE, times: 1, headers: { 'content-type': 'text/html' }, body: '{"quotes":[NaN]}' },
    ])
    const both = await post(QUOTE, buyQuote())
    expect([both.status, both.headers.get('retry-after')]).toEqual([429, '9'])
    expect([both.text, both.headers.get('content-type')]).toEqual(['{"quotes":[NaN]}', 'text/html'])
    expect(records((await post(QUOTE, buyQuote())).json.quotes).length).toBeGreaterThan(1)
  })

  test("changes one provider's offer and nobody else's", async () => {
    const { post, control } = await startClient()
    await control('/_sim/faults', {
      kind: 'patch',
      path: QUOTE,
      provider: 'BANXA',
      merge: { paymentMethodType: 'ACH' },
    })
    const offers = records((await post(QUOTE, buyQuote())).json.quotes)
    const changed = offers.filter((offer) => offer.paymentMethodType === 'ACH')
    expect(changed.map((offer) => offer.serviceProvider)).toEqual(['BANXA'])
    expect(offers.length).toBeGreaterThan(1)
  })

  test('of a provider lets calls through that do not concern it, and does not count them', async () => {
    const { post, control, get } = await startClient()
    await control('/_sim/faults', { kind: 'patch', path: WIDGET, provider: 'BANXA', times: 1, merge: { id: null } })
    expect((await post(WIDGET, buySession())).json.id).toEqual(expect.any(String))
    expect('id' in (await post(WIDGET, buySession({ serviceProvider: 'BANXA' }))).json).toBe(false)
    expect(records((await get('/_sim/faults')).json.faults)[0]).toMatchObject({ matched: 1, used: 1 })
    expect(records((await get('/_sim/calls')).json.calls).map((call) => call.faults)).toEqual([[], ['patch']])
  })

  test('reaches each object of a list, a single transaction, and errors', async () => {
    const { openSession, control, get } = await startClient()
    const opened = await openSession()
    const paid = await control('/_sim/checkout', { session_id: opened.id, outcome: 'pay' })
    const path = `/payments/transactions/${String(recordAt(paid, 'transaction').id)}`
    await control('/_sim/faults', [
      { kind: 'patch', path: '/payments/transactions', method: 'GET', times: 1, each: { updatedAt: 1_700_000_000 } },
      { kind: 'patch', path, times: 1, merge: { transaction: { status: 'settled' } } },
      { kind: 'status', path, skip: 1, status: 503 },
      { kind: 'patch', path, merge: { code: 'ODD' } },
    ])
    const listed = records((await get('/payments/transactions')).json.transactions)
    expect(listed.map(({ updatedAt }) => updatedAt)).toEqual([1_700_000_000])
    expect(recordAt((await get(path)).json, 'transaction').status).toBe('settled')
    const failed = await get(path)
    expect([failed.status, failed.json.code]).toEqual([503, 'ODD'])
  })

  test('says what it takes, and refuses headers that cannot be sent', async () => {
    const { post } = await startClient()
    for (const change of [{}, { headers: ['a'] }, { headers: { 'a b': 'c' } }, { headers: { a: 'b\r\nc: d' } }]) {
      const { status, json } = await post('/_sim/faults', { kind: 'patch', path: QUOTE, ...change }, {})
      expect([status, json.error]).toEqual([400, expect.stringMatching(/patch says|"headers"/)])
    }
  })
})
