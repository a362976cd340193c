import { expect } from 'vitest'
import { queryDatabase } from '../support/database.ts'
import { test } from '../support/fixtures/gateway.ts'
import type { TestGateway } from '../support/gateway.ts'
import { expectProblem, faultsOf } from './problem.ts'

const keys = '/operator/v0/tenants/org-demo:env-sandbox/keys'
const me = '/v0/partner/me'
const day = 86_400_000

async function entries({ database }: TestGateway, act: string) {
  return await queryDatabase(database, 'select * from audit_log where act = $1 order by number', [act])
}

test('an operator makes a key, which is shown this once, lists it, and revokes it', async ({ startGateway }) => {
  const gateway = await startGateway()
  const body = { name: ' order service ', scopes: ['read'], days: 30, reason: 'Acme goes live' }
  const made = await gateway.operate(keys, { body })
  expect(made.status, made.text).toBe(201)
  const { key, ...facts } = made.body.tenant_key
  expect(facts).toMatchObject({ name: 'order service', scopes: ['read'], state: 'in_force', last_used_at: null })
  expect(facts.expires_at - facts.created_at).toBeGreaterThan(30 * day - 60_000)
  expect(facts.expires_at - facts.created_at).toBeLessThanOrEqual(30 * day)
  expect((await gateway.asPartner(me, { key })).body.partner).toMatchObject({ name: 'order service', via: 'key' })

  const listed = await gateway.operate(keys)
  expect(listed.body.tenant_keys).toEqual([{ ...facts, last_used_at: expect.any(Number) }])
  expect(listed.text).not.toContain(key)

  const one = `${keys}/${facts.id}?reason=it%20leaked`
  const revoked = await gateway.operate(one, { method: 'DELETE' })
  expect(revoked.body.tenant_key).toMatchObject({ id: facts.id, state: 'revoked', revoked_at: expect.any(Number) })
  const again = await gateway.operate(one, { method: 'DELETE' })
  expect(again.body.tenant_key.revoked_at).toBe(revoked.body.tenant_key.revoked_at)
  // At once in the process that revoked it.
  expectProblem(await gateway.asPartner(me, { key }), 401, 'PTR-401-001')

  const target = { target_kind: 'tenant_key', target_tenant: 'org-demo:env-sandbox', target_id: facts.id }
  expect(await entries(gateway, 'tenant_key.create')).toMatchObject([{ ...target, reason: 'Acme goes live' }])
  expect(await entries(gateway, 'tenant_key.revoke')).toMatchObject([{ ...target, reason: 'it leaked' }])
  const log = await queryDatabase(gateway.database, 'select audit_log::text as entry from audit_log')
  expect(JSON.stringify(log)).not.toContain(key.slice(4))
})

test('without more than a name, a key has every scope and ninety days', async ({ gateway }) => {
  const { body } = await gateway.operate(keys, { body: { name: 'usual' } })
  expect(body.tenant_key.scopes).toEqual(['read', 'webhooks'])
  expect(Math.round((body.tenant_key.expires_at - body.tenant_key.created_at) / day)).toBe(90)
})

test('what no key can be is refused, each fault by its name', async ({ gateway }) => {
  const wrong = { name: ' ', scopes: ['read', 'admin'], days: 366, scope: ['read'] }
  const faults = faultsOf(await gateway.operate(keys, { body: wrong }))
  expect(Object.keys(faults).toSorted()).toEqual(['/days', '/name', '/scope', '/scopes'])
  expect(faults['/scope']).toContain('did you mean scopes?')
})

test('a tenant that is not configured gets no key and no portal link, and keys are found by their own tenant alone', async ({
  gateway,
}) => {
  for (const path of ['/operator/v0/tenants/org-none:env-none/keys', '/operator/v0/tenants/x/keys']) {
    expectProblem(await gateway.operate(path, { body: { name: 'x' } }), 404, 'OPR-404-003')
    expectProblem(await gateway.operate(path), 404, 'OPR-404-003')
  }
  const links = '/operator/v0/tenants/org-none:env-none/portal-links'
  expectProblem(await gateway.operate(links, { body: {} }), 404, 'OPR-404-003')
  const { body } = await gateway.operate(keys, { body: { name: 'mine' } })
  const { id, key } = body.tenant_key
  for (const path of [
    `/operator/v0/tenants/org-other:env-sandbox/keys/${id}`,
    `${keys}/tky_${'0'.repeat(32)}`,
    `${keys}/x`,
  ]) {
    expectProblem(await gateway.operate(path, { method: 'DELETE' }), 404, 'OPR-404-004')
  }
  expect((await gateway.asPartner(me, { key })).status).toBe(200)
})
