import { afterAll, beforeAll, expect, test } from 'vitest'
import { type JsonAnswer, sessionBody, startTestGateway, type TestGateway } from '../support/gateway.ts'
import { expectProblem } from './problem.ts'
import { rawRequest, sendRaw } from './raw-request.ts'

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

test('an answer whose tenant is not known may be read by the origins of any tenant, so that its page learns what is wrong', async () => {
  for (const named of [{}, { 'x-juno-orgid': 'org-demo' }, { 'x-juno-orgid': 'org-nobody:env-sandbox' }]) {
    for (const origin of [demoOrigin, otherOrigin]) {
      const answer = await rampway.send(path, { method: 'POST', headers: { origin, ...named } })
      expect(answer.status).toBe(401)
      expect(answer.headers.get('access-control-allow-origin')).toBe(origin)
    }
    const stranger = await rampway.send(path, { headers: { origin: 'https://evil.example', ...named } })
    expect(stranger.headers.has('access-control-allow-origin')).toBe(false)
  }
})

test('every refusal under /v0, and of a path that nobody serves, has what every answer has', async () => {
  for (const [method, wrong, status] of [
    ['POST', '/v0/ramp/sessions/', 404],
    ['GET', '/v0/ramp/sessions/?count=1', 404],
    ['GET', '/v0/ramp/transactions/', 404],
    ['GET', '/v0/assets/USDC/', 404],
    ['GET', '/v0', 404],
    ['GET', '/v0/', 404],
    ['POST', '/ramp/sessions', 404],
    ['POST', '/V0/ramp/sessions', 404],
    ['GET', '/v0/%zz', 404],
    ['PROPFIND', path, 405],
    ['PUT', '/v0/ramp/sessions/ses_1', 405],
  ] as const) {
    const answer = await rampway.send(wrong, { method, headers: { origin: demoOrigin } })
    expectProblem(answer, status, `GEN-${status}-001`)
    expect(answer.headers.get('access-control-allow-origin'), wrong).toBe(demoOrigin)
    expect(words(answer, 'access-control-expose-headers'), wrong).toContain('x-trace-id')
    expect(words(answer, 'vary'), wrong).toContain('origin')
    expect(answer.headers.get('x-content-type-options'), wrong).toBe('nosniff')
    expect(answer.headers.get('cache-control'), wrong).toBe('no-store')
  }
})

test('what is refused before the framework sees it can be read as well', async () => {
  const origin = `Origin: ${demoOrigin}`
  for (const [status, bytes] of [
    [400, `GET /v0/ramp/sessions HTTP/1.1\r\nConnection: close\r\n${origin}\r\n\r\n`],
    [400, rawRequest('POST', path, [origin, 'Content-Length: abc'])],
    [405, rawRequest('FETCH', path, [origin])],
    [417, rawRequest('POST', path, ['Expect: tea', origin])],
    [431, rawRequest('GET', path, [origin, `X-Long: ${'a'.repeat(40_000)}`])],
  ] as const) {
    const answer = await sendRaw(rampway.url, bytes)
    expect(answer.status).toBe(status)
    expect(answer.headers.get('access-control-allow-origin'), String(status)).toBe(demoOrigin)
    expect(words(answer, 'vary')).toContain('origin')
  }
  const stranger = await sendRaw(rampway.url, rawRequest('FETCH', path, ['Origin: https://evil.example']))
  expect(stranger.headers.has('access-control-allow-origin')).toBe(false)
})

test('a preflight passes for what the API does not have, so that the page can read why', async () => {
  const answer = await rampway.send('/v0/ramp/session/', {
    method: 'OPTIONS',
    headers: {
      origin: demoOrigin,
      'access-control-request-method': 'PUT',
      'access-control-request-headers': 'x-juno-org,x-request-id',
    },
  })
  expect(answer.status).toBe(204)
  expect(answer.headers.get('access-control-allow-origin')).toBe(demoOrigin)
  expect(words(answer, 'access-control-allow-methods')).toContain('put')
  expect(words(answer, 'access-control-allow-headers')).toEqual(
    expect.arrayContaining(['x-juno-org', 'x-request-id', 'x-juno-orgid']),
  )
  expect(words(answer, 'vary')).toEqual(['origin', 'access-control-request-headers'])
})

test('a preflight that asks for no header names allows those that the API reads and nothing that came with it', async () => {
  for (const asked of ['x y', 'a;b', 'x,'.repeat(600)]) {
    const answer = await preflight(demoOrigin, { 'access-control-request-headers': asked })
    expect(words(answer, 'access-control-allow-headers')).toContain('x-juno-jwt')
    expect(answer.headers.get('access-control-allow-headers')).not.toContain(asked)
  }
})

test('the log says which origin was refused, of a preflight as of a call, and to which tenant', async () => {
  await preflight('http://localhost:5173')
  expect(rampway.logged()).toMatch(/"origin":"http:\/\/localhost:5173".*"msg":"origin refused/)
  await rampway.openSession(sessionBody(), { headers: { origin: otherOrigin } })
  expect(rampway.logged()).toMatch(/"origin":"capacitor:\/\/localhost","tenant":"org-demo:env-sandbox"/)
  const before = rampway.logged().length
  await rampway.openSession(sessionBody(), { headers: { origin: demoOrigin } })
  await rampway.send('/v0/nothing', { headers: { origin: new URL(rampway.url).origin } })
  expect(rampway.logged().slice(before)).not.toContain('origin refused')
})

test('an answer lets the page read every header that the gateway adds to it', async () => {
  const headers = { origin: demoOrigin }
  const answers = [
    await rampway.openSession(sessionBody(), { headers }),
    await rampway.openSession(sessionBody(), { headers, token: 'garbage' }),
    await rampway.send('/v0/ramp/supported-values', {
      headers: { ...headers, 'x-juno-orgid': demo, 'x-juno-jwt': await rampway.mintToken() },
    }),
    await rampway.send(path, { method: 'DELETE', headers }),
  ]
  // Readable anyway, of no use to a page, or about the connection alone.
  const others =
    /^(cache-control|content-.*|referrer-policy|x-content-type-options|vary|access-control-.*|date|connection|keep-alive)$/
  for (const answer of answers) {
    const added = [...answer.headers.keys()].filter((name) => !others.test(name))
    expect(words(answer, 'access-control-expose-headers')).toEqual(expect.arrayContaining(added))
  }
})

test('an answer lets the page read the headers that matter to it', async () => {
  const answer = await rampway.openSession(sessionBody(), { headers: { origin: demoOrigin } })
  const exposed = words(answer, 'access-control-expose-headers')
  const names = [
    'location',
    'retry-after',
    'www-authenticate',
    'idempotent-replayed',
    'rampway-idempotency-mismatch',
    'x-trace-id',
  ]
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

test('where there is a default tenant, a request that names none is readable for its origins alone', async () => {
  const tenants = rampway.tenants.list()
  const read = (origin: string) => rampway.send('/v0/nothing', { headers: { origin } })
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
  for (const served of ['/healthz', '/readyz', '/w/x', '/r/x', '/errors', '/metrics']) {
    const answer = await rampway.send(served, { headers: { origin: demoOrigin, 'x-juno-orgid': demo } })
    expect(answer.headers.has('access-control-allow-origin'), served).toBe(false)
    const asked = { 'access-control-request-method': 'POST', origin: demoOrigin }
    const refused = await rampway.send(served, { method: 'OPTIONS', headers: asked })
    expect(refused.headers.has('access-control-allow-origin'), served).toBe(false)
  }
})
