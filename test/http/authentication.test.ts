import { expect } from 'vitest'
import type { Tenant, TenantId, TokenIssuer } from '../../src/domain/tenant.ts'
import { dynamicIdClaims } from '../identity/token-maker.ts'
import { test as base } from '../support/fixtures/gateway.ts'
import { type JsonAnswer, sessionBody, type TestGateway } from '../support/gateway.ts'
import { expectProblem } from './problem.ts'
import { rawRequest, sendRaw } from './raw-request.ts'

const test = base.extend('token', { scope: 'file' }, ({ gateway }) => gateway.mintToken())

const path = '/v0/ramp/sessions'
const demo = 'org-demo:env-sandbox'
const other = 'org-other:env-sandbox'

function post(
  gateway: TestGateway,
  headers: Record<string, string>,
  body: unknown = sessionBody(),
): Promise<JsonAnswer> {
  const init = { method: 'POST', headers: { 'content-type': 'application/json', ...headers } }
  return gateway.send(path, { ...init, body: typeof body === 'string' ? body : JSON.stringify(body) })
}

/** With every issuer's keys at an address where nobody listens. */
function withoutKeys(tenant: Tenant): Tenant {
  const keys = { kind: 'jwks', url: `http://127.0.0.1:1/${tenant.id}` } as const
  return { ...tenant, issuers: tenant.issuers.map((issuer): TokenIssuer => ({ ...issuer, keys })) }
}

test('a tenant that is not two halves and one colon is USR-401-002 with the contract’s words', async ({
  gateway,
  token,
}) => {
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
    const answer = await post(gateway, { 'x-juno-orgid': id, 'x-juno-jwt': token })
    expectProblem(answer, 401, 'USR-401-002')
    expect(answer.body.title).toBe('Invalid Org ID Format')
    expect(answer.body.detail).toBe("x-juno-orgid must be formatted as '<org-id>:<env-id>'.")
  }
})

test('without x-juno-orgid and without a default tenant the answer says what to send', async ({ gateway, token }) => {
  const answer = await post(gateway, { 'x-juno-jwt': token })
  expectProblem(answer, 401, 'USR-401-002')
  expect(answer.body.detail).toContain('Send the header x-juno-orgid')
})

test('without x-juno-orgid the default tenant is meant', async ({ gateway, token }) => {
  gateway.changeTenants((tenant) => tenant, gateway.demo.id)
  expect((await post(gateway, { 'x-juno-jwt': token })).status).toBe(201)
  expectProblem(await post(gateway, { 'x-juno-jwt': await gateway.mintToken({ tenant: other }) }), 401, 'USR-401-001')
})

test('a malformed x-juno-orgid is refused even where there is a default tenant', async ({ gateway, token }) => {
  gateway.changeTenants((tenant) => tenant, gateway.demo.id)
  expectProblem(await post(gateway, { 'x-juno-orgid': 'org-demo', 'x-juno-jwt': token }), 401, 'USR-401-002')
})

test('tokens of both identity providers are accepted', async ({ gateway }) => {
  for (const provider of ['privy', 'dynamic'] as const) {
    const answer = await post(gateway, { 'x-juno-orgid': demo, 'x-juno-jwt': await gateway.mintToken({ provider }) })
    expect(answer.status, provider).toBe(201)
  }
})

test('an ID token with many wallets gets through, beside cookies and all that proxies add', async ({ gateway }) => {
  const claims = dynamicIdClaims(17)
  const idToken = await gateway.mintToken({ provider: 'dynamic', claims })
  expect(idToken.length).toBeGreaterThan(15_000)
  const headers = { 'x-juno-orgid': demo, cookie: `session=${'x'.repeat(8_000)}` }
  expect((await post(gateway, { ...headers, 'x-juno-jwt': idToken })).status).toBe(201)
  expect((await post(gateway, { ...headers, authorization: `Bearer ${idToken}` })).status).toBe(201)
})

