import { type Simulator, startSimulator } from '@rampway/simulator'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { parseTenantId } from '../../src/domain/tenant.ts'
import { userIdOf } from '../../src/domain/user.ts'
import { queryDatabase } from '../support/database.ts'
import { sessionBody } from '../support/gateway.ts'
import { prepareServe, type ServeBench, startProgram } from '../support/program.ts'

let simulator: Simulator
let bench: ServeBench

const demo = 'org-demo:env-sandbox'

beforeAll(async () => {
  simulator = await startSimulator({})
  bench = await prepareServe(simulator.url)
})
afterAll(async () => {
  await bench.close()
  await simulator.close()
})

/** Runs `rampway tenant …` to its end. */
async function tenant(args: readonly string[], env: Record<string, string> = {}) {
  const started = startProgram(['tenant', ...args], { DATABASE_URL: bench.databaseUrl, ...env })
  const code = await started.ended
  return { code, output: started.output() }
}

function issuerOf(): string {
  const id = parseTenantId(demo)
  const issuer = id && bench.identity.issuersFor(id, '').find(({ kind }) => kind === 'privy')
  if (issuer?.kind !== 'privy') throw new Error('no issuer')
  return `privy:${issuer.appId}`
}

test('the operator’s word lets a user in at once, in a gateway that is running, and can be taken back', async () => {
  await bench.writeConfig(({ tenants }) => {
    for (const each of tenants) each.kyc = { policy: 'approved' }
  })
  const served = await bench.serve()
  expect((await served.openSession(sessionBody())).status).toBe(403)
  const who = ['--tenant', demo, '--issuer', issuerOf(), '--subject', 'did:privy:alice']
  const set = await tenant(['kyc', ...who, '--state', 'approved'])
  expect(set, set.output).toMatchObject({ code: 0 })
  expect(set.output).toMatch(/usr_\S+: approved\n$/)
  expect((await served.openSession(sessionBody())).status).toBe(201)

  const id = parseTenantId(demo)
  if (id === undefined) throw new Error('no tenant')
  const user = userIdOf(id, issuerOf(), 'did:privy:alice')
  expect((await tenant(['kyc', '--tenant', demo, '--user', user])).output).toContain(`${demo} ${user}: approved`)
  const withdrawn = ['kyc', '--tenant', demo, '--user', user, '--state', 'none', '--reason', 'a mistake']
  expect((await tenant(withdrawn)).output).toContain('not set')
  const entries =
    'select act, via, target_id, reason, before, after from audit_log where target_id = $1 order by number'
  const told = { via: 'cli', target_id: user }
  expect(await queryDatabase(bench.database, entries, [user])).toEqual([
    { ...told, act: 'user.kyc', reason: null, before: '{"state":null}', after: '{"state":"approved"}' },
    { ...told, act: 'user.read', reason: null, before: null, after: null },
    { ...told, act: 'user.kyc', reason: 'a mistake', before: '{"state":"approved"}', after: '{"state":null}' },
  ])
  expect((await served.openSession(sessionBody())).status).toBe(403)
})

test('what is wrong with the arguments is said in words', async () => {
  for (const [args, words] of [
    [['kyc', '--tenant', 'demo', '--user', 'usr_x'], "'<org-id>:<env-id>'"],
    [['kyc', '--tenant', demo, '--user', 'usr_x'], 'usr_ and 27 characters'],
    [['kyc', '--tenant', demo], '--issuer and --subject together'],
    [['kyc', '--tenant', demo, '--issuer', 'privy:x', '--subject', 's', '--state', 'fine'], 'One of pending'],
    [
      ['kyc', '--tenant', 'org-none:env-x', '--issuer', 'i', '--subject', 's', '--config', bench.configPath],
      'has no tenant org-none:env-x',
    ],
  ] as const) {
    const { code, output } = await tenant(args, { MELD_KEY: 'W9k:s' })
    expect(code, output).toBe(1)
    expect(output).toContain(words)
    expect(output).not.toContain('    at ')
  }
})

test('the list of tenants shows issuers and policy, and no secret', async () => {
  const { code, output } = await tenant(['list', '--config', bench.configPath], { MELD_KEY: 'W9kSecretKey:s' })
  expect(code, output).toBe(0)
  expect(output).toContain(`${demo}  ${simulator.url}  ${issuerOf()}`)
  expect(output).not.toContain('W9kSecretKey')
})
