import { randomBytes } from 'node:crypto'
import { expect } from 'vitest'
import { partnerEndpoints } from '../../src/contract/partner-endpoints.ts'
import { type PartnerScope, partnerScopes } from '../../src/domain/partner.ts'
import { queryDatabase } from '../support/database.ts'
import { test as base } from '../support/fixtures/gateway.ts'
import { type JsonAnswer, sessionBody, type TestGateway } from '../support/gateway.ts'

/** What a caller shows. */
type Headers = Readonly<Record<string, string>>

/** Everything that lets nobody in, as headers of a request. */
interface Strangers {
  /** With 401. */
  readonly unknown: ReadonlyMap<string, Headers>
  /** Of a partner who may do everything. */
  readonly cookie: Headers
  readonly bearer: Headers
  /** The same of another tenant. */
  readonly otherBearer: Headers
  readonly without: ReadonlyMap<PartnerScope, Headers>
}

const demo = 'org-demo:env-sandbox'
const other = 'org-other:env-sandbox'

const test = base
  // Each route is met by strangers who would be slowed down otherwise.
  .override('gatewayOptions', { paceLimits: { ofNetwork: 100_000, ofAll: 100_000 } })
  .extend('strangers', { scope: 'file' }, async ({ gateway }) => await meetStrangers(gateway))

async function meetStrangers(gateway: TestGateway): Promise<Strangers> {
  const bearer = (token: string): Headers => ({ authorization: `Bearer ${token}` })
  const own = { origin: gateway.url, 'sec-fetch-site': 'same-origin' }
  const { database } = gateway
  const name = (named: string) =>
    queryDatabase(database, `update tenant_keys set name = $1 where name like '% of a test'`, [named])
  const expired = await gateway.tenantKey()
  await name('expired')
  const revoked = await gateway.tenantKey()
  await name('revoked')
  await queryDatabase(database, `update tenant_keys set expires_at = now() where name = 'expired'`)
  await queryDatabase(database, `update tenant_keys set revoked_at = now() where name = 'revoked'`)
  const good = await gateway.tenantKey()
  const jwt = await gateway.mintToken()
  const operator = await gateway.operatorToken()
  const last = good.at(-1) === '0' ? '1' : '0'
  const cookies = { good: await signIn(gateway), signedOut: await signIn(gateway), expired: await signIn(gateway) }
  const out = { method: 'POST', headers: { ...own, cookie: cookies.signedOut } }
  expect((await gateway.send('/v0/partner/portal-sign-out', out)).status).toBe(204)
  await queryDatabase(
    database,
    `update portal_sign_ins set expires_at = now() where cookie_hash = sha256($1::text::bytea)`,
    [cookies.expired.split('=')[1]],
  )
  const unknown = new Map<string, Headers>([
    ['nothing', {}],
    ['an empty key', bearer('')],
    ['another scheme', { authorization: `Basic ${Buffer.from(`partner:${good}`).toString('base64')}` }],
    ['a key in another header', { 'x-juno-jwt': good, 'x-api-key': good, 'x-juno-orgid': demo }],
    ['a malformed key', bearer('rwk_short')],
    ['two keys', bearer(`${good}, ${good}`)],
    ['an unknown key', bearer(`rwk_${randomBytes(32).toString('hex')}`)],
    ['a key with one digit changed', bearer(good.slice(0, -1) + last)],
    ['an expired key', bearer(expired)],
    ['a revoked key', bearer(revoked)],
    ['the token of a user', bearer(jwt)],
    ['the token of a user where users send it', { 'x-juno-jwt': jwt, 'x-juno-orgid': demo }],
    ['the token of an operator', bearer(operator)],
    ['a cookie with one digit changed', { ...own, cookie: cookies.good.slice(0, -1) + flipped(cookies.good) }],
    ['a cookie that is cut', { ...own, cookie: cookies.good.slice(0, -1) }],
    ['a cookie of another name', { ...own, cookie: cookies.good.replace('rampway_', 'other_') }],
    ['a cookie that was signed out', { ...own, cookie: cookies.signedOut }],
    ['a cookie whose time is over', { ...own, cookie: cookies.expired }],
    ['a bad key beside a good cookie', { ...own, ...bearer(revoked), cookie: cookies.good }],
  ])
  const without = new Map<PartnerScope, Headers>()
  for (const scope of partnerScopes) {
    without.set(scope, bearer(await gateway.tenantKey({ scopes: partnerScopes.filter((each) => each !== scope) })))
  }
  return {
    unknown,
    cookie: { cookie: cookies.good },
    bearer: bearer(good),
    otherBearer: bearer(await gateway.tenantKey({ tenant: other })),
    without,
  }
}

