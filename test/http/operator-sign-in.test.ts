import { expect } from 'vitest'
import { hashOperatorSecret } from '../../src/domain/operator-token.ts'
import { makeSignInCode } from '../../src/operations/operator/sign-in.ts'
import { findOperatorToken } from '../../src/store/operator-tokens.ts'
import { queryDatabase } from '../support/database.ts'
import { test } from '../support/fixtures/gateway.ts'
import { type JsonAnswer, postJson, type TestGateway } from '../support/gateway.ts'
import { expectProblem } from './problem.ts'

const hour = 3_600
const me = '/operator/v0/me'
const signInPath = '/operator/v0/sign-in'
const signOutPath = '/operator/v0/sign-out'

function signIn(gateway: TestGateway, body: unknown, headers: Record<string, string> = {}): Promise<JsonAnswer> {
  const init = postJson(body)
  return gateway.sendOperator(signInPath, { ...init, headers: { 'content-type': 'application/json', ...headers } })
}

/** The cookie as a browser would send it back. */
function cookieOf(answer: JsonAnswer): string {
  return /^[^;]+/.exec(answer.headers.get('set-cookie') ?? '')?.[0] ?? ''
}

/** What a browser adds to what the console's own pages send. */
function ownPage(gateway: TestGateway): Record<string, string> {
  return { origin: gateway.operatorUrl, 'sec-fetch-site': 'same-origin' }
}

test('a browser swaps a token for a cookie of eight hours, and is an operator of the console by it', async ({
  gateway,
}) => {
  const token = await gateway.operatorToken(['read'])
  const signedIn = await signIn(gateway, { token }, ownPage(gateway))
  expect(signedIn.status, signedIn.text).toBe(200)
  const header = signedIn.headers.get('set-cookie') ?? ''
  const port = new URL(gateway.operatorUrl).port
  expect(header).toMatch(
    new RegExp(`^rampway_operator_${port}=[0-9a-f]{64}; Path=/; HttpOnly; SameSite=Strict; Max-Age=`),
  )
  expect(header).not.toContain('Secure')
  expect(Number(/Max-Age=(\d+)/.exec(header)?.[1])).toBe(8 * hour)
  expect(signedIn.body.operator).toMatchObject({ scopes: ['read'], via: 'console' })
  const cookie = cookieOf(signedIn)
  const told = await gateway.sendOperator(me, { headers: { cookie } })
  expect(told.body.operator).toEqual(signedIn.body.operator)
  const stored = await queryDatabase(gateway.database, 'select cookie_hash::text from operator_sign_ins')
  expect(JSON.stringify(stored)).not.toContain(cookie.split('=')[1])
})

test('it lasts no longer than its token, and not beyond eight hours', async ({ startGateway }) => {
  const gateway = await startGateway()
  const token = await gateway.operatorToken(['audit'])
  await queryDatabase(gateway.database, `update operator_tokens set expires_at = now() + interval '1 hour'`)
  const short = await signIn(gateway, { token })
  expect(Number(/Max-Age=(\d+)/.exec(short.headers.get('set-cookie') ?? '')?.[1])).toBeLessThanOrEqual(hour)
  await queryDatabase(gateway.database, `update operator_tokens set expires_at = now() + interval '90 days'`)
  const cookie = cookieOf(await signIn(gateway, { token }))
  await gateway.advance(7.9 * hour)
  expect((await gateway.sendOperator(me, { headers: { cookie } })).status).toBe(200)
  expectProblem(await gateway.sendOperator(me, { headers: { cookie: cookieOf(short) } }), 401, 'OPR-401-001')
  await gateway.advance(0.2 * hour)
  expectProblem(await gateway.sendOperator(me, { headers: { cookie } }), 401, 'OPR-401-001')
})

