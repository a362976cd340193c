import { connect } from 'node:net'
import { text } from 'node:stream/consumers'
import { expect } from 'vitest'
import { endpoint } from '../../src/contract/endpoint.ts'
import { operatorScopes } from '../../src/domain/operator.ts'
import { queryDatabase } from '../support/database.ts'
import { test } from '../support/fixtures/gateway.ts'
import { until } from '../support/until.ts'
import { expectProblem } from './problem.ts'

test('an operator is told who they are, with instants in either form', async ({ gateway }) => {
  const { status, body } = await gateway.operate('/operator/v0/me', { scopes: ['read', 'act'] })
  expect(status).toBe(200)
  expect(body.operator).toMatchObject({ name: 'read act of a test', scopes: ['read', 'act'], via: 'api' })
  expect(body.operator.expires_at).toBeGreaterThan(Date.now())
  const iso = await gateway.operate('/operator/v0/me', { headers: { 'x-timestamp-format': 'iso8601' } })
  expect(iso.body.operator.expires_at).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/)
})

test('rampway dev makes tokens with the scopes that are asked for, and refuses others', async ({ gateway }) => {
  const ask = (body?: unknown) =>
    gateway.send('/dev/operator-token', {
      method: 'POST',
      ...(body !== undefined && { headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) }),
    })
  const scopesOf = async (body?: unknown) => {
    const made = await ask(body)
    expect(made.body.token).toMatch(/^rwo_[0-9a-f]{64}$/)
    return (await gateway.operate('/operator/v0/me', { token: made.body.token })).body.operator.scopes
  }
  expect(await scopesOf()).toEqual(operatorScopes)
  expect(await scopesOf({ scopes: ['audit'] })).toEqual(['audit'])
  for (const body of [{ scopes: [] }, { scopes: ['everything'] }, { scopes: 'read' }, { scope: ['read'] }]) {
    expectProblem(await ask(body), 422, 'GEN-422-001')
  }
})

test('a token that is none, unknown, expired or revoked is refused with what is wrong', async ({ gateway }) => {
  const me = (headers: Record<string, string>) => gateway.sendOperator('/operator/v0/me', { headers })
  const bearer = (token: string) => me({ authorization: `Bearer ${token}` })
  const missing = await me({})
  expectProblem(missing, 401, 'OPR-401-001')
  expect(missing.headers.get('www-authenticate')).toBe('Bearer realm="rampway operator"')
  expect(missing.body.instance).toBe('/operator/v0/me')
  expectProblem(await me({ 'x-juno-jwt': await gateway.mintToken() }), 401, 'OPR-401-001')
  expect((await bearer('rwo_short')).body.detail).toContain('64 hexadecimal digits')
  expect((await bearer(`rwo_${'0'.repeat(64)}`)).body.detail).toContain('no such')
  const token = await gateway.operatorToken(['read'])
  expect((await bearer(token)).status).toBe(200)
  await queryDatabase(gateway.database, 'update operator_tokens set revoked_at = now() where name = $1', [
    'read of a test',
  ])
  expect((await bearer(token)).body.detail).toContain('revoked')
  const old = await gateway.operatorToken(['audit'])
  await queryDatabase(gateway.database, 'update operator_tokens set expires_at = now() where name = $1', [
    'audit of a test',
  ])
  expect((await bearer(old)).body.detail).toContain('expired')
})

test('only the hash of a token is stored, and its last use to the minute', async ({ gateway }) => {
  const token = await gateway.operatorToken(['switches'])
  const stored = () =>
    queryDatabase(
      gateway.database,
      `select to_jsonb(t)::text as row, last_used_at from operator_tokens t where name = 'switches of a test'`,
    )
  const [made] = await stored()
  expect(made?.row).not.toContain(token.slice(4))
  expect(made?.last_used_at).toBeNull()
  const use = () => gateway.operate('/operator/v0/me', { token })
  await use()
  const [used] = await stored()
  expect(used?.last_used_at).not.toBeNull()
  await use()
  expect((await stored())[0]?.last_used_at).toEqual(used?.last_used_at)
  await gateway.advance(61)
  await use()
  expect((await stored())[0]?.last_used_at).not.toEqual(used?.last_used_at)
})

test('neither port serves what is for the other', async ({ gateway }) => {
  const token = await gateway.operatorToken()
  for (const path of ['/operator/v0/me', '/metrics', '/console', '/console/']) {
    const authorization = `Bearer ${token}`
    expectProblem(await gateway.send(path, { headers: { authorization } }), 404, 'GEN-404-001')
  }
  for (const path of ['/healthz', '/readyz', '/metrics']) {
    // Health is the database's too, which a busy machine may hold up.
    await until(async () => expect((await gateway.sendOperator(path)).status, path).toBe(200))
  }
})

test('no page of another origin may read what the operator port answers', async ({ gateway }) => {
  const origin = 'http://localhost:3000'
  for (const path of ['/operator/v0/me', '/metrics', '/nowhere']) {
    const answer = await gateway.operate(path, { headers: { origin } })
    expect(answer.headers.has('access-control-allow-origin'), path).toBe(false)
    const asked = { origin, 'access-control-request-method': 'POST' }
    const preflight = await gateway.sendOperator(path, { method: 'OPTIONS', headers: asked })
    expect(preflight.headers.has('access-control-allow-origin'), path).toBe(false)
  }
})

test('a name that a site made to lead here is refused, an address or localhost is not', async ({
  gateway,
  startGateway,
}) => {
  const { port } = new URL(gateway.operatorUrl)
  const ask = (operatorUrl: string, host: string, path = '/operator/v0/me') =>
    answerTo(operatorUrl, `GET ${path} HTTP/1.1\r\nHost: ${host}\r\nConnection: close\r\n\r\n`)
  for (const host of [
    'evil.example',
    `evil.example:${port}`,
    'localhost.evil.example',
    '127.0.0.1.evil.example',
    'x@y',
  ]) {
    for (const path of ['/operator/v0/me', '/metrics']) {
      expect(await ask(gateway.operatorUrl, host, path), `${host} ${path}`).toMatch(/^HTTP\/1.1 421 [\s\S]*OPR-421-001/)
    }
  }
  for (const host of ['localhost', `127.0.0.1:${port}`, '[::1]', 'rampway.localhost']) {
    expect(await ask(gateway.operatorUrl, host), host).toMatch(/^HTTP\/1.1 401 /)
  }
  const named = await startGateway({ operatorPublicUrl: 'https://ops.acme.example' })
  expect(await ask(named.operatorUrl, 'OPS.acme.example')).toMatch(/^HTTP\/1.1 401 /)
  expect(await ask(named.operatorUrl, 'other.acme.example')).toMatch(/^HTTP\/1.1 421 /)
})

/** The whole answer to bytes. */
async function answerTo(url: string, bytes: string): Promise<string> {
  const { hostname, port } = new URL(url)
  const socket = connect(Number(port), hostname)
  socket.end(bytes)
  return await text(socket)
}

test('an endpoint for operators must name its scope, and no other may', () => {
  const stated = { name: 'x', tag: 'Operator', summary: 'x', description: 'x', method: 'GET', replies: {} } as const
  expect(() => endpoint({ ...stated, path: '/operator/v0/x', access: 'operator' })).toThrow('scope')
  expect(() => endpoint({ ...stated, path: '/x', access: 'public', scope: 'read' })).toThrow('scope')
})
