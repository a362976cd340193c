import { randomBytes } from 'node:crypto'
import { expect } from 'vitest'
import { accountOfThisMachine } from '../../src/cli/operations-access.ts'
import type { FaultyTenant } from '../../src/domain/tenant.ts'
import { createCaches } from '../../src/operations/caches.ts'
import { listKeys, revokeKey } from '../../src/operations/operator/tenant-keys.ts'
import { queryDatabase } from '../support/database.ts'
import { test } from '../support/fixtures/gateway.ts'
import { type JsonAnswer, postJson, sessionBody, type TestGateway } from '../support/gateway.ts'
import { expectProblem } from './problem.ts'

const me = '/v0/partner/me'
const other = 'org-other:env-sandbox'

function bearer(token: string): RequestInit {
  return { headers: { authorization: `Bearer ${token}` } }
}

/** Expects a refusal whose detail has these words. */
function expectUnknown(answer: JsonAnswer, words: string): void {
  expectProblem(answer, 401, 'PTR-401-001')
  expect(answer.body.detail).toContain(words)
  expect(answer.headers.get('www-authenticate')).toContain('Bearer realm="rampway partner"')
}

/** Revokes the newest key of org-demo, as another process would: nothing that this one remembers changes. */
async function revokeNewest({ deps: own, demo }: TestGateway): Promise<void> {
  const deps = { ...own, caches: createCaches() }
  const [newest] = await listKeys(deps, demo.id)
  if (newest === undefined) throw new Error('there is no key')
  const act = { reason: null, traceId: null }
  expect(await revokeKey(deps, accountOfThisMachine(), newest, act)).toMatchObject({ wasRevoked: false })
}

test('a key says who calls, and only its hash is kept', async ({ gateway }) => {
  const key = await gateway.tenantKey({ scopes: ['read'] })
  expect(key).toMatch(/^rwk_[0-9a-f]{64}$/)
  const answer = await gateway.send(me, bearer(key))
  expect(answer.status, answer.text).toBe(200)
  expect(answer.body.partner).toEqual({
    tenant: 'org-demo:env-sandbox',
    brand: 'Fernleaf Wallet',
    name: 'read of a test',
    scopes: ['read'],
    via: 'key',
    expires_at: expect.any(Number),
  })
  const stored = await queryDatabase(gateway.database, 'select tenant_keys::text as row from tenant_keys')
  expect(JSON.stringify(stored)).not.toContain(key.slice(4))
  expect(gateway.logged()).not.toContain(key.slice(4))
})

test('rampway dev makes keys, of a tenant and with scopes that are named', async ({ gateway }) => {
  const made = await gateway.send('/dev/tenant-key', postJson({ tenant: other, scopes: ['webhooks'] }))
  expect(made.status, made.text).toBe(200)
  const { body } = await gateway.send(me, bearer(made.body.token))
  expect(body.partner).toMatchObject({ tenant: other, scopes: ['webhooks'] })
  const usual = await gateway.send('/dev/tenant-key', { method: 'POST' })
  expect((await gateway.send(me, bearer(usual.body.token))).body.partner.scopes).toEqual(['read', 'webhooks'])
  for (const wrong of [{ tenant: 'org-none:env-none' }, { scopes: [] }, { scopes: ['admin'] }, { scope: ['read'] }]) {
    expectProblem(await gateway.send('/dev/tenant-key', postJson(wrong)), 422, 'GEN-422-001')
  }
})

test('what is no key that counts is refused with words that say why', async ({ gateway }) => {
  const key = await gateway.tenantKey()
  expectUnknown(await gateway.send(me), 'Send Authorization: Bearer with a tenant key.')
  expectUnknown(await gateway.send(me, { headers: { authorization: `Basic ${key}` } }), 'read only as Bearer')
  expectUnknown(await gateway.send(me, bearer(key.slice(0, -1))), 'rwk_ and 64 hexadecimal digits')
  expectUnknown(await gateway.send(me, bearer(`rwk_${randomBytes(32).toString('hex')}`)), 'no such tenant key')
  const jwt = await gateway.mintToken()
  expectUnknown(await gateway.send(me, bearer(jwt)), 'the token of an end user')
  const asUser = { headers: { 'x-juno-jwt': jwt, 'x-juno-orgid': 'org-demo:env-sandbox' } }
  expectUnknown(await gateway.send(me, asUser), 'The token of an end user, x-juno-jwt, is not read here.')
  expectUnknown(await gateway.send(me, bearer(await gateway.operatorToken())), 'the token of an operator')
})