test('it ends with signing out, and with its token', async ({ gateway }) => {
  const token = await gateway.operatorToken(['act'])
  const cookies = [cookieOf(await signIn(gateway, { token })), cookieOf(await signIn(gateway, { token }))]
  const statuses = () =>
    Promise.all(cookies.map(async (cookie) => (await gateway.sendOperator(me, { headers: { cookie } })).status))
  expect(await statuses()).toEqual([200, 200])
  const out = await gateway.sendOperator(signOutPath, {
    method: 'POST',
    headers: { cookie: cookies[0] ?? '', ...ownPage(gateway) },
  })
  expect(out.status).toBe(204)
  expect(out.headers.get('set-cookie')).toContain('Max-Age=0')
  expect(await statuses()).toEqual([401, 200])
  await queryDatabase(gateway.database, `update operator_tokens set revoked_at = now() where name = 'act of a test'`)
  expect(await statuses()).toEqual([401, 401])
})

test('what a cookie allows must come from a page of this very origin', async ({ gateway }) => {
  const cookie = cookieOf(await signIn(gateway, { token: await gateway.operatorToken() }))
  const out = (headers: Record<string, string>) =>
    gateway.sendOperator(signOutPath, { method: 'POST', headers: { cookie, ...headers } })
  const foreign: Record<string, string>[] = [
    {},
    { origin: 'https://evil.example' },
    { origin: 'null' },
    { origin: 'http://127.0.0.1:1' },
    { origin: gateway.operatorUrl, 'sec-fetch-site': 'same-site' },
    { 'sec-fetch-site': 'cross-site' },
    { 'sec-fetch-site': 'none' },
  ]
  for (const headers of foreign) expectProblem(await out(headers), 403, 'OPR-403-002')
  const read = (headers: Record<string, string>) => gateway.sendOperator(me, { headers: { cookie, ...headers } })
  for (const site of ['same-site', 'cross-site'])
    expectProblem(await read({ 'sec-fetch-site': site }), 403, 'OPR-403-002')
  for (const site of ['none', 'same-origin']) expect((await read({ 'sec-fetch-site': site })).status).toBe(200)
  const token = await gateway.operatorToken()
  for (const headers of foreign.slice(1)) expectProblem(await signIn(gateway, { token }, headers), 403, 'OPR-403-002')
  expect((await out({ origin: gateway.operatorUrl })).status).toBe(204)
})

test('over https the cookie is bound to the host, and no other name of it counts', async ({ startGateway }) => {
  const origin = 'https://ops.acme.example'
  const gateway = await startGateway({ operatorPublicUrl: origin })
  const token = await gateway.operatorToken()
  const signedIn = await signIn(gateway, { token }, { origin })
  const header = signedIn.headers.get('set-cookie') ?? ''
  expect(header).toMatch(/^__Host-rampway_operator=[0-9a-f]{64}; Path=\/; HttpOnly; SameSite=Strict; .*; Secure$/)
  const cookie = cookieOf(signedIn)
  expect((await gateway.sendOperator(me, { headers: { cookie } })).status).toBe(200)
  const plain = cookie.replace('__Host-rampway_operator', `rampway_operator_${new URL(gateway.operatorUrl).port}`)
  expectProblem(await gateway.sendOperator(me, { headers: { cookie: plain } }), 401, 'OPR-401-001')
  expectProblem(await gateway.sendOperator(me, { headers: { cookie: `${cookie}; ${cookie}` } }), 401, 'OPR-401-001')
  expect(gateway.logged()).not.toContain(cookie.split('=')[1])
  expect(gateway.logged()).not.toContain(token)
})

test('a code of a link signs in once, and for some minutes', async ({ gateway }) => {
  const secret = await gateway.operatorToken(['read'])
  const makeCode = async () => {
    const token = await findOperatorToken(gateway.deps.database, hashOperatorSecret(secret))
    if (token === undefined) throw new Error('no token')
    return await makeSignInCode(gateway.deps, token)
  }
  const code = await makeCode()
  const both = await Promise.all([signIn(gateway, { code }), signIn(gateway, { code })])
  expect(both.map(({ status }) => status).sort()).toEqual([200, 401])
  const late = await makeCode()
  await gateway.advance(16 * 60)
  expectProblem(await signIn(gateway, { code: late }), 401, 'OPR-401-001')
})

