import { type Simulator, startSimulator } from '@rampway/simulator'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { queryDatabase } from '../support/database.ts'
import { sessionBody } from '../support/gateway.ts'
import { prepareServe, type ServeBench, startProgram } from '../support/program.ts'
import { until } from '../support/until.ts'

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

/** Runs `rampway …` on the file's gateway, to its end. */
async function rampway(...args: readonly string[]) {
  const env = { DATABASE_URL: bench.databaseUrl, MELD_KEY: 'W9kSecretKey:s' }
  const started = startProgram([...args, '--config', bench.configPath], env)
  const code = await started.ended
  return { code, output: started.output() }
}

test('what operators read of figures, health and tenants is told by commands too, in words and as JSON', async () => {
  const served = await bench.serve()
  const { id, service_provider } = (await served.openSession(sessionBody())).body.session
  expect(id).toMatch(/^ses_/)
  const stats = await until(async () => {
    // What came after a round is counted by the next one, a minute later.
    await queryDatabase(
      bench.database,
      `update due_work set due_at = now() where job = 'figures' and lease_until is null`,
    )
    const { code, output } = await rampway('stats', '--json')
    expect(code, output).toBe(0)
    expect(JSON.parse(output).totals.sessions).toBe(1)
    return JSON.parse(output)
  })
  expect(stats.hours).toHaveLength(24)
  const inWords = await rampway('stats', '--hours', '2', '--tenant', 'org-demo:env-sandbox')
  expect(inWords, inWords.output).toMatchObject({ code: 0 })
  expect(inWords.output).toContain(service_provider)

  const health = JSON.parse((await rampway('health', '--json')).output)
  expect(health.processes).toHaveLength(1)
  expect(health.answered_by.process).toBeNull()
  const healthInWords = await rampway('health')
  expect(healthInWords, healthInWords.output).toMatchObject({ code: 0 })
  for (const words of ['PostgreSQL', 'figures', '0 waiting']) expect(healthInWords.output).toContain(words)

  const { output } = await rampway('tenant', 'list', '--health', '--json')
  expect(JSON.parse(output).tenants).toMatchObject([{ state: 'serving' }, { state: 'serving' }])
  expect(output).not.toContain('W9kSecretKey')
  const listed = await rampway('tenant', 'list', '--health')
  expect(listed, listed.output).toMatchObject({ code: 0, output: expect.stringContaining('serving') })
})

test('what is wrong with the arguments is said in words', async () => {
  for (const [args, words] of [
    [['stats', '--hours', '0'], 'A whole number from 1 to 744'],
    [['stats', '--tenant', 'demo'], "'<org-id>:<env-id>'"],
    [['stats', '--tenant', 'org-none:env-x'], 'No tenant org-none:env-x is served here'],
  ] as const) {
    const { code, output } = await rampway(...args)
    expect(code, output).toBe(1)
    expect(output).toContain(words)
    expect(output).not.toContain('    at ')
  }
})

test('of an entry with faults the list of tenants tells that it is left out, and why', async () => {
  await bench.writeConfig(({ tenants }) => {
    for (const each of tenants.slice(1)) each.issuers = []
  })
  const { code, output } = await rampway('tenant', 'list', '--health')
  expect(code, output).toBe(0)
  expect(output).toContain('left_out')
})