test('an endpoint for users tells whoever sends a tenant key that it is one', async ({ gateway }) => {
  const key = await gateway.tenantKey()
  const tenant = { 'x-juno-orgid': 'org-demo:env-sandbox' }
  for (const credential of [{ authorization: `Bearer ${key}` }, { 'x-juno-jwt': key }]) {
    const answer = await gateway.send('/v0/ramp/sessions', { headers: { ...tenant, ...credential } })
    expectProblem(answer, 401, 'USR-401-001')
    expect(answer.body).toMatchObject({ reason: 'token_wrong_kind', detail: expect.stringContaining('a tenant key') })
    const opened = await gateway.send('/v0/ramp/sessions', {
      method: 'POST',
      headers: { ...tenant, ...credential, 'content-type': 'application/json' },
      body: JSON.stringify(sessionBody()),
    })
    expectProblem(opened, 401, 'USR-401-001')
  }
  expect(await gateway.widgetCalls()).toEqual([])
})

test('a key ends at its time, though this process has just used it', async ({ startGateway }) => {
  const gateway = await startGateway()
  const key = await gateway.tenantKey()
  await queryDatabase(gateway.database, `update tenant_keys set expires_at = now() + interval '1 hour'`)
  expect((await gateway.send(me, bearer(key))).status).toBe(200)
  await gateway.advance(3_400)
  expect((await gateway.send(me, bearer(key))).status).toBe(200)
  await gateway.advance(201)
  expectUnknown(await gateway.send(me, bearer(key)), 'has expired')
})

test('a revocation by another process takes effect within five seconds', async ({ startGateway }) => {
  const gateway = await startGateway()
  const key = await gateway.tenantKey()
  expect((await gateway.send(me, bearer(key))).status).toBe(200)
  await revokeNewest(gateway)
  await gateway.advance(5)
  expectUnknown(await gateway.send(me, bearer(key)), 'was revoked')
})

test('keys are looked up once in some seconds, and their use is kept to the minute', async ({ startGateway }) => {
  const gateway = await startGateway()
  const key = await gateway.tenantKey()
  const lastUse = async () => {
    const [row] = await queryDatabase(gateway.database, 'select last_used_at from tenant_keys')
    return row?.last_used_at === null ? null : Number(new Date(String(row?.last_used_at)))
  }
  expect(await lastUse()).toBeNull()
  for (let call = 0; call < 5; call += 1) expect((await gateway.send(me, bearer(key))).status).toBe(200)
  const first = await lastUse()
  expect(first).toBeTypeOf('number')
  await gateway.advance(6)
  await gateway.send(me, bearer(key))
  expect(await lastUse()).toBe(first)
  await gateway.advance(60)
  await gateway.send(me, bearer(key))
  expect(await lastUse()).toBeGreaterThan(first ?? Number.POSITIVE_INFINITY)
})

test('a key works only while its tenant is configured, and is out of service while that is left out', async ({
  gateway,
}) => {
  const key = await gateway.tenantKey()
  const { tenants, demo } = gateway
  const others = tenants.list().filter(({ id }) => id !== demo.id)
  const faulty: FaultyTenant = { id: demo.id, entry: 'tenants[0]', state: 'left_out', faults: ['a fault'] }
  tenants.replace(others, undefined, [faulty])
  const leftOut = await gateway.send(me, bearer(key))
  expectProblem(leftOut, 503, 'SYS-503-001-R')
  expect(leftOut.body.detail).toContain("until the gateway's operator has mended its configuration")
  tenants.replace(others, undefined, [])
  expectUnknown(await gateway.send(me, bearer(key)), 'is not served here any more')
  tenants.replace([demo, ...others], undefined, [])
  expect((await gateway.send(me, bearer(key))).status).toBe(200)
})

test('pages of other origins cannot read what partners are told, though the tenant allows them to call', async ({
  gateway,
}) => {
  const [origin] = gateway.demo.allowedOrigins
  expect(origin).toBeDefined()
  const key = await gateway.tenantKey()
  const headers = { origin: String(origin), authorization: `Bearer ${key}`, 'x-juno-orgid': gateway.demo.id }
  const answer = await gateway.send(me, { headers })
  expect(answer.status).toBe(200)
  expect(answer.headers.get('access-control-allow-origin')).toBeNull()
  const preflight = await gateway.send(me, {
    method: 'OPTIONS',
    headers: { origin: String(origin), 'access-control-request-method': 'GET' },
  })
  expect(preflight.headers.get('access-control-allow-origin')).toBeNull()
})

test('a tenant listens from its first key on', async ({ startGateway }) => {
  const gateway = await startGateway()
  const listening = () => queryDatabase(gateway.database, 'select tenant_id from event_listeners')
  expect(await listening()).toEqual([])
  await gateway.tenantKey()
  await gateway.tenantKey()
  expect(await listening()).toEqual([{ tenant_id: 'org-demo:env-sandbox' }])
})