test('a sign-in needs one credential, and says which fields it takes', async ({ gateway }) => {
  const token = await gateway.operatorToken()
  for (const body of [{}, { token, code: 'x' }, { token: 7 }, { token: '' }, { tokn: token }]) {
    expectProblem(await signIn(gateway, body), 422, 'GEN-422-001')
  }
  expect((await signIn(gateway, { tokn: token })).body.errors).toEqual([
    { pointer: '/tokn', detail: 'Unknown field; did you mean token?' },
  ])
  expectProblem(await signIn(gateway, { token: 'rwo_short' }), 401, 'OPR-401-001')
  expectProblem(await signIn(gateway, { code: '0'.repeat(64) }), 401, 'OPR-401-001')
})

test('signing in and out stands in the audit log, as does what became of the token', async ({ startGateway }) => {
  const gateway = await startGateway()
  const cookie = cookieOf(await signIn(gateway, { token: await gateway.operatorToken(['read']) }))
  await gateway.sendOperator(signOutPath, { method: 'POST', headers: { cookie, ...ownPage(gateway) } })
  const rows = await queryDatabase(
    gateway.database,
    'select act, operator, via, target_kind from audit_log order by number',
  )
  expect(rows.map(({ act }) => act)).toEqual(['operator_token.create', 'operator.sign_in', 'operator.sign_out'])
  expect(rows[1]).toMatchObject({ operator: 'read of a test', via: 'console', target_kind: 'operator_token' })
})

test('whoever shows wrong credentials too often is slowed down, by network and altogether', async ({
  startGateway,
}) => {
  const gateway = await startGateway({
    paceLimits: { ofNetwork: 3, ofAll: 5 },
    trustedProxies: ['127.0.0.1'],
  })
  const good = await gateway.operatorToken()
  const bearer = (token: string, from: string) =>
    gateway.sendOperator(me, { headers: { authorization: `Bearer ${token}`, 'x-forwarded-for': from } })
  const wrong = (from: string, digit = '0') => bearer(`rwo_${digit.repeat(64)}`, from)
  expect((await bearer(good, '203.0.113.7')).status).toBe(200)
  for (let n = 0; n < 3; n += 1) expectProblem(await wrong('203.0.113.7'), 401, 'OPR-401-001')
  const slowed = await wrong('203.0.113.7')
  expectProblem(slowed, 429, 'OPR-429-001-R')
  expect(Number(slowed.headers.get('retry-after'))).toBeGreaterThan(0)
  expectProblem(
    await signIn(gateway, { token: `rwo_${'1'.repeat(64)}` }, { 'x-forwarded-for': '203.0.113.7' }),
    429,
    'OPR-429-001-R',
  )
  // Another address of the same /64 is the same network, another /64 is not.
  for (const host of ['1', '2']) expectProblem(await wrong(`2001:db8::${host}`), 401, 'OPR-401-001')
  expectProblem(await wrong('2001:db8:1::1'), 429, 'OPR-429-001-R')
  // Whoever was right goes on being let in, and learns at once when that is over.
  expect((await bearer(good, '203.0.113.7')).status).toBe(200)
  await queryDatabase(gateway.database, 'update operator_tokens set revoked_at = now()')
  expectProblem(await bearer(good, '203.0.113.7'), 401, 'OPR-401-001')
  expectProblem(await bearer(good, '203.0.113.7'), 429, 'OPR-429-001-R')
})

test('nobody signs in where the cookie would travel in the clear', async ({ startGateway }) => {
  const gateway = await startGateway({ trustedProxies: ['127.0.0.1'] })
  const token = await gateway.operatorToken()
  const through = (proto: string) =>
    signIn(
      gateway,
      { token },
      { 'x-forwarded-host': '10.0.0.9', 'x-forwarded-proto': proto, 'x-forwarded-for': '10.0.0.1' },
    )
  expectProblem(await through('http'), 403, 'OPR-403-003')
  expect((await through('https')).headers.get('set-cookie')).toContain('__Host-rampway_operator=')
})
