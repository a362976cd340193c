import { connect } from 'node:net'
import { type Simulator, startSimulator } from '@rampway/simulator'
import { afterAll, beforeAll, beforeEach, expect, test, vi } from 'vitest'
import { freePort } from '../support/free-port.ts'
import { fetchJson, postJson, type SimulatedCall, sessionBody } from '../support/gateway.ts'
import { prepareServe, type ServeBench, startProgram } from '../support/program.ts'
import { until } from '../support/until.ts'

let simulator: Simulator
let bench: ServeBench

beforeAll(async () => {
  simulator = await startSimulator({})
  bench = await prepareServe(simulator.url)
})
beforeEach(async () => {
  await bench.writeConfig(() => {})
  await fetchJson(`${simulator.url}/_sim/reset`, postJson({}))
})
afterAll(async () => {
  await bench.close()
  await simulator.close()
})

async function slowWidgets(delayMs: number): Promise<void> {
  const fault = { path: '/crypto/session/widget', kind: 'slow', delay_ms: delayMs }
  expect((await fetchJson(`${simulator.url}/_sim/faults`, postJson(fault))).status).toBe(200)
}

async function untilWidgetCalled(): Promise<void> {
  await until(async () => {
    const { body } = await fetchJson(`${simulator.url}/_sim/calls`)
    expect(body.calls.map(({ path }: SimulatedCall) => path)).toContain('/crypto/session/widget')
  })
}

/** Resolves when the program has said `words`. */
async function untilSaid(program: { output: () => string }, words: string): Promise<void> {
  await expect.poll(program.output).toContain(words)
}

test('SIGTERM lets a request under way end with its 201, then the process exits with 0', async () => {
  const served = await bench.serve()
  await slowWidgets(3_000)
  const answer = served.openSession(sessionBody({ idempotency_key: 'draining' }))
  await untilWidgetCalled()
  let isAnswered = false
  void answer.then(() => {
    isAnswered = true
  })
  served.child.kill('SIGTERM')
  await untilSaid(served, '"msg":"stopping"')
  expect(isAnswered).toBe(false)
  expect((await answer).status).toBe(201)
  expect(await served.ended).toBe(0)
  await expect(fetch(`${served.url}/healthz`)).rejects.toThrow()
})

test('what helps developers is in rampway dev alone', async () => {
  const served = await bench.serve()
  for (const path of ['/', '/index.html', '/client.js', '/embed.js', '/_sim', '/_sim/calls', '/dev/jwks/privy.json']) {
    expect((await fetch(`${served.url}${path}`)).status, path).toBe(404)
  }
  for (const path of ['/dev/token', '/_sim/faults', '/_sim/visit', '/_sim/reset']) {
    expect((await fetch(`${served.url}${path}`, postJson({}))).status, path).toBe(404)
  }
})

test('with a drain delay a stopping process serves on, and says 503 to those who ask whether it is ready', async () => {
  const healthPort = await freePort()
  const served = await bench.serve({ RAMPWAY_DRAIN_DELAY_SECONDS: '8', HEALTH_PORT: String(healthPort) })
  const checks = [served.url, `http://127.0.0.1:${healthPort}`]
  const ask = (path: string) => Promise.all(checks.map(async (url) => (await fetch(`${url}${path}`)).status))
  await until(async () => expect(await ask('/readyz')).toEqual([200, 200]))
  served.child.kill('SIGTERM')
  const told = performance.now()
  await until(async () => expect(await ask('/readyz')).toEqual([503, 503]))
  expect(await ask('/healthz')).toEqual([200, 200])
  const { status, headers } = await served.openSession(sessionBody({ idempotency_key: 'drained' }))
  expect([status, headers.get('connection')]).toEqual([201, 'close'])
  expect(await served.ended).toBe(0)
  expect(performance.now() - told).toBeGreaterThan(7_900)
  await expect(fetch(`${served.url}/healthz`)).rejects.toThrow()
})

test('a log that nobody reads any more holds up neither a call nor the end', async () => {
  const served = await bench.serve()
  served.child.stdout?.pause()
  const answered = async () => expect((await fetch(`${served.url}/healthz`)).status).toBe(200)
  for (let round = 0; round < 60; round += 1) await Promise.all(Array.from({ length: 50 }, answered))
  const figures = await (await fetch(`${served.operatorUrl}/metrics`)).text()
  expect(figures).toContain('\nrampway_log_lines_lost_total 0\n')
  served.child.kill('SIGTERM')
  expect(await served.ended).toBe(0)
})

