import { afterAll, beforeAll, expect, test } from 'vitest'
import { type JsonAnswer, sessionBody, startTestGateway, type TestGateway } from '../support/gateway.ts'

let rampway: TestGateway

const path = '/v0/ramp/sessions'
const demo = 'org-demo:env-sandbox'
const other = 'org-other:env-sandbox'
const demoOrigin = 'https://demo.example'
const otherOrigin = 'capacitor://localhost'

beforeAll(async () => {
  rampway = await startTestGateway({
    tenants: (tenant) => ({ ...tenant, allowedOrigins: [tenant.id === demo ? demoOrigin : otherOrigin] }),
  })
})
afterAll(() => rampway.close())

function preflight(origin: string, headers: Record<string, string> = {}): Promise<JsonAnswer> {
  const asked = { 'access-control-request-method': 'POST', 'access-control-request-headers': 'x-juno-jwt' }
  return rampway.send(path, { method: 'OPTIONS', headers: { origin, ...asked, ...headers } })
}

function words(answer: JsonAnswer, header: string): readonly string[] {
  return answer.headers.get(header)?.toLowerCase().split(', ') ?? []
}

test('a preflight passes for the origins of any tenant, for it cannot say which tenant it is for', async () => {
  for (const origin of [demoOrigin, otherOrigin]) {
    const answer = await preflight(origin)
    expect(answer.status).toBe(204)
    expect(answer.headers.get('access-control-allow-origin')).toBe(origin)
    expect(words(answer, 'access-control-allow-methods')).toEqual(expect.arrayContaining(['get', 'post']))
  }
})

test('a preflight allows every header that the API reads', async () => {
  const allowed = words(await preflight(demoOrigin), 'access-control-allow-headers')
  const read = [
    'content-type',
    'authorization',
    'x-juno-jwt',
    'x-juno-orgid',
    'x-timestamp-format',
    'idempotency-key',
    'traceparent',
  ]
  expect(allowed).toEqual(expect.arrayContaining(read))
})

test('a preflight passes for no other origin, however much it looks like one', async () => {
  const strangers = [
    'https://evil.example',
    'http://demo.example',
    'https://demo.example:8443',
    'https://demo.example.evil.example',
    'https://sub.demo.example',
    'https://DEMO.example',
    'null',
  ]
  for (const origin of strangers) {
    expect((await preflight(origin)).headers.has('access-control-allow-origin'), origin).toBe(false)
  }
})

test('an answer may be read by the origins of the tenant it is for, and by no other tenant’s', async () => {
  for (const [tenant, own, foreign] of [
    [demo, demoOrigin, otherOrigin],
    [other, otherOrigin, demoOrigin],
  ] as const) {
    const answer = await rampway.openSession(sessionBody(), { tenant, headers: { origin: own } })
    expect(answer.headers.get('access-control-allow-origin')).toBe(own)
    const refused = await rampway.openSession(sessionBody(), { tenant, headers: { origin: foreign } })
    expect(refused.headers.has('access-control-allow-origin')).toBe(false)
  }
})

test('an answer lets the page read the headers that matter to it', async () => {
  const answer = await rampway.openSession(sessionBody(), { headers: { origin: demoOrigin } })
  const exposed = words(answer, 'access-control-expose-headers')
  const names = ['location', 'retry-after', 'idempotent-replayed', 'rampway-idempotency-mismatch', 'x-trace-id']
  expect(exposed).toEqual(expect.arrayContaining(names))
})

test('a refusal can be read by the page as well, whatever its status', async () => {
  const headers = { origin: demoOrigin }
  const answers = [
    await rampway.openSession(sessionBody({ chain_id: 5 }), { headers }),
    await rampway.openSession(sessionBody({ to_asset: 'EUR' }), { headers }),
    await rampway.openSession(sessionBody(), { headers, token: 'garbage' }),
    await rampway.openSession('{', { headers }),
    await rampway.openSession('x'.repeat(70_000), { headers }),
    await rampway.openSession(sessionBody(), { headers: { ...headers, 'content-type': 'text/plain' } }),
    await rampway.send('/v0/nothing', { headers: { ...headers, 'x-juno-orgid': demo } }),
    await rampway.send(path, { method: 'DELETE', headers: { ...headers, 'x-juno-orgid': demo } }),
  ]
  expect(answers.map(({ status }) => status)).toEqual([422, 400, 401, 400, 413, 415, 404, 405])
  for (const answer of answers) expect(answer.headers.get('access-control-allow-origin')).toBe(demoOrigin)
})

test('a request that names no tenant is readable for the origins of the default tenant alone', async () => {
  const tenants = rampway.tenants.list()
  const read = (origin: string) => rampway.send('/v0/nothing', { headers: { origin } })
  expect((await read(demoOrigin)).headers.has('access-control-allow-origin')).toBe(false)
  rampway.tenants.replace(tenants, tenants[0]?.id)
  expect((await read(demoOrigin)).headers.get('access-control-allow-origin')).toBe(demoOrigin)
  expect((await read(otherOrigin)).headers.has('access-control-allow-origin')).toBe(false)
  rampway.tenants.replace(tenants, undefined)
})

test('no answer allows cookies or any origin at all', async () => {
  const headers = { origin: demoOrigin }
  for (const answer of [await preflight(demoOrigin), await rampway.openSession(sessionBody(), { headers })]) {
    expect(answer.headers.has('access-control-allow-credentials')).toBe(false)
    expect(answer.headers.get('access-control-allow-origin')).not.toBe('*')
  }
})

test('caches are told that answers differ by origin, also where there was none', async () => {
  for (const answer of [await rampway.openSession(), await preflight('https://evil.example')]) {
    expect(words(answer, 'vary')).toContain('origin')
  }
})

test('nothing outside the API is readable across origins', async () => {
  for (const served of ['/healthz', '/w/x', '/errors', '/metrics']) {
    const answer = await rampway.send(served, { headers: { origin: demoOrigin, 'x-juno-orgid': demo } })
    expect(answer.headers.has('access-control-allow-origin'), served).toBe(false)
  }
})
