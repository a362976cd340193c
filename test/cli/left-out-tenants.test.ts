import { type Simulator, startSimulator } from '@rampway/simulator'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { fetchJson, sessionBody } from '../support/gateway.ts'
import { type Program, prepareServe, type ServeBench, type ServeConfig, startProgram } from '../support/program.ts'

let simulator: Simulator
let bench: ServeBench

const faulty = 'org-other:env-sandbox'

beforeAll(async () => {
  simulator = await startSimulator({})
  bench = await prepareServe(simulator.url)
})
beforeEach(() => bench.writeConfig(() => {}))
afterAll(async () => {
  await bench.close()
  await simulator.close()
})

/** Gives the second tenant of the file a key that cannot be read. */
function breakSecond({ tenants }: ServeConfig): void {
  const meld = { base_url: simulator.url, api_key: `\${NOT_SET_ANYWHERE}` }
  tenants[1] = { ...tenants[1], meld, colour: 'red' }
}

/** Resolves when the program has said `words`. */
function untilSaid(program: Program, words: string): Promise<void> {
  return expect.poll(program.output).toContain(words)
}

async function figuresOf(operatorUrl: string): Promise<readonly string[]> {
  const text = await (await fetch(`${operatorUrl}/metrics`)).text()
  return text.split('\n').filter((line) => line.startsWith('rampway_tenants_faulty{'))
}

async function statusFor(url: string, tenant: string): Promise<number> {
  const headers = { 'x-juno-orgid': tenant, 'x-juno-jwt': 'a.b.c' }
  return (await fetchJson(`${url}/v0/ramp/sessions`, { headers })).status
}

test('a start leaves out the faulty tenant, says so, and serves the others; a reload takes it in once mended', async () => {
  await bench.writeConfig(breakSecond)
  const served = await bench.serve()
  const said = served.output()
  for (const words of [
    '"level":50',
    'tenant left out',
    faulty,
    'tenants[1].colour',
    'NOT_SET_ANYWHERE',
    '"tenants":1',
  ]) {
    expect(said).toContain(words)
  }
  expect(await figuresOf(served.operatorUrl)).toEqual([
    'rampway_tenants_faulty{state="left_out"} 1',
    'rampway_tenants_faulty{state="last_good"} 0',
  ])
  expect((await served.openSession(sessionBody())).status).toBe(201)
  expect(await statusFor(served.url, faulty)).toBe(503)
  await bench.writeConfig(() => {})
  served.child.kill('SIGHUP')
  await untilSaid(served, 'configuration reloaded')
  expect(await statusFor(served.url, faulty)).toBe(401)
  expect(await figuresOf(served.operatorUrl)).toEqual([
    'rampway_tenants_faulty{state="left_out"} 0',
    'rampway_tenants_faulty{state="last_good"} 0',
  ])
})

test('a reload keeps a faulty tenant as it was', async () => {
  const served = await bench.serve()
  await bench.writeConfig(breakSecond)
  served.child.kill('SIGHUP')
  await untilSaid(served, 'tenant stays as it was')
  expect(served.output()).toContain('tenants[1].colour')
  expect(await statusFor(served.url, faulty)).toBe(401)
  expect(await figuresOf(served.operatorUrl)).toEqual([
    'rampway_tenants_faulty{state="left_out"} 0',
    'rampway_tenants_faulty{state="last_good"} 1',
  ])
})

test('a default tenant that is left out is named as such', async () => {
  await bench.writeConfig((config) => {
    breakSecond(config)
    config.default_tenant = faulty
  })
  const served = await bench.serve()
  expect(served.output()).toContain('default tenant left out: whoever names no tenant is answered 503')
  expect((await fetch(`${served.url}/v0/ramp/sessions`)).status).toBe(401)
  expect((await fetch(`${served.url}/v0/ramp/sessions`, { headers: { 'x-juno-jwt': 'a.b.c' } })).status).toBe(503)
})

test('--strict does not start with a faulty tenant, and refuses such a file at SIGHUP', async () => {
  const args = ['serve', '--config', bench.configPath, '--strict']
  await bench.writeConfig(breakSecond)
  const refused = startProgram(args, { MELD_KEY: 'W9k:s' })
  expect(await refused.ended).toBe(1)
  expect(refused.output()).toContain('tenants[1].colour')
  expect(refused.output()).not.toContain('"listening"')
})

test('a fault outside the tenants, or in all of them, refuses the start as ever', async () => {
  for (const change of [
    (config: ServeConfig) => {
      breakSecond(config)
      config.colour = 'red'
    },
    ({ tenants }: ServeConfig) => {
      for (const tenant of tenants) tenant.colour = 'red'
    },
  ]) {
    await bench.writeConfig(change)
    const refused = startProgram(['serve', '--config', bench.configPath], { MELD_KEY: 'W9k:s' })
    expect(await refused.ended).toBe(1)
    expect(refused.output()).toContain('tenants[1].colour')
  }
})

test('config check fails for one faulty tenant, names every fault, and says who would be left out', async () => {
  await bench.writeConfig(breakSecond)
  const check = async (...more: string[]) => {
    const program = startProgram(['config', 'check', bench.configPath, ...more], { MELD_KEY: 'W9k:s' })
    expect(await program.ended).toBe(1)
    return program.output()
  }
  const said = await check()
  for (const words of ['tenants[1].colour', 'NOT_SET_ANYWHERE', '2 faults', `would leave out tenants[1] (${faulty})`]) {
    expect(said).toContain(words)
  }
  expect(JSON.parse(await check('--json'))).toMatchObject({
    valid: false,
    faults: [{}, {}].map(() => expect.any(String)),
    left_out: [{ entry: 'tenants[1]', tenant: faulty }],
  })
})
