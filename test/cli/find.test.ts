import { type Simulator, startSimulator } from '@rampway/simulator'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { queryDatabase } from '../support/database.ts'
import { sessionBody } from '../support/gateway.ts'
import { prepareServe, type ServeBench, startProgram } from '../support/program.ts'

let simulator: Simulator
let bench: ServeBench

beforeAll(async () => {
  simulator = await startSimulator({})
  bench = await prepareServe(simulator.url)
})
afterAll(async () => {
  await bench.close()
  await simulator.close()
})

/** Runs `rampway find …` to its end. */
async function find(...args: readonly string[]) {
  const started = startProgram(['find', ...args], { DATABASE_URL: bench.databaseUrl, MELD_KEY: 'W9kSecretKey:s' })
  const code = await started.ended
  return { code, output: started.output() }
}

test('the code that a user reads out finds the session, however it is written', async () => {
  const served = await bench.serve()
  const opened = await served.openSession(sessionBody())
  const { id, support_code, service_provider, created_at } = opened.body.session
  const found = await find(` ${support_code.toLowerCase().replace('-', ' ')}`)
  expect(found, found.output).toMatchObject({ code: 0 })
  for (const fact of [id, 'org-demo:env-sandbox', 'ready', service_provider]) expect(found.output).toContain(fact)
  const elsewhere = await find(support_code, '--tenant', 'org-other:env-sandbox')
  expect(elsewhere).toMatchObject({
    code: 1,
    output: expect.stringContaining('No session of org-other:env-sandbox has'),
  })
  const { code, output } = await find(support_code, '--json')
  expect(code, output).toBe(0)
  expect(JSON.parse(output)).toMatchObject({
    support_code,
    sessions: [
      {
        tenant: 'org-demo:env-sandbox',
        id,
        support_code,
        user: expect.stringMatching(/^usr_/),
        status: 'ready',
        service_provider,
        created_at: new Date(created_at).toISOString(),
      },
    ],
  })
  await queryDatabase(bench.database, 'update sessions set expires_at = created_at')
  expect((await find(support_code)).output).toContain('status    expired ')
})

test('a code that no session has, and what is no code, are told with exit code 1', async () => {
  await bench.writeConfig(({ tenants }) => void tenants.splice(1))
  const none = await find('0000-0000', '--config', bench.configPath)
  expect(none.code, none.output).toBe(1)
  expect(none.output).toContain('No session of org-demo:env-sandbox has the code 0000-0000.')
  const noCode = await find('K7Q2-M0AU')
  expect(noCode).toMatchObject({ code: 1, output: expect.stringContaining('eight letters and digits') })
  expect(noCode.output).not.toContain('    at ')
})
