import { Ajv2020 } from 'ajv/dist/2020.js'
import type { TSchema } from 'typebox'
import { expect } from 'vitest'
import { getOperatorHealth } from '../../src/contract/operator-health.ts'
import { healthReply } from '../../src/contract/operator-health-view.ts'
import { listTenants as listTenantsEndpoint } from '../../src/contract/operator-tenants.ts'
import { tenantsReply } from '../../src/contract/operator-tenants-view.ts'
import type { Finding } from '../../src/domain/finding.ts'
import type { Operator } from '../../src/domain/operator.ts'
import { programVersion } from '../../src/observe/version.ts'
import type { Deps } from '../../src/operations/deps.ts'
import { readHealth } from '../../src/operations/operator/health.ts'
import { listTenants, type TenantPage } from '../../src/operations/operator/tenants.ts'
import { queryDatabase } from '../support/database.ts'
import { test } from '../support/fixtures/gateway.ts'
import { sessionBody } from '../support/gateway.ts'

const operator: Operator = { token: null, name: 'test', scopes: ['read'], via: 'cli', from: null }

function fitting<T>(schema: TSchema, reply: T): T {
  const fits = new Ajv2020({ strict: false }).compile(schema)
  expect(fits(reply), JSON.stringify(fits.errors)).toBe(true)
  return reply
}

async function healthOf(deps: Deps) {
  return fitting(getOperatorHealth.replies[200], healthReply(await readHealth(deps, operator)))
}

async function tenantsOf(deps: Deps, page: TenantPage = { count: 50, after: null }) {
  const listed = await listTenants(deps, operator, page)
  return fitting(listTenantsEndpoint.replies[200], tenantsReply(listed, page))
}

const finding: Finding = {
  id: 'identity_keys',
  title: 'Identity keys',
  severity: 'error',
  found: 'the address does not answer',
  expected: 'a JWKS',
  why: 'nobody can sign in',
  fix: 'look at the address',
  docs: 'docs/doctor.md#identity_keys',
  tenant: null,
  tookMs: 12,
  checkedAt: 1_764_187_200_000,
}

test('health tells the processes with their versions, the database, and the keys that this process has met', async ({
  gateway,
}) => {
  await gateway.openSession()
  const health = await healthOf(gateway.deps)
  expect(health.version).toBe(programVersion)
  expect(health.processes).toEqual([
    {
      process: health.answered_by.process,
      version: programVersion,
      started_at: gateway.deps.startedAt,
    },
  ])
  expect(Number.parseInt(health.database.version, 10)).toBeGreaterThanOrEqual(15)
  expect(health.database.size_bytes).toBeGreaterThan(1_000_000)
  expect(Math.abs(health.database.clock_ahead_ms)).toBeLessThan(60_000)
  expect(health.key_sets).toContainEqual(expect.objectContaining({ tenant: gateway.demo.id, keys: 1, error: null }))
  expect(health.partitions.headroom_seconds).toBeGreaterThan(30 * 86_400)
  expect(health.caches.map(({ name }) => name)).toContain('replays')
})

test('a provider that failed a moment ago cools down, at the tenants of that account', async ({ gateway }) => {
  await gateway.fault({ kind: 'patch', path: '/crypto/session/widget', provider: 'TRANSAK', status: 503, body: {} })
  await gateway.openSession(sessionBody({ service_provider: 'TRANSAK' }))
  const { cooling_down } = await healthOf(gateway.deps)
  expect(cooling_down).toMatchObject([{ service_provider: 'TRANSAK' }])
  expect(cooling_down[0]?.tenants).toContain(gateway.demo.id)
  expect(cooling_down[0]?.until_at).toBeGreaterThan(gateway.deps.clock())
  expect(JSON.stringify(cooling_down)).not.toContain(gateway.demo.meld.apiKey.reveal())
})

