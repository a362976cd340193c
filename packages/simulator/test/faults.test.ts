import Fastify from 'fastify'
import { describe, expect, test } from 'vitest'
import { FAULT_KINDS } from '../src/faults.ts'
import { buyQuote, buySession, HEADERS, records, startClient } from './started-simulator.ts'

const QUOTE = '/payments/crypto/quote'
const WIDGET = '/crypto/session/widget'

describe('a fault of the connection', () => {
  test('reset cuts the call before anything happens', async () => {
    const { post, control, get } = await startClient()
    await control('/_sim/faults', { kind: 'reset', path: WIDGET, times: 1 })
    await expect(post(WIDGET, buySession())).rejects.toThrow()
    expect((await get('/_sim/sessions')).json.total).toBe(0)
    expect((await post(WIDGET, buySession())).status).toBe(200)
  })

  test('reset_after_accept cuts the call after the session was made', async () => {
    const { post, control, get } = await startClient()
    await control('/_sim/faults', { kind: 'reset_after_accept', match: { path: WIDGET }, times: 1 })
    const body = buySession({}, { externalSessionId: 'x-1' })
    await expect(post(WIDGET, body)).rejects.toThrow()
    expect((await get('/_sim/sessions')).json.total).toBe(1)
    expect((await post(WIDGET, body)).json.code).toBe('DUPLICATE_EXTERNAL_SESSION_ID')
  })

  test('hang never answers, until the simulator is reset', async () => {
    const { post, control, get } = await startClient()
    await control('/_sim/faults', { kind: 'hang', path: WIDGET })
    const hung = post(WIDGET, buySession()).then(
      () => 'answered',
      () => 'cut',
    )
    const seen = async () => records((await get('/_sim/calls')).json.calls).length
    while ((await seen()) === 0);
    expect(await Promise.race([hung, get('/_sim/calls').then(() => 'waiting')])).toBe('waiting')
    await control('/_sim/reset')
    expect(await hung).toBe('cut')
  })

  test('truncated promises more bytes than it sends', async () => {
    const { control, simulator } = await startClient()
    await control('/_sim/faults', { kind: 'truncated', path: QUOTE })
    const init = { method: 'POST', headers: HEADERS, body: JSON.stringify(buyQuote()) }
    const response = await fetch(`${simulator.url}${QUOTE}`, init)
    expect(response.status).toBe(200)
    await expect(response.text()).rejects.toThrow()
  })

  test('slow and slow_body answer correctly, later', async () => {
    const { post, control } = await startClient()
    const elapsed = async () => {
      const startedAt = performance.now()
      expect((await post(QUOTE, buyQuote())).status).toBe(200)
      return performance.now() - startedAt
    }
    await control('/_sim/faults', { kind: 'slow', delay_ms: 120, times: 1 })
    expect(await elapsed()).toBeGreaterThanOrEqual(115)
    await control('/_sim/faults', { kind: 'slow_body', delay_ms: 120, times: 1 })
    expect(await elapsed()).toBeGreaterThanOrEqual(115)
  })

  test('malformed is no JSON, and oversized is far more of it than anyone should read', async () => {
    const { post, control } = await startClient()
    await control('/_sim/faults', [
      { kind: 'malformed', times: 1 },
      { kind: 'malformed', times: 1, status: 502, body: '<html>bad gateway</html>' },
      { kind: 'oversized', times: 1, bytes: 100_000 },
    ])
    const broken = await post(QUOTE, buyQuote())
    expect(broken.status).toBe(200)
    expect(() => JSON.parse(broken.text)).toThrow()
    const html = await post(QUOTE, buyQuote())
    expect([html.status, html.headers.get('content-type')]).toEqual([502, 'text/html'])
    expect((await post(QUOTE, buyQuote())).text).toHaveLength(100_000)
  })
})

