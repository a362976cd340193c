import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import type { Tenant, TenantId, TokenIssuer } from '../../src/domain/tenant.ts'
import { dynamicIdClaims } from '../identity/token-maker.ts'
import { type JsonAnswer, sessionBody, startTestGateway, type TestGateway } from '../support/gateway.ts'
import { expectProblem } from './problem.ts'
import { rawRequest, sendRaw } from './raw-request.ts'

let rampway: TestGateway
let tenants: readonly Tenant[]
let token: string

const path = '/v0/ramp/sessions'
const demo = 'org-demo:env-sandbox'
const other = 'org-other:env-sandbox'

beforeAll(async () => {
  rampway = await startTestGateway()
  tenants = rampway.tenants.list()
  token = await rampway.mintToken()
})
beforeEach(() => rampway.tenants.replace(tenants, undefined))
afterAll(() => rampway.close())

function post(headers: Record<string, string>, body: unknown = sessionBody()): Promise<JsonAnswer> {
  const init = { method: 'POST', headers: { 'content-type': 'application/json', ...headers } }
  return rampway.send(path, { ...init, body: typeof body === 'string' ? body : JSON.stringify(body) })
}

/** With every issuer's keys at an address where nobody listens. */
function withoutKeys(tenant: Tenant): Tenant {
  const keys = { kind: 'jwks', url: `http://127.0.0.1:1/${tenant.id}` } as const
  return { ...tenant, issuers: tenant.issuers.map((issuer): TokenIssuer => ({ ...issuer, keys })) }
}

test('a tenant that is not two halves and one colon is USR-401-002 with the contract’s words', async () => {
  for (const id of [
    'org-demo',
    'org-demo:',
    ':env-sandbox',
    'a:b:c',
    'org demo:env',
    'a:b/../c',
    'x'.repeat(200),
    ' ',
  ]) {
    const answer = await post({ 'x-juno-orgid': id, 'x-juno-jwt': token })
    expectProblem(answer, 401, 'USR-401-002')
    expect(answer.body.title).toBe('Invalid Org ID Format')
    expect(answer.body.detail).toBe("x-juno-orgid must be formatted as '<org-id>:<env-id>'.")
  }
})

test('without x-juno-orgid and without a default tenant the answer says what to send', async () => {
  const answer = await post({ 'x-juno-jwt': token })
  expectProblem(answer, 401, 'USR-401-002')
  expect(answer.body.detail).toContain('Send the header x-juno-orgid')
})

test('without x-juno-orgid the default tenant is meant', async () => {
  rampway.tenants.replace(tenants, tenants[0]?.id)
  expect((await post({ 'x-juno-jwt': token })).status).toBe(201)
  expectProblem(await post({ 'x-juno-jwt': await rampway.mintToken({ tenant: other }) }), 401, 'USR-401-001')
})

test('a malformed x-juno-orgid is refused even where there is a default tenant', async () => {
  rampway.tenants.replace(tenants, tenants[0]?.id)
  expectProblem(await post({ 'x-juno-orgid': 'org-demo', 'x-juno-jwt': token }), 401, 'USR-401-002')
})

test('tokens of both identity providers are accepted', async () => {
  for (const provider of ['privy', 'dynamic'] as const) {
    const answer = await post({ 'x-juno-orgid': demo, 'x-juno-jwt': await rampway.mintToken({ provider }) })
    expect(answer.status, provider).toBe(201)
  }
})

test('an ID token with many wallets gets through, beside cookies and all that proxies add', async () => {
  const claims = dynamicIdClaims(17)
  const idToken = await rampway.mintToken({ provider: 'dynamic', claims })
  expect(idToken.length).toBeGreaterThan(15_000)
  const headers = { 'x-juno-orgid': demo, cookie: `session=${'x'.repeat(8_000)}` }
  expect((await post({ ...headers, 'x-juno-jwt': idToken })).status).toBe(201)
  expect((await post({ ...headers, authorization: `Bearer ${idToken}` })).status).toBe(201)
})