test('Authorization: Bearer is read when x-juno-jwt is absent', async ({ gateway, token }) => {
  for (const scheme of ['Bearer', 'bearer', 'Bearer  ']) {
    expect((await post(gateway, { 'x-juno-orgid': demo, authorization: `${scheme} ${token}` })).status).toBe(201)
  }
  expectProblem(await post(gateway, { 'x-juno-orgid': demo, authorization: `Basic ${token}` }), 401, 'USR-401-001')
})

test('Authorization: Bearer is not read when x-juno-jwt is there, be it good or bad', async ({ gateway, token }) => {
  const headers = { 'x-juno-orgid': demo }
  expect((await post(gateway, { ...headers, 'x-juno-jwt': token, authorization: 'Bearer garbage' })).status).toBe(201)
  const bad = await post(gateway, { ...headers, 'x-juno-jwt': 'garbage', authorization: `Bearer ${token}` })
  expectProblem(bad, 401, 'USR-401-001')
  const empty = await post(gateway, { ...headers, 'x-juno-jwt': '', authorization: `Bearer ${token}` })
  expectProblem(empty, 401, 'USR-401-001')
})

test('a header that is sent twice is refused, for the proxy in front may have read the other one', async ({
  gateway,
  token,
}) => {
  const json = 'Content-Type: application/json'
  const [orgid, jwt] = [`x-juno-orgid: ${demo}`, `x-juno-jwt: ${token}`]
  const send = (headers: string[]) =>
    sendRaw(gateway.url, rawRequest('POST', path, [json, ...headers], JSON.stringify(sessionBody())))
  expect((await send([orgid, jwt])).status).toBe(201)
  expectProblem(await send([orgid, jwt, jwt]), 401, 'USR-401-001')
  expectProblem(await send([orgid, jwt, 'x-juno-jwt: garbage']), 401, 'USR-401-001')
  expectProblem(await send([orgid, orgid, jwt]), 401, 'USR-401-002')
})

test('credentials are judged before the body is even read', async ({ gateway }) => {
  const headers = { 'x-juno-orgid': demo, 'x-juno-jwt': 'garbage' }
  expectProblem(await post(gateway, headers, {}), 401, 'USR-401-001')
  expectProblem(await post(gateway, headers, '{'), 401, 'USR-401-001')
  expectProblem(await post(gateway, { ...headers, 'content-type': 'text/plain' }), 401, 'USR-401-001')
  expectProblem(await post(gateway, headers, 'x'.repeat(70_000)), 401, 'USR-401-001')
})

test('while the identity keys cannot be fetched nobody is told that a token is bad', async ({ gateway }) => {
  gateway.changeTenants(withoutKeys)
  for (const provider of ['privy', 'dynamic'] as const) {
    const answer = await post(gateway, { 'x-juno-orgid': demo, 'x-juno-jwt': await gateway.mintToken({ provider }) })
    expectProblem(answer, 503, 'USR-503-001-R')
    expect(answer.text).not.toContain('127.0.0.1:1/')
  }
})

test('what needs no key to be refused is 401 even while the keys cannot be fetched', async ({ gateway }) => {
  gateway.changeTenants(withoutKeys)
  for (const bad of ['garbage', await gateway.mintToken({ tenant: other })]) {
    expectProblem(await post(gateway, { 'x-juno-orgid': demo, 'x-juno-jwt': bad }), 401, 'USR-401-001')
  }
})

test('one tenant’s identity provider failing leaves the other tenants alone', async ({ gateway, token }) => {
  const isOther = (id: TenantId) => id === other
  gateway.changeTenants((tenant) => (isOther(tenant.id) ? withoutKeys(tenant) : tenant))
  const theirs = await gateway.mintToken({ tenant: other })
  expectProblem(await post(gateway, { 'x-juno-orgid': other, 'x-juno-jwt': theirs }), 503, 'USR-503-001-R')
  expect((await post(gateway, { 'x-juno-orgid': demo, 'x-juno-jwt': token })).status).toBe(201)
})

test('a tenant that was removed is refused at once', async ({ gateway, token }) => {
  gateway.tenants.replace(
    gateway.tenants.list().filter(({ id }) => id !== demo),
    undefined,
  )
  expectProblem(await post(gateway, { 'x-juno-orgid': demo, 'x-juno-jwt': token }), 401, 'USR-401-001')
})
