import { expect } from 'vitest'
import type { FaultyTenant } from '../../src/domain/tenant.ts'
import { queryDatabase } from '../support/database.ts'
import { test } from '../support/fixtures/gateway.ts'
import { type JsonAnswer, postJson, type TestGateway } from '../support/gateway.ts'
import { expectProblem } from './problem.ts'
import { rawRequest, sendRaw } from './raw-request.ts'

const links = '/operator/v0/tenants/org-demo:env-sandbox/portal-links'
const me = '/v0/partner/me'
const signInPath = '/v0/partner/portal-sign-in'
const signOutPath = '/v0/partner/portal-sign-out'
const minute = 60

interface MadeLink {
  readonly url: string
  readonly code: string
  readonly expiresAt: number
}

async function makeLink(gateway: TestGateway): Promise<MadeLink> {
  const { status, body, text } = await gateway.operate(links, { body: { reason: 'ticket 9120' }, scopes: ['act'] })
  expect(status, text).toBe(201)
  return { url: body.url, code: new URL(body.url).hash.replace('#code=', ''), expiresAt: body.expires_at }
}

/** What a browser adds to what the portal's own page sends. */
function ownPage({ url }: TestGateway): Record<string, string> {
  return { origin: url, 'sec-fetch-site': 'same-origin' }
}

function signIn(gateway: TestGateway, code: string, headers: Record<string, string> = ownPage(gateway)) {
  return gateway.send(signInPath, {
    ...postJson({ code }),
    headers: { 'content-type': 'application/json', ...headers },
  })
}

function cookieOf(answer: JsonAnswer): string {
  return /^[^;]+/.exec(answer.headers.get('set-cookie') ?? '')?.[0] ?? ''
}

test('a portal link signs one browser in, once, for an hour, as a partner of its tenant alone', async ({ gateway }) => {
  const { url, code } = await makeLink(gateway)
  expect(url).toBe(`${gateway.publicUrl}/portal/sign-in#code=${code}`)
  const signedIn = await signIn(gateway, code)
  expect(signedIn.status, signedIn.text).toBe(200)
  const header = signedIn.headers.get('set-cookie') ?? ''
  expect(header).toMatch(
    new RegExp(
      `^rampway_portal_${new URL(gateway.url).port}=[0-9a-f]{64}; Path=/; HttpOnly; SameSite=Strict; Max-Age=3600$`,
    ),
  )
  const cookie = cookieOf(signedIn)
  const { body } = await gateway.send(me, { headers: { cookie } })
  expect(body).toEqual(signedIn.body)
  expect(body.partner).toMatchObject({ tenant: 'org-demo:env-sandbox', via: 'portal', scopes: ['read', 'webhooks'] })

  const second = await signIn(gateway, code)
  expectProblem(second, 401, 'PTR-401-002')
  expect(second.body.detail).toBe('This portal link was opened before, or is too old.')
  const stored = await queryDatabase(
    gateway.database,
    'select l::text as row from portal_links l union all select s::text from portal_sign_ins s',
  )
  expect(JSON.stringify(stored)).not.toMatch(new RegExp(`${code}|${cookie.split('=')[1]}`))
  expect(gateway.logged()).not.toContain(code)
})

test('of two browsers that open a link at once, one is signed in', async ({ gateway }) => {
  const { code } = await makeLink(gateway)
  const answers = await Promise.all([signIn(gateway, code), signIn(gateway, code), signIn(gateway, code)])
  expect(answers.map(({ status }) => status).toSorted()).toEqual([200, 401, 401])
})

test('a link is of no use after fifteen minutes, and a sign-in ends after an hour', async ({ startGateway }) => {
  const gateway = await startGateway()
  const [early, late] = [await makeLink(gateway), await makeLink(gateway)]
  await gateway.advance(14 * minute)
  const cookie = cookieOf(await signIn(gateway, early.code))
  await gateway.advance(2 * minute)
  expectProblem(await signIn(gateway, late.code), 401, 'PTR-401-002')
  await gateway.advance(57 * minute)
  expect((await gateway.send(me, { headers: { cookie } })).status).toBe(200)
  await gateway.advance(2 * minute)
  const over = await gateway.send(me, { headers: { cookie } })
  expectProblem(over, 401, 'PTR-401-001')
  expect(over.body.detail).toContain('This sign-in is over')
  await makeLink(gateway)
  expect(await queryDatabase(gateway.database, 'select 1 from portal_sign_ins')).toEqual([])
  expect(await queryDatabase(gateway.database, 'select 1 from portal_links')).toHaveLength(1)
})

