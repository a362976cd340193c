import { expect } from 'vitest'
import { test } from '../support/fixtures/gateway.ts'
import { type JsonAnswer, sessionBody, type TestGateway } from '../support/gateway.ts'
import { expectProblem } from './problem.ts'
import { rawRequest, sendRaw } from './raw-request.ts'

const path = '/v0/ramp/sessions'
const limitBytes = 65_536

async function post(
  gateway: TestGateway,
  body: RequestInit['body'],
  headers: Record<string, string> = {},
): Promise<JsonAnswer> {
  const credentials = { 'x-juno-orgid': 'org-demo:env-sandbox', 'x-juno-jwt': await gateway.mintToken() }
  const init: RequestInit = { method: 'POST', headers: { ...credentials, ...headers } }
  return gateway.send(path, body === undefined ? init : { ...init, body, duplex: 'half' })
}

const json = { 'content-type': 'application/json' }

/** A good body of exactly so many bytes. */
function bodyOf(bytes: number): string {
  const empty = JSON.stringify(sessionBody({ note: '' }))
  return JSON.stringify(sessionBody({ note: 'x'.repeat(bytes - empty.length) }))
}

test('a body of exactly 64 KiB is read, and one byte more is 413', async ({ gateway }) => {
  expect(Buffer.byteLength(bodyOf(limitBytes))).toBe(limitBytes)
  expect((await post(gateway, bodyOf(limitBytes), json)).status).toBe(201)
  const answer = await post(gateway, bodyOf(limitBytes + 1), json)
  expectProblem(answer, 413, 'GEN-413-001')
  expect(answer.body.detail).toContain('64 KiB')
})

test('the limit holds for a body that comes in pieces without a length', async ({ gateway }) => {
  expect((await post(gateway, new Blob([bodyOf(limitBytes)]).stream(), json)).status).toBe(201)
  const credentials = ['x-juno-orgid: org-demo:env-sandbox', `x-juno-jwt: ${await gateway.mintToken()}`]
  const head = rawRequest('POST', path, [
    ...credentials,
    'Content-Type: application/json',
    'Transfer-Encoding: chunked',
  ])
  const chunks = `${(limitBytes + 1).toString(16)}\r\n${bodyOf(limitBytes + 1)}\r\n0\r\n\r\n`
  const answer = await sendRaw(gateway.url, `${head}${chunks}`)
  expectProblem(answer, 413, 'GEN-413-001')
})

test('a body that is not JSON is GEN-400-001', async ({ gateway }) => {
  for (const body of ['{', '{"a":1,}', "{'a':1}", 'source_amount=1', '{"a":NaN}', '\ufeff{} x', '{}{}']) {
    expectProblem(await post(gateway, body, json), 400, 'GEN-400-001')
  }
})

test('a body that is not UTF-8 is GEN-400-001, and never read with characters replaced', async ({ gateway }) => {
  const good = Buffer.from(JSON.stringify(sessionBody({ idempotency_key: '@' })))
  const at = good.indexOf('@')
  const bad = Buffer.concat([good.subarray(0, at), Buffer.from([0xc3, 0x28]), good.subarray(at + 1)])
  const answer = await post(gateway, bad, json)
  expectProblem(answer, 400, 'GEN-400-001')
  expect(answer.body.detail).toContain('UTF-8')
})

test('an empty body is GEN-400-001 and says so', async ({ gateway }) => {
  const answer = await post(gateway, '', json)
  expectProblem(answer, 400, 'GEN-400-001')
  expect(answer.body.detail).toContain('empty')
})

test('no body at all is refused with what to send', async ({ gateway }) => {
  const answer = await post(gateway, undefined)
  expectProblem(answer, 422, 'GEN-422-001')
  expect(answer.body.detail).toBe('The body must be a JSON object.')
})

test('a field that is named twice with two values is GEN-400-001, for nobody knows which one is meant', async ({
  gateway,
}) => {
  const body = JSON.stringify(sessionBody()).replace('{', '{"source_amount":"1",')
  const answer = await post(gateway, body, json)
  expectProblem(answer, 400, 'GEN-400-001')
  expect(answer.body.detail).toContain('twice')
})

test('a body nested without end is GEN-400-001 and harms nobody', async ({ gateway }) => {
  const deep = `${'['.repeat(30_000)}${']'.repeat(30_000)}`
  const answer = await post(gateway, JSON.stringify(sessionBody()).replace('{', `{"note":${deep},`), json)
  expectProblem(answer, 400, 'GEN-400-001')
  expect(answer.body.detail).toContain('nested too deeply')
})

test('any other content type is 415 and names the one that passes', async ({ gateway }) => {
  const types = ['text/plain', 'application/x-www-form-urlencoded', 'application/jsonp', 'application/xml', 'nonsense']
  for (const type of types) {
    const answer = await post(gateway, JSON.stringify(sessionBody()), { 'content-type': type })
    expectProblem(answer, 415, 'GEN-415-001')
    expect(answer.body.detail).toContain('application/json')
  }
})

test('a body without a content type is 415', async ({ gateway }) => {
  expectProblem(await post(gateway, new TextEncoder().encode(JSON.stringify(sessionBody()))), 415, 'GEN-415-001')
})

test('the content type is read in any case and with parameters', async ({ gateway }) => {
  for (const type of ['application/json; charset=utf-8', 'Application/JSON;charset=UTF-8', 'application/json;v=1']) {
    expect((await post(gateway, JSON.stringify(sessionBody()), { 'content-type': type })).status, type).toBe(201)
  }
})
