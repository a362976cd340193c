import { expect } from 'vitest'
import { errorCatalogue } from '../../src/domain/errors.ts'
import { en } from '../../src/pages/languages/en.ts'
import { test } from '../support/fixtures/gateway.ts'
import { sessionBody } from '../support/gateway.ts'
import { until } from '../support/until.ts'
import { expectProblem } from './problem.ts'
import { hangUpAfter, rawRequest, sendRaw } from './raw-request.ts'

test('a path that nobody serves is 404', async ({ gateway }) => {
  for (const path of ['/', '/v0', '/v0/nothing', '/V0/ramp/sessions', '/v0//ramp/sessions', '/.env', '/errors/x']) {
    const answer = await gateway.send(path)
    expectProblem(answer, 404, 'GEN-404-001')
    expect(answer.body.instance).toBe(path)
  }
})

test('a person who opens what nobody serves gets a page in words for people, and a program never does', async ({
  gateway,
}) => {
  const browser = { accept: 'text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8' }
  for (const path of ['/', '/nothing', '/nothing/at/all?token=secret', '/errors/x', '/healthz/', '/%zz']) {
    const answer = await gateway.send(path, { headers: browser })
    expect(answer.status, path).toBe(404)
    expect(answer.headers.get('content-type')).toBe('text/html; charset=utf-8')
    expect(answer.headers.get('cache-control')).toBe('no-store')
    expect(answer.text).toContain(`<h1>${en.refusals.route_not_found.title}</h1>`)
    expect(answer.text).toContain(answer.headers.get('x-trace-id'))
    expect(answer.text).not.toContain('secret')
    const [, link] = /href="([^"]*errors\/gen-404-001)"/.exec(answer.text) ?? []
    const explained = await gateway.send(new URL(link ?? '', `http://gateway${path}`).pathname)
    expect(explained.status, link).toBe(200)
  }
  expectProblem(await gateway.send('/v0/nothing', { headers: browser }), 404, 'GEN-404-001')
  expectProblem(await gateway.send('/nothing', { headers: { accept: 'application/json' } }), 404, 'GEN-404-001')
  expectProblem(await gateway.send('/nothing', { method: 'POST', headers: browser }), 404, 'GEN-404-001')
})

test('a trailing slash is 404 and never a redirect', async ({ gateway }) => {
  for (const [method, path] of [
    ['POST', '/v0/ramp/sessions/'],
    ['GET', '/v0/ramp/sessions/'],
    ['GET', '/v0/ramp/transactions/?count=1'],
    ['GET', '/healthz/'],
  ] as const) {
    expectProblem(await gateway.send(path, { method }), 404, 'GEN-404-001')
  }
})