test('the cookie allows only what a page of this very address asks for', async ({ gateway }) => {
  const { code } = await makeLink(gateway)
  for (const headers of [
    { origin: 'https://evil.example', 'sec-fetch-site': 'cross-site' },
    { origin: 'http://127.0.0.1:1', 'sec-fetch-site': 'same-site' },
  ]) {
    expectProblem(await signIn(gateway, code, headers), 403, 'OPR-403-002')
  }
  const cookie = cookieOf(await signIn(gateway, code))
  const out = (headers: Record<string, string>) =>
    gateway.send(signOutPath, { method: 'POST', headers: { cookie, ...headers } })
  for (const headers of [
    {},
    { origin: 'https://evil.example', 'sec-fetch-site': 'cross-site' },
    { origin: 'http://127.0.0.1:1', 'sec-fetch-site': 'same-site' },
    { 'sec-fetch-site': 'none' },
  ]) {
    expectProblem(await out(headers), 403, 'OPR-403-002')
  }
  const embedded = { cookie, 'sec-fetch-site': 'cross-site' }
  expectProblem(await gateway.send(me, { headers: embedded }), 403, 'OPR-403-002')
  const gone = await out(ownPage(gateway))
  expect(gone.status).toBe(204)
  expect(gone.headers.get('set-cookie')).toContain('=; Path=/; HttpOnly; SameSite=Strict; Max-Age=0')
  expectProblem(await gateway.send(me, { headers: { cookie } }), 401, 'PTR-401-001')
})

test('over https the cookie is bound to the host, and over http from elsewhere there is none', async ({
  startGateway,
}) => {
  const gateway = await startGateway({ publicUrl: 'https://ramp.example/pay' })
  const { url, code } = await makeLink(gateway)
  expect(url).toMatch(/^https:\/\/ramp\.example\/pay\/portal\/sign-in#code=/)
  const page = { origin: 'https://ramp.example', 'sec-fetch-site': 'same-origin' }
  const header = (await signIn(gateway, code, page)).headers.get('set-cookie') ?? ''
  expect(header).toMatch(/^__Host-rampway_portal=[0-9a-f]{64}; Path=\/; .*; Secure$/)
  const plain = await startGateway({ publicUrl: 'http://ramp.example' })
  const other = await makeLink(plain)
  const headers = ['Origin: http://gateway', 'Content-Type: application/json']
  const body = JSON.stringify({ code: other.code })
  expectProblem(await sendRaw(plain.url, rawRequest('POST', signInPath, headers, body)), 403, 'OPR-403-003')
  expect((await signIn(plain, other.code)).status).toBe(200)
})

test('while its tenant is left out a link stays good, and a browser waits', async ({ gateway }) => {
  const [{ code }, { code: next }] = [await makeLink(gateway), await makeLink(gateway)]
  const cookie = cookieOf(await signIn(gateway, code))
  const { tenants, demo } = gateway
  const others = tenants.list().filter(({ id }) => id !== demo.id)
  const faulty: FaultyTenant = { id: demo.id, entry: 'tenants[0]', state: 'left_out', faults: ['a fault'] }
  tenants.replace(others, undefined, [faulty])
  expectProblem(await gateway.send(me, { headers: { cookie } }), 503, 'SYS-503-001-R')
  expectProblem(await signIn(gateway, next), 503, 'SYS-503-001-R')
  tenants.replace([demo, ...others], undefined, [])
  expect((await gateway.send(me, { headers: { cookie } })).status).toBe(200)
  expect((await signIn(gateway, next)).status).toBe(200)
})