async function signIn(gateway: TestGateway): Promise<string> {
  const { body } = await gateway.operate(`/operator/v0/tenants/${demo}/portal-links`, { body: {} })
  const { headers } = await gateway.send('/v0/partner/portal-sign-in', {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ code: new URL(body.url).hash.replace('#code=', '') }),
  })
  return /^[^;]+/.exec(headers.get('set-cookie') ?? '')?.[0] ?? ''
}

function flipped(text: string): string {
  return text.endsWith('0') ? '1' : '0'
}

/** Where a browser says that a request comes from, if not from the portal. */
const elsewhere = new Map<string, Headers>([
  ['nowhere', {}],
  ['another site', { origin: 'https://evil.example', 'sec-fetch-site': 'cross-site' }],
  ['another port', { origin: 'http://127.0.0.1:1', 'sec-fetch-site': 'same-site' }],
  ['a page without an origin', { origin: 'null' }],
  ['a person, without a page', { 'sec-fetch-site': 'none' }],
])

const safe: ReadonlySet<string> = new Set(['GET', 'HEAD'])
const routes = partnerEndpoints.map((stated) => [`${stated.method} ${stated.path}`, stated] as const)

test('there are routes for partners, each of which needs a scope or none of all', () => {
  expect(routes.length).toBeGreaterThan(4)
  const open = partnerEndpoints.filter(({ access }) => access !== 'partner').map(({ name }) => name)
  expect(open).toEqual(['signInToPortal'])
  for (const { path } of partnerEndpoints) expect(path).toMatch(/^\/v0\/partner\//)
})

test.for(routes)('%s', async ([, { method, path, access, partnerScope }], { gateway, strangers }) => {
  const target = path.replaceAll(/:\w+/g, 'x')
  const ask = (headers: Headers): Promise<JsonAnswer> =>
    gateway.send(target, {
      method,
      headers: { ...headers, ...(!safe.has(method) && { 'content-type': 'application/json' }) },
      ...(!safe.has(method) && { body: '{"zzz":1}' }),
    })
  const codeOf = async (headers: Headers) => {
    const { status, body } = await ask(headers)
    return `${status} ${body?.error_code ?? ''}`
  }
  const onOperatorPort = await gateway.sendOperator(target, { method, headers: { ...strangers.bearer } })
  expect(onOperatorPort.status, 'on the operator port').toBe(404)

  if (access !== 'partner') return
  for (const [who, headers] of strangers.unknown) expect(await codeOf(headers), who).toBe('401 PTR-401-001')
  for (const [where, headers] of elsewhere) {
    if (safe.has(method) && (where === 'nowhere' || where.startsWith('a person'))) continue
    expect(await codeOf({ ...strangers.cookie, ...headers }), `a cookie from ${where}`).toBe('403 OPR-403-002')
  }
  if (partnerScope !== undefined && partnerScope !== 'any') {
    const refused = await ask(strangers.without.get(partnerScope) ?? {})
    expect([refused.status, refused.body.error_code]).toEqual([403, 'PTR-403-001'])
    expect(refused.body.detail).toContain(`scope ${partnerScope};`)
  }
  // Else all of that could be refused because nobody is let in at all. Signing out would end it for the others.
  if (path.endsWith('/portal-sign-out') || path.endsWith('/stream')) return
  const own = { ...strangers.cookie, origin: gateway.url, 'sec-fetch-site': 'same-origin' }
  for (const headers of [strangers.bearer, own]) expect([401, 403, 429]).not.toContain((await ask(headers)).status)
})

/** Ids of what a tenant has, by what the paths of endpoints call them, and the user of the session. */
async function ownIds(gateway: TestGateway, tenant: string): Promise<ReadonlyMap<string, string>> {
  const key = await gateway.tenantKey({ tenant })
  const { body } = await gateway.openSession(sessionBody(), { tenant })
  const { transaction } = await gateway.checkout({ session_id: body.session.id, outcome: 'pay' })
  const session = await gateway.asPartner(`/v0/partner/sessions/${body.session.id}`, { key })
  const url = 'http://127.0.0.1:1/hooks'
  const made = await gateway.asPartner('/v0/partner/webhook-endpoints', { key, body: { url } })
  expect(made.status, made.text).toBe(201)
  const endpoint: string = made.body.webhook_endpoint.id
  const tried = await gateway.asPartner(`/v0/partner/webhook-endpoints/${endpoint}/test`, { key, method: 'POST' })
  expect(tried.status, tried.text).toBe(202)
  return new Map<string, string>([
    ['sessions', body.session.id],
    ['transactions', transaction.id],
    ['user', session.body.session.user],
    ['webhook-endpoints', endpoint],
    ['webhook_endpoint', endpoint],
    ['events', tried.body.event.id],
    ['deliveries', tried.body.deliveries[0].id],
  ])
}

test('what is another tenant’s can be read by no path and no query, and shows in no list', async ({
  gateway,
  strangers,
}) => {
  const ids = await ownIds(gateway, demo)
  const secrets = [...new Set(ids.values())]
  let asked = 0
  for (const { method, path, query = {} } of partnerEndpoints) {
    if (method !== 'GET' || path.endsWith('/stream')) continue
    const names = Object.keys(query).filter((name) => ids.has(name) || ids.has(`${name}s`))
    const queries = ['', ...names.map((name) => `?${name}=${ids.get(name) ?? ids.get(`${name}s`)}`)]
    for (const id of path.includes(':') ? secrets : ['']) {
      for (const narrowed of queries) {
        const target = `${path.replaceAll(/:\w+/g, id)}${narrowed}`
        const { _links: _, ...body } = (await gateway.send(target, { headers: { ...strangers.otherBearer } })).body
        const told = JSON.stringify({ ...body, instance: undefined })
        for (const secret of secrets) expect(told, target).not.toContain(secret)
        asked += 1
      }
    }
  }
  expect(asked).toBeGreaterThan(30)
})

test('what is another tenant’s is changed by no call', async ({ gateway, strangers }) => {
  const [ids, others] = [await ownIds(gateway, demo), await ownIds(gateway, other)]
  const state = async () => {
    const { database } = gateway
    const rows = await Promise.all(
      ['webhook_endpoints', 'deliveries', 'events', 'event_replays', 'webhook_secrets', 'webhook_replays'].map(
        (table) =>
          queryDatabase(database, `select t::text as row from ${table} t where tenant_id = $1 order by 1`, [demo]),
      ),
    )
    return JSON.stringify(rows)
  }
  const before = await state()
  const send = (target: string, method: string, body: unknown) =>
    gateway.send(target, {
      method,
      headers: { ...strangers.otherBearer, ...(body !== undefined && { 'content-type': 'application/json' }) },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    })
  for (const { method, path, example } of partnerEndpoints) {
    if (safe.has(method) || !path.includes(':')) continue
    for (const id of new Set(ids.values())) {
      const { status } = await send(path.replaceAll(/:\w+/g, id), method, example?.body)
      expect(status, `${method} ${path} with ${id}`).toBe(404)
    }
  }
  const replay = `/v0/partner/events/${others.get('events')}/replay`
  const elsewhere = await send(replay, 'POST', { webhook_endpoint_id: ids.get('webhook_endpoint') })
  expect(elsewhere.status, elsewhere.text).toBe(404)
  expect(await state()).toBe(before)
  // Else all of it could be refused to everybody.
  expect((await send(replay, 'POST', { webhook_endpoint_id: others.get('webhook_endpoint') })).status).toBe(202)
})
