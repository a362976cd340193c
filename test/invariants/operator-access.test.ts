import { request } from 'node:http'
import { text } from 'node:stream/consumers'
import { expect } from 'vitest'
import { operatorEndpoints } from '../../src/contract/operator-endpoints.ts'
import { type OperatorScope, operatorScopes } from '../../src/domain/operator.ts'
import { queryDatabase } from '../support/database.ts'
import { test as base } from '../support/fixtures/gateway.ts'
import type { TestGateway } from '../support/gateway.ts'

/** What a caller shows. */
type Headers = Readonly<Record<string, string>>

/** Everything that lets nobody in, as headers of a request. */
interface Strangers {
  /** With 401. */
  readonly unknown: ReadonlyMap<string, Headers>
  /** Of an operator who may do everything. */
  readonly cookie: Headers
  readonly bearer: Headers
  /** Of one who may do everything but what needs this scope. */
  readonly without: (scope: OperatorScope) => Headers
}

const test = base
  // Each route is met by strangers who would be slowed down otherwise.
  .override('gatewayOptions', { paceLimits: { ofNetwork: 100_000, ofAll: 100_000 } })
  .extend('strangers', { scope: 'file' }, async ({ gateway }) => await meetStrangers(gateway))

async function meetStrangers(gateway: TestGateway): Promise<Strangers> {
  const bearer = (token: string): Headers => ({ authorization: `Bearer ${token}` })
  const cookieOf = async (token: string): Promise<string> => {
    const init = { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify({ token }) }
    const { headers } = await gateway.sendOperator('/operator/v0/sign-in', init)
    return /^[^;]+/.exec(headers.get('set-cookie') ?? '')?.[0] ?? ''
  }
  const own = { origin: gateway.operatorUrl, 'sec-fetch-site': 'same-origin' }
  const make = async (name: string, scopes?: readonly OperatorScope[]): Promise<string> => {
    const token = await gateway.operatorToken(scopes)
    await queryDatabase(gateway.database, `update operator_tokens set name = $1 where name like '% of a test'`, [name])
    return token
  }
  const expired = await make('expired')
  const revoked = await make('revoked')
  const good = await make('good')
  const without = new Map<OperatorScope, string>()
  for (const scope of operatorScopes) {
    const others = operatorScopes.filter((other) => other !== scope && other !== 'admin')
    without.set(scope, await make(`without ${scope}`, others))
  }
  const cookies = {
    good: await cookieOf(good),
    signedOut: await cookieOf(good),
    revoked: await cookieOf(revoked),
    expired: await cookieOf(expired),
  }
  const out = { method: 'POST', headers: { ...own, cookie: cookies.signedOut } }
  expect((await gateway.sendOperator('/operator/v0/sign-out', out)).status).toBe(204)
  const { database } = gateway
  await queryDatabase(database, `update operator_tokens set expires_at = now() where name = 'expired'`)
  await queryDatabase(database, `update operator_tokens set revoked_at = now() where name = 'revoked'`)
  const jwt = await gateway.mintToken()
  const last = good.at(-1) === '0' ? '1' : '0'
  const unknown = new Map<string, Headers>([
    ['nothing', {}],
    ['an empty token', bearer('')],
    ['another scheme', { authorization: `Basic ${Buffer.from(`operator:${good}`).toString('base64')}` }],
    ['a token in another header', { 'x-juno-jwt': good, 'x-api-key': good }],
    ['a malformed token', bearer('rwo_short')],
    ['two tokens', bearer(`${good}, ${good}`)],
    ['an unknown token', bearer(`rwo_${'0'.repeat(64)}`)],
    ['a token with one digit changed', bearer(good.slice(0, -1) + last)],
    ['an expired token', bearer(expired)],
    ['a revoked token', bearer(revoked)],
    ['the token of a user', bearer(jwt)],
    ['the token of a user where users send it', { 'x-juno-jwt': jwt, 'x-juno-orgid': 'org-demo:env-sandbox' }],
    ["a tenant's key", bearer(`rwk_${'0'.repeat(64)}`)],
    [
      'a cookie with one digit changed',
      { ...own, cookie: cookies.good.slice(0, -1) + (cookies.good.endsWith('0') ? '1' : '0') },
    ],
    ['a cookie that is cut', { ...own, cookie: cookies.good.slice(0, -1) }],
    ['a cookie of another name', { ...own, cookie: cookies.good.replace('rampway_', 'other_') }],
    ['a cookie that was signed out', { ...own, cookie: cookies.signedOut }],
    ['a cookie of a revoked token', { ...own, cookie: cookies.revoked }],
    ['a cookie of an expired token', { ...own, cookie: cookies.expired }],
    ['a bad token beside a good cookie', { ...own, ...bearer(revoked), cookie: cookies.good }],
  ])
  return {
    unknown,
    cookie: { cookie: cookies.good },
    bearer: bearer(good),
    without: (scope) => bearer(without.get(scope) ?? ''),
  }
}