describe('a fault with a status', () => {
  test('answers the status with a fitting or a given code, and Retry-After when asked', async () => {
    const { post, control } = await startClient()
    await control('/_sim/faults', {
      faults: [
        { kind: 'status', status: 503, times: 1 },
        { kind: 'status', status: 401, times: 1 },
        { kind: 'status', status: 429, retry_after_seconds: 7, times: 1 },
        { kind: 'status', status: 400, code: 'INCOMPATIBLE_REQUEST', message: 'no', times: 1 },
        { kind: 'status', status: 404, body: { status: 404, message: 'old shape' }, times: 1 },
      ],
    })
    const next = async () => post(WIDGET, buySession())
    expect([(await next()).status]).toEqual([503])
    expect((await next()).json).toMatchObject({ code: 'UNAUTHORIZED', message: 'Access denied' })
    expect((await next()).headers.get('retry-after')).toBe('7')
    expect((await next()).json).toMatchObject({ code: 'INCOMPATIBLE_REQUEST', message: 'no' })
    expect((await next()).json).toEqual({ status: 404, message: 'old shape' })
    expect((await next()).status).toBe(200)
  })

  test('can take effect all the same: the session is made, then 500 is answered', async () => {
    const { post, control, get } = await startClient()
    await control('/_sim/faults', { kind: 'status', status: 500, accepted: true, path: WIDGET, times: 1 })
    expect((await post(WIDGET, buySession())).status).toBe(500)
    expect((await get('/_sim/sessions')).json.total).toBe(1)
  })
})

describe('a fault of one provider', () => {
  test('takes its offer out of a quote and leaves the others', async () => {
    const { post, control } = await startClient()
    const all = records((await post(QUOTE, buyQuote())).json.quotes).length
    for (const kind of ['provider_error', 'provider_timeout', 'provider_429', 'amount_too_low', 'hang', 'status']) {
      await control('/_sim/faults', { kind, provider: 'TRANSAK', times: 1 })
      const { status, json } = await post(QUOTE, buyQuote())
      expect([kind, status, records(json.quotes).length]).toEqual([kind, 200, all - 1])
      expect(JSON.stringify(json)).not.toContain('TRANSAK')
    }
  })

  test('is the answer when nobody else was asked', async () => {
    const { post, control } = await startClient()
    const only = buyQuote({ serviceProviders: ['TRANSAK'] })
    const expected = { provider_error: 500, provider_timeout: 408, provider_429: 429, amount_too_high: 400 }
    for (const [kind, status] of Object.entries(expected)) {
      await control('/_sim/faults', { kind, provider: 'TRANSAK', times: 2 })
      expect([kind, (await post(QUOTE, only)).status]).toEqual([kind, status])
      expect([kind, (await post(WIDGET, buySession())).status]).toEqual([kind, status])
    }
  })

  test('is the answer when everybody else is out as well', async () => {
    const { post, control } = await startClient()
    const both = buyQuote({ serviceProviders: ['TRANSAK', 'BANXA'] })
    await control('/_sim/faults', [
      { kind: 'provider_timeout', provider: 'TRANSAK' },
      { kind: 'provider_error', provider: 'BANXA' },
    ])
    expect((await post(QUOTE, both)).json.code).toBe('QUOTE_TIMEOUT')
  })

  test('does not touch a widget session of another', async () => {
    const { post, control } = await startClient()
    await control('/_sim/faults', { kind: 'provider_error', provider: 'BANXA' })
    expect((await post(WIDGET, buySession())).status).toBe(200)
    expect((await post(WIDGET, buySession({ serviceProvider: 'BANXA' }))).json.code).toBe('SERVICE_PROVIDER_ERROR')
  })
})