test('webhooks that wait and that were given up are told, of all tenants and of each', async ({ gateway }) => {
  const at = Date.UTC(2026, 10, 20)
  const add = (id: string, tenant: string, outcome: string | null) =>
    queryDatabase(
      gateway.database,
      `insert into incoming_webhooks (tenant_id, event_id, event_type, kind, payload, received_at, handled_at, outcome, next_attempt_at)
       values ($1, $2, 'WEBHOOK_TEST', 'test', '{}', $3, case when $4::text is null then null else now() end, $4, '2200-01-01')`,
      [tenant, id, new Date(at), outcome],
    )
  await add('a', 'org-demo:env-sandbox', null)
  await add('b', 'org-demo:env-sandbox', 'given_up')
  await add('c', 'org-other:env-sandbox', null)
  await add('d', 'org-other:env-sandbox', 'refreshed')
  expect((await healthOf(gateway.deps)).webhooks).toEqual({ waiting: 2, oldest_waiting_at: at, given_up: 1 })
  const { tenants } = await tenantsOf(gateway.deps)
  expect(tenants.map(({ tenant, webhook }) => [tenant, webhook])).toEqual([
    ['org-demo:env-sandbox', { last_received_at: at, waiting: 1, given_up: 1 }],
    ['org-other:env-sandbox', { last_received_at: at, waiting: 1, given_up: 0 }],
  ])
})

test('tenants are told as they are configured, without a secret', async ({ gateway }) => {
  const reply = await tenantsOf(gateway.deps)
  expect(reply.tenants[0]).toMatchObject({
    tenant: gateway.demo.id,
    state: 'serving',
    faults: [],
    configured: { meld: { base_url: gateway.demo.meld.baseUrl, webhook_secrets: 1 }, kyc: { policy: 'off' } },
  })
  const { apiKey, webhookSecrets } = gateway.demo.meld
  for (const secret of [apiKey, ...webhookSecrets]) expect(JSON.stringify(reply)).not.toContain(secret.reveal())
})

test('tenants whose entries have faults come first, served as before or not at all', async ({ gateway }) => {
  const [demo, other] = gateway.tenants.list()
  if (demo === undefined || other === undefined) throw new Error('two tenants are needed')
  const faults = ['tenants[0].meld: nothing is at this address']
  gateway.tenants.replace([demo, other], undefined, [
    { id: other.id, entry: 'tenants[1]', state: 'last_good', faults },
    { id: null, entry: 'tenants[2]', state: 'left_out', faults },
  ])
  const latest = [{ ...finding, tenant: other.id }, finding]
  const deps = { ...gateway.deps, findings: { ...gateway.deps.findings, latest: () => latest } }
  const { tenants } = await tenantsOf(deps)
  expect(tenants).toMatchObject([
    { tenant: other.id, state: 'last_good', entry: 'tenants[1]', faults, findings: [{ tenant: other.id }] },
    { tenant: null, state: 'left_out', entry: 'tenants[2]', configured: null, findings: [] },
    { tenant: demo.id, state: 'serving', entry: null, findings: [] },
  ])
  expect(tenants[0]?.configured).not.toBeNull()
  expect((await healthOf(deps)).findings).toHaveLength(2)
})

test('a page of tenants leads on to the next one', async ({ gateway }) => {
  const first = (await gateway.operate('/operator/v0/tenants?count=1')).body
  expect(first.tenants).toMatchObject([{ tenant: 'org-demo:env-sandbox' }])
  const second = (await gateway.operate(first._links.next.href)).body
  expect(second.tenants).toMatchObject([{ tenant: 'org-other:env-sandbox' }])
  expect(second._links.next).toBeUndefined()
})

test('health is answered over HTTP, in the form of time that is asked for', async ({ gateway }) => {
  const plain = await gateway.operate('/operator/v0/health')
  expect(plain.status).toBe(200)
  expect(plain.body.answered_by.started_at).toBe(gateway.deps.startedAt)
  const iso = await gateway.operate('/operator/v0/health', { headers: { 'x-timestamp-format': 'iso8601' } })
  expect(iso.body.answered_by.started_at).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/)
})