/** Where a browser says that a request comes from, if not from the console. */
const elsewhere = new Map<string, Headers>([
  ['nowhere', {}],
  ['another site', { origin: 'https://evil.example', 'sec-fetch-site': 'cross-site' }],
  ['another port', { origin: 'http://127.0.0.1:1', 'sec-fetch-site': 'same-site' }],
  ['a page without an origin', { origin: 'null' }],
  ['a person, without a page', { 'sec-fetch-site': 'none' }],
])

interface Answer {
  readonly status: number
  readonly code: string
  readonly detail: string
}

/** Sends a request as it stands; `fetch` would not let a test name another host. */
async function send(url: string, method: string, headers: Headers): Promise<Answer> {
  const response = await new Promise<import('node:http').IncomingMessage>((resolve, reject) => {
    request(url, { method, headers }, resolve).on('error', reject).end()
  })
  const body = await text(response)
  const isJson = response.headers['content-type']?.startsWith('application/json') === true && body !== ''
  const { error_code: code = '', detail = '' } = isJson ? JSON.parse(body) : {}
  return { status: response.statusCode ?? 0, code, detail }
}

const routes = operatorEndpoints.map((stated) => [`${stated.method} ${stated.path}`, stated] as const)
const safe: ReadonlySet<string> = new Set(['GET', 'HEAD'])

test('there are routes for operators, each of which needs a scope or none of all', () => {
  expect(routes.length).toBeGreaterThan(2)
  const open = operatorEndpoints.filter(({ access }) => access !== 'operator').map(({ name }) => name)
  expect(open).toEqual(['signInOperator'])
})

test.for(routes)('%s', async ([, { method, path, access, scope }], { gateway, strangers }) => {
  const target = path.replaceAll(/:\w+/g, 'x')
  const ask = (headers: Headers) => send(`${gateway.operatorUrl}${target}`, method, headers)

  const askedAs = { ...strangers.bearer, host: 'evil.example' }
  expect(await ask(askedAs), 'another host').toMatchObject({ status: 421, code: 'OPR-421-001' })
  const onPublicPort = await send(`${gateway.url}${target}`, method, strangers.bearer)
  expect(onPublicPort, 'on the public port').toMatchObject({ status: 404, code: 'GEN-404-001' })

  if (access !== 'operator') return
  for (const [who, headers] of strangers.unknown) {
    expect(await ask(headers), who).toMatchObject({ status: 401, code: 'OPR-401-001' })
  }
  for (const [where, headers] of elsewhere) {
    const mayRead = safe.has(method) && (where === 'nowhere' || where.startsWith('a person'))
    if (mayRead) continue
    const answer = await ask({ ...strangers.cookie, ...headers })
    expect(answer, `a cookie from ${where}`).toMatchObject({ status: 403, code: 'OPR-403-002' })
  }
  if (scope !== undefined && scope !== 'any') {
    const answer = await ask(strangers.without(scope))
    expect(answer).toMatchObject({
      status: 403,
      code: 'OPR-403-001',
      detail: expect.stringContaining(`scope ${scope};`),
    })
  }
  // Else all of that could be refused because nobody is let in at all. Signing out would end it for the others.
  if (path.endsWith('/sign-out')) return
  const own = { ...strangers.cookie, origin: gateway.operatorUrl, 'sec-fetch-site': 'same-origin' }
  for (const headers of [strangers.bearer, own]) expect([401, 403, 421, 429]).not.toContain((await ask(headers)).status)
})