describe('a fault of content', () => {
  test('gives each shape in which "no quotes" was seen', async () => {
    const { post, control } = await startClient()
    await control('/_sim/faults', [
      { kind: 'quotes_null', times: 1 },
      { kind: 'no_valid_quotes', times: 1 },
      { kind: 'quotes_empty', times: 1 },
    ])
    const nothing = await post(QUOTE, buyQuote())
    expect([nothing.status, nothing.json.quotes]).toEqual([200, null])
    expect(nothing.json.error).toBe('No Valid Quote Combinations Found For Provided Quote Request.')
    const refused = await post(QUOTE, buyQuote())
    expect([refused.status, refused.json.error, refused.json.code]).toEqual([400, 'NO_VALID_QUOTES', undefined])
    expect((await post(QUOTE, buyQuote())).json.quotes).toEqual([])
  })

  test('gives each shape in which an amount was refused', async () => {
    const { post, control } = await startClient()
    for (const shape of ['code', 'error', 'message', 'incompatible']) {
      await control('/_sim/faults', { kind: 'amount_too_low', shape, times: 1 })
    }
    expect((await post(WIDGET, buySession())).json.code).toBe('INVALID_AMOUNT_TOO_LOW')
    expect((await post(WIDGET, buySession())).json).toMatchObject({ error: 'NO_VALID_QUOTES' })
    expect(Object.keys((await post(WIDGET, buySession())).json)).toEqual(['message'])
    expect((await post(WIDGET, buySession())).json.code).toBe('INCOMPATIBLE_REQUEST')
  })

  test('spoils one offer and leaves the rest sound', async () => {
    const { post, control } = await startClient()
    await control('/_sim/faults', { kind: 'malformed_offer', provider: 'BANXA' })
    const offers = records((await post(QUOTE, buyQuote())).json.quotes)
    const spoilt = offers.filter((offer) => typeof offer.destinationAmount !== 'number')
    expect(spoilt.map((offer) => offer.serviceProvider)).toEqual(['BANXA'])
  })

  test('silent_bitcoin turns a good code into Bitcoin', async () => {
    const { post, control, get } = await startClient()
    await control('/_sim/faults', { kind: 'silent_bitcoin', times: 1 })
    expect((await post(WIDGET, buySession())).status).toBe(200)
    const [session] = records((await get('/_sim/sessions')).json.sessions)
    expect(session).toMatchObject({ became_bitcoin: true, destination_currency_code: 'BTC' })
  })
})

describe('setting faults', () => {
  test('refuses an unknown kind and lists the known ones', async () => {
    const { post } = await startClient()
    const { status, json } = await post('/_sim/faults', { kind: 'explode' }, {})
    expect(status).toBe(400)
    expect(json.known_kinds).toEqual(FAULT_KINDS)
    for (const body of [{}, [], 'null', { kind: 'slow', delay: 5 }, { kind: 'status', status: 'x' }]) {
      if (Array.isArray(body)) continue
      expect([body, (await post('/_sim/faults', body, {})).status]).toEqual([body, 400])
    }
  })

  test('every known kind can be set, listed with its uses, and forgotten', async () => {
    const { control, get, post } = await startClient()
    await control('/_sim/faults', { faults: FAULT_KINDS.map((kind) => ({ kind, path: '/nowhere', status: 500 })) })
    const listed = records((await get('/_sim/faults')).json.faults)
    expect(listed.map((fault) => fault.kind)).toEqual(FAULT_KINDS)
    expect(await control('/_sim/reset')).toMatchObject({ forgotten_faults: FAULT_KINDS.length })
    expect((await get('/_sim/faults')).json.faults).toEqual([])
    expect((await post(QUOTE, buyQuote())).status).toBe(200)
  })

  test('skip lets calls through first, times ends it, and a prefix, a method and a nested match select', async () => {
    const { control, post, get } = await startClient()
    await control('/_sim/faults', {
      kind: 'status',
      status: 503,
      match: { path: '/crypto', method: 'post' },
      skip: 1,
      times: 2,
    })
    const statuses = []
    for (let i = 0; i < 4; i++) statuses.push((await post(WIDGET, buySession())).status)
    expect(statuses).toEqual([200, 503, 503, 200])
    expect((await post(QUOTE, buyQuote())).status).toBe(200)
    expect(records((await get('/_sim/faults')).json.faults)[0]).toMatchObject({ matched: 4, used: 2 })
  })

  test('is refused in any other content type, so that no web page can do it', async () => {
    const { simulator } = await startClient()
    const body = '{"kind":"hang"}'
    for (const type of ['text/plain', 'application/x-www-form-urlencoded']) {
      const response = await fetch(`${simulator.url}/_sim/faults`, {
        method: 'POST',
        headers: { 'content-type': type },
        body,
      })
      expect([type, response.status]).toEqual([type, 415])
    }
  })
})

