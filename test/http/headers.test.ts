import { expect } from 'vitest'
import { test as base } from '../support/fixtures/gateway.ts'
import { type JsonAnswer, sessionBody, startTestGateway, type TestGateway } from '../support/gateway.ts'

const test = base.extend('open', { scope: 'file' }, async ({ target }, { onCleanup }) => {
  const open = await startTestGateway({ database: target, publicUrl: 'https://pay.example' })
  onCleanup(open.close)
  return open
})

/** An answer of every kind the gateway has. */
async function answersOf(gateway: TestGateway): Promise<JsonAnswer[]> {
  const body = sessionBody({ idempotency_key: 'headers' })
  return [
    await gateway.openSession(body),
    await gateway.openSession(body),
    await gateway.openSession({}),
    await gateway.openSession(body, { token: 'garbage' }),
    await gateway.openSession('{'),
    await gateway.send('/v0/nothing'),
    await gateway.send('/v0/%zz'),
    await gateway.send('/v0/ramp/sessions', { method: 'DELETE' }),
    await gateway.send('/v0/ramp/sessions', { method: 'OPTIONS' }),
    await gateway.send('/healthz'),
    await gateway.send('/w/x'),
    await gateway.send('/r/x'),
    await gateway.send('/errors'),
  ]
}

test('every answer forbids sniffing, referrers, and content that is not its own', async ({ gateway }) => {
  for (const { headers } of await answersOf(gateway)) {
    expect(headers.get('x-content-type-options')).toBe('nosniff')
    expect(headers.get('referrer-policy')).toBe('no-referrer')
    expect(headers.get('content-security-policy')).toContain("default-src 'none'")
    expect(headers.has('server')).toBe(false)
    expect(headers.has('x-powered-by')).toBe(false)
  }
})

test('an answer of the API can be framed by nobody', async ({ gateway }) => {
  const { headers } = await gateway.openSession()
  expect(headers.get('content-security-policy')).toContain("frame-ancestors 'none'")
})

test('no answer of the API, and no page of a link, is ever stored', async ({ gateway }) => {
  const answers = await answersOf(gateway)
  for (const { headers } of answers.slice(0, -1)) expect(headers.get('cache-control')).toBe('no-store')
})

test('HSTS is sent exactly where the public address is https', async ({ gateway, open }) => {
  for (const { headers } of await answersOf(gateway)) expect(headers.has('strict-transport-security')).toBe(false)
  for (const { headers } of await answersOf(open)) {
    expect(headers.get('strict-transport-security')).toMatch(/^max-age=\d{7,}/)
  }
})

test('links and problem types are made from the public address, whatever the Host header says', async ({ open }) => {
  const opened = await open.openSession(sessionBody(), { headers: { 'x-forwarded-host': 'evil.example' } })
  expect(opened.body.session.widget_url).toMatch(/^https:\/\/pay\.example\/w\//)
  expect((await open.send('/v0/nothing')).body.type).toBe('https://pay.example/errors/gen-404-001')
})

test('the trace id of a well-formed traceparent is kept, in the header, in the body and in the log', async ({
  gateway,
}) => {
  const trace = '4bf92f3577b34da6a3ce929d0e0e4736'
  const headers = { traceparent: `00-${trace}-00f067aa0ba902b7-01` }
  const refused = await gateway.openSession({}, { headers })
  expect(refused.headers.get('x-trace-id')).toBe(trace)
  expect(refused.body.trace_id).toBe(trace)
  expect((await gateway.openSession(sessionBody(), { headers })).headers.get('x-trace-id')).toBe(trace)
  expect((await gateway.send('/%zz', { headers })).body.trace_id).toBe(trace)
  expect(gateway.logged()).toContain(`"trace_id":"${trace}"`)
})

test('a malformed traceparent is replaced by an id of our own, new each time', async ({ gateway }) => {
  const trace = '4bf92f3577b34da6a3ce929d0e0e4736'
  const malformed = [
    '',
    trace,
    `00-${trace.toUpperCase()}-00f067aa0ba902b7-01`,
    `00-${'0'.repeat(32)}-00f067aa0ba902b7-01`,
    `00-${trace}-${'0'.repeat(16)}-01`,
    `ff-${trace}-00f067aa0ba902b7-01`,
    `00-${trace}-00f067aa0ba902b7`,
    `00-${trace}x-00f067aa0ba902b7-01`,
    `00-${trace}-00f067aa0ba902b7-01, 00-${trace}-00f067aa0ba902b7-01`,
  ]
  const seen = new Set<string | null>()
  for (const traceparent of malformed) {
    const id = (await gateway.send('/v0/nothing', { headers: { traceparent } })).body.trace_id
    expect(id, traceparent).toMatch(/^[0-9a-f]{32}$/)
    expect(id, traceparent).not.toBe(trace)
    seen.add(id)
  }
  expect(seen.size).toBe(malformed.length)
})
