import { expect } from 'vitest'
import { test } from '../support/fixtures/gateway.ts'
import { type JsonAnswer, sessionBody, type TestGateway } from '../support/gateway.ts'
import { expectProblem } from './problem.ts'
import { rawRequest, sendRaw } from './raw-request.ts'

const path = '/v0/ramp/sessions'
const demo = 'org-demo:env-sandbox'
const other = 'org-other:env-sandbox'
const demoOrigin = 'https://demo.example'
const otherOrigin = 'capacitor://localhost'

test.override('gatewayOptions', {
  tenants: (tenant) => ({ ...tenant, allowedOrigins: [tenant.id === demo ? demoOrigin : otherOrigin] }),
})

function preflight(gateway: TestGateway, origin: string, headers: Record<string, string> = {}): Promise<JsonAnswer> {
  const asked = { 'access-control-request-method': 'POST', 'access-control-request-headers': 'x-juno-jwt' }
  return gateway.send(path, { method: 'OPTIONS', headers: { origin, ...asked, ...headers } })
}

function words(answer: JsonAnswer, header: string): readonly string[] {
  return answer.headers.get(header)?.toLowerCase().split(', ') ?? []
}

test('a preflight passes for the origins of any tenant, for it cannot say which tenant it is for', async ({
  gateway,
}) => {
  for (const origin of [demoOrigin, otherOrigin]) {
    const answer = await preflight(gateway, origin)
    expect(answer.status).toBe(204)
    expect(answer.headers.get('access-control-allow-origin')).toBe(origin)
    expect(words(answer, 'access-control-allow-methods')).toEqual(expect.arrayContaining(['get', 'post']))
  }
})

test('a preflight allows every header that the API reads', async ({ gateway }) => {
  const allowed = words(await preflight(gateway, demoOrigin), 'access-control-allow-headers')
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

test('a preflight passes for no other origin, however much it looks like one', async ({ gateway }) => {
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
    expect((await preflight(gateway, origin)).headers.has('access-control-allow-origin'), origin).toBe(false)
  }
})

test('an answer may be read by the origins of the tenant it is for, and by no other tenant’s', async ({ gateway }) => {
  for (const [tenant, own, foreign] of [
    [demo, demoOrigin, otherOrigin],
    [other, otherOrigin, demoOrigin],
  ] as const) {
    const answer = await gateway.openSession(sessionBody(), { tenant, headers: { origin: own } })
    expect(answer.headers.get('access-control-allow-origin')).toBe(own)
    const refused = await gateway.openSession(sessionBody(), { tenant, headers: { origin: foreign } })
    expect(refused.headers.has('access-control-allow-origin')).toBe(false)
  }
})

test('an answer whose tenant is not known may be read by the origins of any tenant, so that its page learns what is wrong', async ({
  gateway,
}) => {
  for (const named of [{}, { 'x-juno-orgid': 'org-demo' }, { 'x-juno-orgid': 'org-nobody:env-sandbox' }]) {
    for (const origin of [demoOrigin, otherOrigin]) {
      const answer = await gateway.send(path, { method: 'POST', headers: { origin, ...named } })
      expect(answer.status).toBe(401)
      expect(answer.headers.get('access-control-allow-origin')).toBe(origin)
    }
    const stranger = await gateway.send(path, { headers: { origin: 'https://evil.example', ...named } })
    expect(stranger.headers.has('access-control-allow-origin')).toBe(false)
  }
})

test('every refusal under /v0, and of a path that nobody serves, has what every answer has', async ({ gateway }) => {
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
    const answer = await gateway.send(wrong, { method, headers: { origin: demoOrigin } })
    expectProblem(answer, status, `GEN-${status}-001`)
    expect(answer.headers.get('access-control-allow-origin'), wrong).toBe(demoOrigin)
    expect(words(answer, 'access-control-expose-headers'), wrong).toContain('x-trace-id')
    expect(words(answer, 'vary'), wrong).toContain('origin')
    expect(answer.headers.get('x-content-type-options'), wrong).toBe('nosniff')
    expect(answer.headers.get('cache-control'), wrong).toBe('no-store')
  }
})

test('what is refused before the framework sees it can be read as well', async ({ gateway }) => {
  const origin = `Origin: ${demoOrigin}`
  for (const [status, bytes] of [
    [400, `GET /v0/ramp/sessions HTTP/1.1\r\nConnection: close\r\n${origin}\r\n\r\n`],
    [400, rawRequest('POST', path, [origin, 'Content-Length: abc'])],
    [405, rawRequest('FETCH', path, [origin])],
    [417, rawRequest('POST', path, ['Expect: tea', origin])],
    [431, rawRequest('GET', path, [origin, `X-Long: ${'a'.repeat(40_000)}`])],
  ] as const) {
    const answer = await sendRaw(gateway.url, bytes)
    expect(answer.status).toBe(status)
    expect(answer.headers.get('access-control-allow-origin'), String(status)).toBe(demoOrigin)
    expect(words(answer, 'vary')).toContain('origin')
  }
  const stranger = await sendRaw(gateway.url, rawRequest('FETCH', path, ['Origin: https://evil.example']))
  expect(stranger.headers.has('access-control-allow-origin')).toBe(false)
})