describe('the record of calls', () => {
  test('holds what Meld received, in order, with exact numbers, and never the key', async () => {
    const { post, get, control } = await startClient()
    const body = JSON.stringify(buyQuote()).replace('200', '200.000000000000000001')
    await post(`${QUOTE}?includeSwap=false`, body)
    await post(WIDGET, buySession({ sourceAmount: '1' }))
    await post('/no/such/path', {}, { authorization: 'BASIC hidden-key' })
    const { text, json } = await get('/_sim/calls')
    expect(records(json.calls).map(({ method, path, status }) => [method, path, status])).toEqual([
      ['POST', QUOTE, 200],
      ['POST', WIDGET, 400],
      ['POST', '/no/such/path', 404],
    ])
    expect(records(json.calls)[0]?.query).toEqual({ includeSwap: 'false' })
    expect(records(json.calls)[1]?.provider).toBe('TRANSAK')
    expect(text).toContain('200.000000000000000001')
    expect(text).not.toMatch(/hidden-key|test-key|BASIC/)
    await control('/_sim/reset')
    expect((await get('/_sim/calls')).json.calls).toEqual([])
  })

  test('notes which fault hit a call', async () => {
    const { post, get, control } = await startClient()
    await control('/_sim/faults', { kind: 'reset', times: 1 })
    await expect(post(QUOTE, buyQuote())).rejects.toThrow()
    expect(records((await get('/_sim/calls')).json.calls)[0]).toMatchObject({ status: null, faults: ['reset'] })
  })
})

describe('the control API mounted on another app', () => {
  test('works there without changing the host, and declares its access', async () => {
    const client = await startClient()
    const accesses: unknown[] = []
    const host = Fastify()
    host.addHook('onRoute', ({ config }) => {
      accesses.push(config !== undefined && 'access' in config ? config.access : undefined)
    })
    host.setErrorHandler((_error, _request, reply) => reply.code(500).send('host error'))
    client.simulator.registerControl(host, { resolveSession: async (id) => (id === 'ses_1' ? ['x-0', 'x-1'] : []) })
    host.post('/own', { config: { access: 'dev' } }, async (request) => ({ got: request.body }))
    await client.openSession({}, { externalSessionId: 'x-1' })
    const paid = await host.inject({
      method: 'POST',
      url: '/_sim/checkout',
      payload: { session_id: 'ses_1', outcome: 'pay' },
    })
    expect(paid.json().transaction.status).toBe('PENDING')
    expect(new Set(accesses)).toEqual(new Set(['dev']))
    const own = await host.inject({ method: 'POST', url: '/own', payload: { a: 1 } })
    expect(own.json()).toEqual({ got: { a: 1 } })
    const bad = await host.inject({ method: 'POST', url: '/_sim/faults', payload: { kind: 'x' } })
    expect([bad.statusCode, bad.json().known_kinds]).toEqual([400, FAULT_KINDS])
    const unknown = await host.inject({
      method: 'POST',
      url: '/_sim/checkout',
      payload: { session_id: 'ses_2', outcome: 'pay' },
    })
    expect([unknown.statusCode, unknown.json().error]).toEqual([404, expect.stringContaining('ses_2')])
    await host.close()
  })
})