test('with a trailing slash /errors and /docs are there all the same, and their links lead on', async ({ gateway }) => {
  const linkOf = async (path: string, link: RegExp) => {
    const answer = await gateway.send(path)
    expect(answer.status, path).toBe(200)
    const [, target = ''] = link.exec(answer.text) ?? []
    return new URL(target, `${gateway.url}${path}`).pathname
  }
  for (const path of ['/errors', '/errors/', '/errors/?from=here']) {
    expect(await linkOf(path, /href="([^"]+\/gen-404-001)"/)).toBe('/errors/gen-404-001')
    expect((await gateway.send(await linkOf(path, /rel="stylesheet" href="([^"]+)"/))).status).toBe(200)
  }
  const moved = await gateway.send('/docs/', { redirect: 'manual' })
  expect([moved.status, moved.headers.get('location')]).toEqual([302, '../docs'])
  expect(await linkOf('/docs', /script src="(docs[^"]+)"/)).toBe('/docs/scalar.js')
})

test('the query is no part of the instance, for it may hold what nobody else should read', async ({ gateway }) => {
  const answer = await gateway.send('/v0/nothing?token=secret')
  expect(answer.body.instance).toBe('/v0/nothing')
  expect(answer.text).not.toContain('secret')
})

test('a served path answers any other method with 405 and the methods it has', async ({ gateway }) => {
  for (const [path, own] of [
    ['/v0/ramp/sessions', 'POST'],
    ['/healthz', 'GET'],
    ['/w/x', 'GET'],
    ['/r/x', 'GET'],
    ['/errors/gen-404-001', 'GET'],
    ['/dev/token', 'POST'],
  ] as const) {
    for (const method of ['PUT', 'PATCH', 'DELETE']) {
      const answer = await gateway.send(path, { method })
      expectProblem(answer, 405, 'GEN-405-001')
      expect(answer.headers.get('allow')?.split(', ')).toContain(own)
      expect(answer.headers.get('allow')?.split(', ')).not.toContain(method)
      expect(answer.body.detail).toContain(method)
    }
  }
})

test('a method that no path has is 405 with the methods that it has, known to the HTTP parser or not', async ({
  gateway,
}) => {
  for (const method of ['QUERY', 'PROPFIND', 'MKCOL', 'PURGE', 'LINK', 'FETCH', 'get', 'M-SEARCH', 'X!y']) {
    for (const [path, allow] of [
      ['/v0/ramp/sessions', 'GET, HEAD, OPTIONS, POST'],
      ['/v0/ramp/sessions/ses_1?x=1', 'GET, HEAD, OPTIONS'],
      ['/healthz', 'GET, HEAD, OPTIONS'],
    ] as const) {
      const answer = await sendRaw(gateway.url, rawRequest(method, path))
      expectProblem(answer, 405, 'GEN-405-001')
      expect(answer.headers.get('allow')).toBe(allow)
      expect(answer.body.detail).toContain(`${method} is not supported here`)
    }
    expectProblem(await sendRaw(gateway.url, rawRequest(method, '/v0/nothing')), 404, 'GEN-404-001')
  }
  expectProblem(await sendRaw(gateway.url, rawRequest('CONNECT', 'gateway:443')), 405, 'GEN-405-001')
})

test('a path that nobody serves is 404 whatever its body and its content type', async ({ gateway }) => {
  const headers = { 'content-type': 'text/plain' }
  const init = { method: 'POST', headers, body: 'x'.repeat(100_000) }
  expectProblem(await gateway.send('/v0/nothing', init), 404, 'GEN-404-001')
})

test('a refused method is counted and logged under the path it was for', async ({ gateway }) => {
  await sendRaw(gateway.url, rawRequest('PROPFIND', '/v0/ramp/sessions/ses_1'))
  expect(gateway.logged()).toContain('"method":"PROPFIND","route":"/v0/ramp/sessions/:id","status":405')
})

test('a target may be a whole address, and * is no path', async ({ gateway }) => {
  expect((await sendRaw(gateway.url, rawRequest('GET', 'http://gateway/errors'))).status).toBe(200)
  expectProblem(await sendRaw(gateway.url, rawRequest('GET', 'http://gateway')), 404, 'GEN-404-001')
  expectProblem(await sendRaw(gateway.url, rawRequest('OPTIONS', '*')), 404, 'GEN-404-001')
})

test('what is sent behind a hash sign is a query too, and refused where none is read', async ({ gateway }) => {
  const user = [`x-juno-orgid: ${gateway.demo.id}`, `x-juno-jwt: ${await gateway.mintToken()}`]
  const { body } = await gateway.openSession()
  for (const sign of ['?', '#']) {
    const target = `/v0/ramp/sessions/${body.session.id}${sign}foo=bar`
    expectProblem(await sendRaw(gateway.url, rawRequest('GET', target, user)), 422, 'GEN-422-001')
  }
})

test('HTTP/1.1 without a Host, or with two, is 400 in words, and HTTP/1.0 needs none', async ({ gateway }) => {
  const without = await sendRaw(gateway.url, 'GET /healthz HTTP/1.1\r\nConnection: close\r\n\r\n')
  expectProblem(without, 400, 'GEN-400-001')
  expect(without.body.detail).toContain('Host')
  const two = await sendRaw(gateway.url, rawRequest('GET', '/healthz', ['Host: other']))
  expectProblem(two, 400, 'GEN-400-001')
  expect(two.body.detail).toContain('one Host header')
  expect((await sendRaw(gateway.url, 'GET /errors HTTP/1.0\r\n\r\n')).status).toBe(200)
})

test('an expectation that cannot be met is 417, before anything else is read', async ({ gateway }) => {
  const answer = await sendRaw(gateway.url, rawRequest('POST', '/v0/ramp/sessions', ['Expect: tea'], '{}'))
  expectProblem(answer, 417, 'GEN-417-001')
  expect(answer.body.detail).toContain('Expect')
  expect((await sendRaw(gateway.url, rawRequest('GET', '/healthz', ['Expect: 100-continue']))).status).toBe(100)
})

test('the method is judged before credentials, content type and body', async ({ gateway }) => {
  for (const path of ['/healthz', '/w/x', '/r/x', '/errors']) {
    const init = { method: 'POST', headers: { 'content-type': 'text/plain' }, body: 'x'.repeat(100_000) }
    expectProblem(await gateway.send(path, init), 405, 'GEN-405-001')
  }
  expectProblem(await gateway.send('/v0/ramp/sessions', { method: 'DELETE' }), 405, 'GEN-405-001')
})

test('TRACE echoes nothing', async ({ gateway }) => {
  const answer = await sendRaw(gateway.url, rawRequest('TRACE', '/healthz', ['Cookie: secret=1']))
  expectProblem(answer, 405, 'GEN-405-001')
  expect(answer.text).not.toContain('secret')
})

test('OPTIONS tells the methods of a path', async ({ gateway }) => {
  const answer = await gateway.send('/healthz', { method: 'OPTIONS' })
  expect(answer.status).toBe(204)
  expect(answer.headers.get('allow')).toBe('GET, HEAD, OPTIONS')
})

test('a path that cannot be decoded is 404 with the headers of every other answer', async ({ gateway }) => {
  for (const path of ['/%zz', '/v0/%', '/errors/%c3%28']) {
    const answer = await sendRaw(gateway.url, rawRequest('GET', path))
    expectProblem(answer, 404, 'GEN-404-001')
    expect(answer.headers.get('x-content-type-options')).toBe('nosniff')
  }
})

test('a name without end in a path is 404 and no fault of the gateway', async ({ gateway }) => {
  for (const length of [200, 1_024, 1_025, 10_000]) {
    const { status } = await gateway.send(`/w/${'x'.repeat(length)}`)
    expect(status, String(length)).toBe(404)
  }
  expect(gateway.logged()).not.toContain('internal error')
})

test('a link to which somebody added something still gets its page', async ({ gateway }) => {
  const answer = await gateway.send(`/w/${'x'.repeat(51)}${'%20please-open-this-link'.repeat(10)}`)
  expect(answer.status).toBe(404)
  expect(answer.headers.get('content-type')).toContain('text/html')
})

test('bytes that are no HTTP are answered with a problem before the gateway hangs up', async ({ gateway }) => {
  const clientHello = Buffer.from([0x16, 3, 1, 0, 5, 1, 0, 0, 1, 0])
  const wrongLength = rawRequest('POST', '/v0/ramp/sessions', ['Content-Length: abc'])
  const twoLengths = rawRequest('POST', '/v0/ramp/sessions', ['Content-Length: 1', 'Content-Length: 2'])
  const smuggled = rawRequest('POST', '/v0/ramp/sessions', ['Content-Length: 1', 'Transfer-Encoding: chunked'])
  const wrongEncoding = rawRequest('POST', '/v0/ramp/sessions', ['Transfer-Encoding: gzip'])
  const wrongChunk = `${rawRequest('POST', '/v0/ramp/sessions', ['Transfer-Encoding: chunked'])}zz\r\n`
  for (const [bytes, words] of [
    ['hello\r\n\r\n', 'HTTP'],
    [clientHello, 'HTTP'],
    [wrongLength, 'Content-Length'],
    [twoLengths, 'Content-Length'],
    [smuggled, 'never both'],
    [wrongEncoding, 'Transfer-Encoding'],
    [wrongChunk, 'chunks'],
    [rawRequest('GET', '/healthz', ['A : b']), 'header'],
    [rawRequest('GET', '/healthz', [' folded: b']), 'header'],
    [rawRequest('GET', '/a b'), 'request line'],
    ['GET / HTTP/3.0\r\n\r\n', 'HTTP/1.1'],
    ['PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n', 'HTTP/2'],
  ] as const) {
    const answer = await sendRaw(gateway.url, bytes)
    expectProblem(answer, 400, 'GEN-400-001')
    expect(answer.body.detail).toContain(words)
    expect(answer.headers.get('cache-control')).toBe('no-store')
    expect(answer.headers.get('x-content-type-options')).toBe('nosniff')
  }
})

test('headers without end are 431, as a problem', async ({ gateway }) => {
  const answer = await sendRaw(gateway.url, rawRequest('GET', '/healthz', [`X-Long: ${'a'.repeat(40_000)}`]))
  expectProblem(answer, 431, 'GEN-431-001')
  expect(answer.body.detail).toContain('32 KiB')
})

test('bytes after a whole request do not cost it its answer', async ({ gateway }) => {
  const token = await gateway.mintToken()
  const headers = ['x-juno-orgid: org-demo:env-sandbox', `x-juno-jwt: ${token}`, 'content-type: application/json']
  const request = rawRequest('POST', '/v0/ramp/sessions', headers, JSON.stringify(sessionBody()))
  expect((await sendRaw(gateway.url, `${request}hello\r\n\r\n`)).status).toBe(201)
})

test('an upload that is broken off is no fault of the gateway', async ({ gateway }) => {
  const token = await gateway.mintToken()
  const headers = ['x-juno-orgid: org-demo:env-sandbox', `x-juno-jwt: ${token}`, 'content-type: application/json']
  const upload = rawRequest('POST', '/v0/ramp/sessions', [...headers, 'Content-Length: 1000'])
  const before = gateway.logged().length
  await hangUpAfter(gateway.url, `${upload}{"source`, 'resetAndDestroy')
  await hangUpAfter(gateway.url, `${upload}{"source`, 'destroy')
  await until(async () => {
    expect(
      gateway
        .logged()
        .slice(before)
        .match(/the caller hung up/g),
    ).toHaveLength(2)
  })
  expect(gateway.logged().slice(before)).not.toMatch(/internal error|"stack"|"level":(40|50)/)
})

test('no refusal shows HTML, a stack trace or a path of the program', async ({ gateway }) => {
  const answers = [
    await gateway.send('/v0/nothing'),
    await sendRaw(gateway.url, rawRequest('GET', '/%zz')),
    await sendRaw(gateway.url, 'hello\r\n\r\n'),
    await gateway.send('/v0/ramp/sessions', { method: 'POST', body: '{' }),
    await gateway.openSession('{'),
  ]
  for (const { text } of answers) expect(text).not.toMatch(/<html|node_modules|\.ts:|\.js:|\bat \w+ \(/i)
})

test('the type of a problem leads to a page about its code, for every code there is', async ({ gateway }) => {
  const { type } = (await gateway.send('/v0/nothing')).body
  const page = await fetch(type)
  expect(page.status).toBe(200)
  expect(page.headers.get('content-type')).toContain('text/html')
  expect(await page.text()).toContain('GEN-404-001')
  for (const { code, title } of Object.values(errorCatalogue)) {
    const { status, text } = await gateway.send(`/errors/${code.toLowerCase()}`)
    expect(status, code).toBe(200)
    expect(text).toContain(title)
  }
})
