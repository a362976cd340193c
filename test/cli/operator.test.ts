import { afterAll, beforeAll, expect, test } from 'vitest'
import { queryDatabase } from '../support/database.ts'
import { fetchJson } from '../support/gateway.ts'
import { prepareServe, type ServeBench, type Served, startProgram } from '../support/program.ts'

let bench: ServeBench
let served: Served

beforeAll(async () => {
  bench = await prepareServe('http://127.0.0.1:1')
  served = await bench.serve()
})
afterAll(() => bench.close())

async function run(...args: string[]): Promise<{ code: number | NodeJS.Signals | null; output: string }> {
  const started = startProgram(['operator', ...args], { DATABASE_URL: bench.databaseUrl, MELD_KEY: 'W9k:s' })
  return { code: await started.ended, output: started.output() }
}

async function runJson(...args: string[]) {
  const { code, output } = await run(...args, '--json')
  expect(code, output).toBe(0)
  return JSON.parse(output)
}

const me = (token: string) =>
  fetchJson(`${served.operatorUrl}/operator/v0/me`, { headers: { authorization: `Bearer ${token}` } })

test('a token is made, shown once, listed without itself, used, and revoked', async () => {
  const made = await runJson('create', '--name', 'night shift', '--scopes', 'read,act', '--expires', '90d')
  expect(made.token).toMatch(/^rwo_[0-9a-f]{64}$/)
  expect(made.operator).toMatchObject({ name: 'night shift', scopes: ['read', 'act'], state: 'in_force' })
  const days = (Date.parse(made.operator.expires_at) - Date.now()) / 86_400_000
  expect(Math.round(days)).toBe(90)
  expect((await me(made.token)).body.operator.scopes).toEqual(['read', 'act'])

  const listed = await run('list')
  expect(listed.output).toContain('night shift')
  expect(listed.output).not.toContain(made.token)
  const { operators } = await runJson('list', '--config', bench.configPath)
  expect(operators[0]).toMatchObject({ id: made.operator.id, last_used_at: expect.any(String) })

  const revoked = await runJson('revoke', made.operator.id, '--reason', 'left the team')
  expect(revoked).toMatchObject({ was_revoked: false, operator: { state: 'revoked' } })
  expect((await me(made.token)).body.detail).toContain('revoked')
  expect((await runJson('revoke', made.operator.id)).was_revoked).toBe(true)

  const rows = await queryDatabase(bench.database, 'select act, via, target_id, reason from audit_log order by number')
  expect(rows).toEqual([
    { act: 'operator_token.create', via: 'cli', target_id: made.operator.id, reason: null },
    { act: 'operator_token.revoke', via: 'cli', target_id: made.operator.id, reason: 'left the team' },
  ])
})

test('what cannot be meant is refused in words', async () => {
  const refusals: readonly (readonly [readonly string[], string])[] = [
    [['create', '--name', 'x', '--scopes', 'read,everything'], 'One or more of read, act, switches, audit, admin.'],
    [['create', '--name', 'x', '--scopes', 'read', '--expires', '366d'], 'at most 365d'],
    [['create', '--name', 'x', '--scopes', 'read', '--expires', '0d'], 'at most 365d'],
    [['create', '--name', ' ', '--scopes', 'read'], '1 to 80 characters'],
    [['revoke', 'opr_1'], 'as rampway operator list shows it'],
    [['revoke', `opr_${'0'.repeat(32)}`], 'There is no token opr_0'],
  ]
  for (const [args, words] of refusals) {
    const { code, output } = await run(...args)
    expect([code, output]).toEqual([1, expect.stringContaining(words)])
  }
})