test('Authorization: Bearer is read when x-juno-jwt is absent', async () => {
  for (const scheme of ['Bearer', 'bearer', 'Bearer  ']) {
    expect((await post({ 'x-juno-orgid': demo, authorization: `${scheme} ${token}` })).status).toBe(201)
  }
  expectProblem(await post({ 'x-juno-orgid': demo, authorization: `Basic ${token}` }), 401, 'USR-401-001')
})

test('Authorization: Bearer is not read when x-juno-jwt is there, be it good or bad', async () => {
  const headers = { 'x-juno-orgid': demo }
  expect((await post({ ...headers, 'x-juno-jwt': token, authorization: 'Bearer garbage' })).status).toBe(201)
  const bad = await post({ ...headers, 'x-juno-jwt': 'garbage', authorization: `Bearer ${token}` })
  expectProblem(bad, 401, 'USR-401-001')
  const empty = await post({ ...headers, 'x-juno-jwt': '', authorization: `Bearer ${token}` })
  expectProblem(empty, 401, 'USR-401-001')
})

test('a header that is sent twice is refused, for the proxy in front may have read the other one', async () => {
  const json = 'Content-Type: application/json'
  const [orgid, jwt] = [`x-juno-orgid: ${demo}`, `x-juno-jwt: ${token}`]
  const send = (headers: string[]) =>
    sendRaw(rampway.url, rawRequest('POST', path, [json, ...headers], JSON.stringify(sessionBody())))
  expect((await send([orgid, jwt])).status).toBe(201)
  expectProblem(await send([orgid, jwt, jwt]), 401, 'USR-401-001')
  expectProblem(await send([orgid, jwt, 'x-juno-jwt: garbage']), 401, 'USR-401-001')
  expectProblem(await send([orgid, orgid, jwt]), 401, 'USR-401-002')
})

test('credentials are judged before the body is even read', async () => {
  const headers = { 'x-juno-orgid': demo, 'x-juno-jwt': 'garbage' }
  expectProblem(await post(headers, {}), 401, 'USR-401-001')
  expectProblem(await post(headers, '{'), 401, 'USR-401-001')
  expectProblem(await post({ ...headers, 'content-type': 'text/plain' }), 401, 'USR-401-001')
  expectProblem(await post(headers, 'x'.repeat(70_000)), 401, 'USR-401-001')
})

test('while the identity keys cannot be fetched nobody is told that a token is bad', async () => {
  rampway.tenants.replace(tenants.map(withoutKeys), undefined)
  for (const provider of ['privy', 'dynamic'] as const) {
    const answer = await post({ 'x-juno-orgid': demo, 'x-juno-jwt': await rampway.mintToken({ provider }) })
    expectProblem(answer, 503, 'USR-503-001-R')
    expect(answer.text).not.toContain('127.0.0.1:1/')
  }
})

test('what needs no key to be refused is 401 even while the keys cannot be fetched', async () => {
  rampway.tenants.replace(tenants.map(withoutKeys), undefined)
  for (const bad of ['garbage', await rampway.mintToken({ tenant: other })]) {
    expectProblem(await post({ 'x-juno-orgid': demo, 'x-juno-jwt': bad }), 401, 'USR-401-001')
  }
})

test('the trouble of one tenant’s identity provider is no other tenant’s', async () => {
  const isOther = (id: TenantId) => id === other
  rampway.tenants.replace(
    tenants.map((tenant) => (isOther(tenant.id) ? withoutKeys(tenant) : tenant)),
    undefined,
  )
  const theirs = await rampway.mintToken({ tenant: other })
  expectProblem(await post({ 'x-juno-orgid': other, 'x-juno-jwt': theirs }), 503, 'USR-503-001-R')
  expect((await post({ 'x-juno-orgid': demo, 'x-juno-jwt': token })).status).toBe(201)
})

test('a tenant that was removed is refused at once', async () => {
  rampway.tenants.replace(
    tenants.filter(({ id }) => id !== demo),
    undefined,
  )
  expectProblem(await post({ 'x-juno-orgid': demo, 'x-juno-jwt': token }), 401, 'USR-401-001')
})
