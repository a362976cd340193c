import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { queryDatabase } from '../support/database.ts'
import { fetchJson, postJson } from '../support/gateway.ts'
import { prepareServe, type ServeBench, type Served, startProgram } from '../support/program.ts'

// Each command is a process of its own.
vi.setConfig({ testTimeout: 240_000 })

let bench: ServeBench
let served: Served
const tenant = 'org-demo:env-sandbox'

beforeAll(async () => {
  bench = await prepareServe('http://127.0.0.1:1')
  served = await bench.serve()
})
afterAll(() => bench.close())

async function run(...args: string[]): Promise<{ code: number | NodeJS.Signals | null; output: string }> {
  const env = { DATABASE_URL: bench.databaseUrl, MELD_KEY: 'W9k:s' }
  const started = startProgram(['tenant', ...args, '--config', bench.configPath], env)
  return { code: await started.ended, output: started.output() }
}

async function runJson(...args: string[]) {
  const { code, output } = await run(...args, '--json')
  expect(code, output).toBe(0)
  return JSON.parse(output)
}

const me = (key: string) => fetchJson(`${served.url}/v0/partner/me`, { headers: { authorization: `Bearer ${key}` } })

test('a tenant key is made, shown once, listed without itself, used, and revoked', async () => {
  const options = ['--name', 'order service', '--scopes', 'read', '--days', '30', '--reason', 'goes live']
  const { tenant_key: made } = await runJson('key', 'create', tenant, ...options)
  expect(made).toMatchObject({ tenant, name: 'order service', scopes: ['read'], state: 'in_force' })
  expect(Math.round((made.expires_at - made.created_at) / 86_400_000)).toBe(30)
  expect((await me(made.key)).body.partner).toMatchObject({ tenant, scopes: ['read'], via: 'key' })

  const listed = await run('key', 'list', tenant)
  expect(listed.output).toContain('order service')
  expect(listed.output).not.toContain(made.key)
  const { tenant_keys: keys } = await runJson('key', 'list', tenant)
  expect(keys).toMatchObject([{ id: made.id, last_used_at: expect.any(Number) }])

  const revoked = await runJson('key', 'revoke', tenant, made.id, '--reason', 'it leaked')
  expect(revoked).toMatchObject({ was_revoked: false, tenant_key: { state: 'revoked' } })
  await expect.poll(async () => (await me(made.key)).status).toBe(401)
  expect((await runJson('key', 'revoke', tenant, made.id)).was_revoked).toBe(true)

  const rows = await queryDatabase(bench.database, 'select act, via, target_id, reason from audit_log order by number')
  expect(rows).toEqual([
    { act: 'tenant_key.create', via: 'cli', target_id: made.id, reason: 'goes live' },
    { act: 'tenant_key.revoke', via: 'cli', target_id: made.id, reason: 'it leaked' },
  ])
})

test('a portal link signs somebody in at the gateway, once', async () => {
  const { url } = await runJson('portal-link', tenant, '--reason', 'ticket 9120')
  expect(url).toMatch(/\/portal\/sign-in#code=[0-9a-f]{64}$/)
  const body = { code: new URL(url).hash.replace('#code=', '') }
  const signIn = () => fetchJson(`${served.url}/v0/partner/portal-sign-in`, postJson(body))
  expect((await signIn()).body.partner).toMatchObject({ tenant, via: 'portal' })
  expect((await signIn()).body.error_code).toBe('PTR-401-002')
  const acts = await queryDatabase(bench.database, `select reason from audit_log where act = 'portal_link.create'`)
  expect(acts).toEqual([{ reason: 'ticket 9120' }])
})

test('what cannot be meant is refused in words', async () => {
  const named = ['key', 'create', tenant, '--name', 'x']
  const refusals: readonly (readonly [readonly string[], string])[] = [
    [[...named, '--scopes', 'read,admin'], 'One or more of read, webhooks.'],
    [[...named, '--days', '366'], 'A whole number from 1 to 365.'],
    [['key', 'create', tenant, '--name', ' '], '1 to 80 characters'],
    [['key', 'create', 'org-none:env-none', '--name', 'x'], 'This gateway has no such tenant.'],
    [['key', 'list', 'org-none'], "Write it as '<org-id>:<env-id>'."],
    [['key', 'revoke', tenant, `tky_${'0'.repeat(32)}`], 'The tenant has no key of this id.'],
    [['portal-link', 'org-none:env-none'], 'This gateway has no such tenant.'],
  ]
  for (const [args, words] of refusals) {
    const { code, output } = await run(...args)
    expect([code, output]).toEqual([1, expect.stringContaining(words)])
  }
})
