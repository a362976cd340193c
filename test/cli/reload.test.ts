import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { freePort } from '../support/free-port.ts'
import { makeFrontDoor } from '../support/front-door.ts'
import { type Program, prepareServe, type ServeBench, startProgram, untilHealthy } from '../support/program.ts'

let bench: ServeBench

beforeAll(async () => {
  bench = await prepareServe('http://127.0.0.1:1')
})
beforeEach(() => bench.writeConfig(() => {}))
afterAll(() => bench.close())

/** Resolves when the program has said `words`; rejects when it ends before. */
async function untilSaid(program: Program, words: string): Promise<void> {
  let over = false
  void program.ended.then(() => {
    over = true
  })
  while (!program.output().includes(words)) {
    if (over) throw new Error(`it ended without saying "${words}":\n${program.output()}`)
    await new Promise((resolve) => setTimeout(resolve, 10))
  }
}

async function figuresOf(operatorUrl: string, name: string): Promise<string[]> {
  const text = await (await fetch(`${operatorUrl}/metrics`)).text()
  return text.split('\n').filter((line) => line.startsWith(name))
}

test('SIGHUP that comes before it listens does no harm, and is answered once it does', async () => {
  const port = await freePort()
  let signal = (): void => {}
  const door = await makeFrontDoor(bench.database, () => signal())
  await door.open()
  const started = startProgram(['serve', '--config', bench.configPath], {
    PORT: String(port),
    HOST: '127.0.0.1',
    DATABASE_URL: door.url,
    MELD_KEY: 'W9k:s',
  })
  // The first connection is made before it listens; later ones may come after.
  signal = () => {
    signal = () => {}
    started.child.kill('SIGHUP')
  }
  try {
    await untilHealthy(started, `http://127.0.0.1:${port}`)
    await untilSaid(started, 'configuration reloaded')
    expect(started.output().match(/configuration reloaded/g)).toHaveLength(1)
  } finally {
    await started.kill()
    await door.close()
  }
})

test('a reload is seen in the figures: the hash in force, and whether the last file was taken', async () => {
  const served = await bench.serve()
  const first = await figuresOf(served.operatorUrl, 'rampway_config_info')
  expect(first).toEqual([expect.stringMatching(/^rampway_config_info\{hash="[0-9a-f]{16}"\} 1$/)])
  expect(served.output()).toMatch(/"config_hash":"[0-9a-f]{16}".*"listening"/)
  expect(await figuresOf(served.operatorUrl, 'rampway_config_last_reload_successful')).toEqual([
    'rampway_config_last_reload_successful 1',
  ])
  const [since] = await figuresOf(served.operatorUrl, 'rampway_config_last_reload_success_timestamp_seconds')
  expect(Math.abs(Number(since?.split(' ')[1]) - Date.now() / 1000)).toBeLessThan(60)

  await bench.writeConfig(({ tenants }) => {
    for (const tenant of tenants) tenant.widget_url = 'nowhere'
  })
  served.child.kill('SIGHUP')
  await untilSaid(served, 'reload refused')
  expect(await figuresOf(served.operatorUrl, 'rampway_config_last_reload_successful')).toEqual([
    'rampway_config_last_reload_successful 0',
  ])
  expect(await figuresOf(served.operatorUrl, 'rampway_config_info')).toEqual(first)

  await bench.writeConfig((config) => {
    config.listen = { port: 1 }
  })
  served.child.kill('SIGHUP')
  await untilSaid(served, 'configuration reloaded')
  const second = await figuresOf(served.operatorUrl, 'rampway_config_info')
  expect(second).toHaveLength(1)
  expect(second).not.toEqual(first)
  expect(await figuresOf(served.operatorUrl, 'rampway_config_')).toEqual(
    expect.arrayContaining(['rampway_config_last_reload_successful 1', 'rampway_config_restart_needed 1']),
  )
})

test('the program tells its version: when asked, in its first line, and as a figure', async () => {
  const asked = startProgram(['--version'], {})
  expect(await asked.ended).toBe(0)
  const version = asked.output().trim()
  expect(version).toMatch(/^\d+\.\d+\.\d+/)
  const served = await bench.serve()
  expect(served.output()).toContain(`"version":"${version}"`)
  expect(await figuresOf(served.operatorUrl, 'rampway_build_info')).toEqual([
    `rampway_build_info{version="${version}",node_version="${process.versions.node}"} 1`,
  ])
})