test('a preflight passes for what the API does not have, so that the page can read why', async ({ gateway }) => {
  const answer = await gateway.send('/v0/ramp/session/', {
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

test('a preflight that asks for no header names allows those that the API reads and nothing that came with it', async ({
  gateway,
}) => {
  for (const asked of ['x y', 'a;b', 'x,'.repeat(600)]) {
    const answer = await preflight(gateway, demoOrigin, { 'access-control-request-headers': asked })
    expect(words(answer, 'access-control-allow-headers')).toContain('x-juno-jwt')
    expect(answer.headers.get('access-control-allow-headers')).not.toContain(asked)
  }
})

test('the log says which origin was refused, of a preflight as of a call, and to which tenant', async ({ gateway }) => {
  await preflight(gateway, 'http://localhost:5173')
  expect(gateway.logged()).toMatch(/"origin":"http:\/\/localhost:5173".*"msg":"origin refused/)
  await gateway.openSession(sessionBody(), { headers: { origin: otherOrigin } })
  expect(gateway.logged()).toMatch(/"origin":"capacitor:\/\/localhost","tenant":"org-demo:env-sandbox"/)
  const before = gateway.logged().length
  await gateway.openSession(sessionBody(), { headers: { origin: demoOrigin } })
  await gateway.send('/v0/nothing', { headers: { origin: new URL(gateway.url).origin } })
  expect(gateway.logged().slice(before)).not.toContain('origin refused')
})

test('an answer lets the page read every header that the gateway adds to it', async ({ gateway }) => {
  const headers = { origin: demoOrigin }
  const answers = [
    await gateway.openSession(sessionBody(), { headers }),
    await gateway.openSession(sessionBody(), { headers, token: 'garbage' }),
    await gateway.send('/v0/ramp/supported-values', {
      headers: { ...headers, 'x-juno-orgid': demo, 'x-juno-jwt': await gateway.mintToken() },
    }),
    await gateway.send(path, { method: 'DELETE', headers }),
  ]
  // Readable anyway, of no use to a page, or about the connection alone.
  const others =
    /^(cache-control|content-.*|referrer-policy|x-content-type-options|vary|access-control-.*|date|connection|keep-alive)$/
  for (const answer of answers) {
    const added = [...answer.headers.keys()].filter((name) => !others.test(name))
    expect(words(answer, 'access-control-expose-headers')).toEqual(expect.arrayContaining(added))
  }
})

test('an answer lets the page read the headers that matter to it', async ({ gateway }) => {
  const answer = await gateway.openSession(sessionBody(), { headers: { origin: demoOrigin } })
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

test('a refusal can be read by the page as well, whatever its status', async ({ gateway }) => {
  const headers = { origin: demoOrigin }
  const answers = [
    await gateway.openSession(sessionBody({ chain_id: 5 }), { headers }),
    await gateway.openSession(sessionBody({ to_asset: 'EUR' }), { headers }),
    await gateway.openSession(sessionBody(), { headers, token: 'garbage' }),
    await gateway.openSession('{', { headers }),
    await gateway.openSession('x'.repeat(70_000), { headers }),
    await gateway.openSession(sessionBody(), { headers: { ...headers, 'content-type': 'text/plain' } }),
    await gateway.send('/v0/nothing', { headers: { ...headers, 'x-juno-orgid': demo } }),
    await gateway.send(path, { method: 'DELETE', headers: { ...headers, 'x-juno-orgid': demo } }),
  ]
  expect(answers.map(({ status }) => status)).toEqual([422, 400, 401, 400, 413, 415, 404, 405])
  for (const answer of answers) expect(answer.headers.get('access-control-allow-origin')).toBe(demoOrigin)
})

test('where there is a default tenant, a request that names none is readable for its origins alone', async ({
  gateway,
}) => {
  const read = (origin: string) => gateway.send('/v0/nothing', { headers: { origin } })
  gateway.changeTenants((tenant) => tenant, gateway.demo.id)
  expect((await read(demoOrigin)).headers.get('access-control-allow-origin')).toBe(demoOrigin)
  expect((await read(otherOrigin)).headers.has('access-control-allow-origin')).toBe(false)
})

test('no answer allows cookies or any origin at all', async ({ gateway }) => {
  const headers = { origin: demoOrigin }
  for (const answer of [await preflight(gateway, demoOrigin), await gateway.openSession(sessionBody(), { headers })]) {
    expect(answer.headers.has('access-control-allow-credentials')).toBe(false)
    expect(answer.headers.get('access-control-allow-origin')).not.toBe('*')
  }
})

test('caches are told that answers differ by origin, also where there was none', async ({ gateway }) => {
  for (const answer of [await gateway.openSession(), await preflight(gateway, 'https://evil.example')]) {
    expect(words(answer, 'vary')).toContain('origin')
  }
})

test('nothing outside the API is readable across origins', async ({ gateway }) => {
  for (const served of ['/healthz', '/readyz', '/w/x', '/r/x', '/errors']) {
    const answer = await gateway.send(served, { headers: { origin: demoOrigin, 'x-juno-orgid': demo } })
    expect(answer.headers.has('access-control-allow-origin'), served).toBe(false)
    const asked = { 'access-control-request-method': 'POST', origin: demoOrigin }
    const refused = await gateway.send(served, { method: 'OPTIONS', headers: asked })
    expect(refused.headers.has('access-control-allow-origin'), served).toBe(false)
  }
})