test('a thousand callers who come at once while the process is busy are all let in', async () => {
  const served = await bench.serve()
  const { hostname, port } = new URL(served.url)
  served.child.kill('SIGSTOP')
  const callers = Array.from({ length: 1_000 }, () => connect(Number(port), hostname).on('error', () => {}))
  try {
    await vi.waitFor(
      () => expect(callers.filter(({ readyState }) => readyState === 'open')).toHaveLength(1_000),
      30_000,
    )
  } finally {
    for (const socket of callers) socket.destroy()
    served.child.kill('SIGCONT')
  }
  expect((await fetch(`${served.url}/healthz`)).status).toBe(200)
})

test('SIGHUP takes up the changed file while requests go on, each answered', async () => {
  const served = await bench.serve()
  const body = sessionBody({ idempotency_key: 'reload' })
  expect((await served.openSession(body)).status).toBe(201)
  const changed = { ...body, source_amount: '150' }
  expect((await served.openSession(changed)).status).toBe(208)

  await bench.writeConfig(({ tenants }) => {
    for (const tenant of tenants) tenant.idempotency_mismatch = 'reject'
  })
  let reloaded = false
  const traffic = (async () => {
    const statuses: number[] = []
    while (!reloaded) statuses.push((await served.openSession(body)).status)
    return statuses
  })()
  served.child.kill('SIGHUP')
  await untilSaid(served, 'configuration reloaded')
  reloaded = true
  expect(new Set(await traffic)).toEqual(new Set([208]))
  expect((await served.openSession(changed)).status).toBe(422)
})

test('SIGHUP on a broken file changes nothing and logs every fault', async () => {
  const served = await bench.serve()
  await bench.writeConfig(({ tenants }) => {
    for (const tenant of tenants) tenant.idempotency_mismatch = 'sometimes'
  })
  served.child.kill('SIGHUP')
  await untilSaid(served, 'reload refused')
  expect(served.output()).toContain('tenants[0].idempotency_mismatch')
  expect(served.output()).toContain('tenants[1].idempotency_mismatch')
  expect((await served.openSession(sessionBody())).status).toBe(201)
})

test('a file with faults does not start, and every fault is named with its place', async () => {
  await bench.writeConfig((config) => {
    config.default_tenant = 'org-none:env-none'
    config.tenants = config.tenants.map((tenant) => ({ ...tenant, meld: { api_key: `\${NOT_SET}` }, colour: 'red' }))
  })
  const started = startProgram(['serve', '--config', bench.configPath], { PORT: 'many' })
  expect(await started.ended).toBe(1)
  const said = started.output()
  for (const place of ['default_tenant', 'tenants[0].meld.api_key', 'NOT_SET', 'tenants[0].colour', 'PORT']) {
    expect(said).toContain(place)
  }
  expect(said).not.toContain('    at ')
})

test('a port that is in use is said in words', async () => {
  const served = await bench.serve()
  const port = new URL(served.url).port
  const env = { PORT: port, HOST: '127.0.0.1', MELD_KEY: 'W9k:s', DATABASE_URL: bench.databaseUrl }
  const second = startProgram(['serve', '--config', bench.configPath], env)
  expect(await second.ended).toBe(1)
  expect(second.output()).toContain(`Port ${port} on 127.0.0.1 is in use`)
})

test('an operator’s port that is in use, or the same as another, is said in words', async () => {
  const served = await bench.serve()
  const taken = new URL(served.operatorUrl).port
  const port = String(await freePort())
  const env = { PORT: port, HOST: '127.0.0.1', MELD_KEY: 'W9k:s', DATABASE_URL: bench.databaseUrl }
  const refusal = async (more: Record<string, string>) => {
    const second = startProgram(['serve', '--config', bench.configPath], { ...env, ...more })
    expect(await second.ended).toBe(1)
    return second.output()
  }
  expect(await refusal({ OPERATOR_PORT: taken })).toContain(
    `Port ${taken} on 127.0.0.1 is in use. Stop the other program, or set OPERATOR_PORT to another one.`,
  )
  expect(await refusal({ OPERATOR_PORT: port })).toContain("OPERATOR_PORT: must be another port than the gateway's own")
  expect(await refusal({ PORT: '8081', OPERATOR_PORT: '' })).toContain('Set OPERATOR_PORT to another port')
})

test('migrate says what it did, and the second time that nothing was to be done', async () => {
  const again = startProgram(['migrate'], { DATABASE_URL: bench.databaseUrl })
  expect(await again.ended).toBe(0)
  expect(again.output()).toContain('up to date')
})

test('a database that cannot be reached is said in a line, without a stack trace', async () => {
  const started = startProgram(['migrate'], { DATABASE_URL: 'postgres://nobody@127.0.0.1:1/none' })
  expect(await started.ended).toBe(1)
  expect(started.output()).toContain('ECONNREFUSED')
  expect(started.output()).not.toContain('    at ')
})
