import { type Simulator, startSimulator } from '@rampway/simulator'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { queryDatabase } from '../support/database.ts'
import { fetchJson, postJson, type SimulatedCall, sessionBody } from '../support/gateway.ts'
import { prepareServe, type ServeBench, type Served } from '../support/program.ts'
import { until } from '../support/until.ts'

let simulator: Simulator
let bench: ServeBench
let one: Served
let two: Served

beforeAll(async () => {
  simulator = await startSimulator({})
  bench = await prepareServe(simulator.url)
  ;[one, two] = await Promise.all([bench.serve(), bench.serve()])
})
beforeEach(async () => {
  await fetchJson(`${simulator.url}/_sim/reset`, postJson({}))
})
afterAll(async () => {
  await bench.close()
  await simulator.close()
})

async function widgetCalls(): Promise<SimulatedCall[]> {
  const { body } = await fetchJson(`${simulator.url}/_sim/calls`)
  return body.calls.filter(({ path }: SimulatedCall) => path === '/crypto/session/widget')
}

/** Resolves when Meld has received `count` widget calls. */
async function untilWidgetCalls(count: number): Promise<void> {
  while ((await widgetCalls()).length < count) await new Promise((resolve) => setTimeout(resolve, 10))
}

function leaseRunsOut(): Promise<unknown> {
  return queryDatabase(bench.database, `update idempotency_keys set lease_until = now() - interval '1 second'`)
}

test('two hundred callers of two processes with one key get one session from one widget call', async () => {
  await fault({ path: '/crypto/session/widget', kind: 'slow', delay_ms: 300 })
  const body = sessionBody({ idempotency_key: 'race' })
  const calls = Array.from({ length: 200 }, (_, i) => (i % 2 === 0 ? one : two).openSession(body))
  const answers = await Promise.all(calls)
  expect(answers.filter(({ status }) => status === 201)).toHaveLength(1)
  expect(answers.filter(({ status }) => status === 208)).toHaveLength(199)
  expect(new Set(answers.map((answer) => JSON.stringify(answer.body))).size).toBe(1)
  expect(await widgetCalls()).toHaveLength(1)
})

test('a call that waits for another process is told, it does not sit out a poll', async () => {
  let tries = 0
  // A machine that was busy with something else is asked again.
  await until(async () => {
    tries += 1
    await fault({ path: '/crypto/session/widget', kind: 'slow', delay_ms: 300, times: 1 })
    const body = sessionBody({ idempotency_key: `told ${tries}` })
    const finished: Record<string, number> = {}
    const first = one.openSession(body).then((answer) => {
      finished.first = performance.now()
      return answer
    })
    await untilWidgetCalls(tries)
    const second = await two.openSession(body)
    finished.second = performance.now()
    expect([(await first).status, second.status]).toEqual([201, 208])
    expect((finished.second ?? 0) - (finished.first ?? 0)).toBeLessThan(500)
  })
})

test('kill -9 between the upstream call and the commit leaves the key usable and shows one session only', async () => {
  await fault({ path: '/crypto/session/widget', kind: 'slow', delay_ms: 5_000, times: 1 })
  const body = sessionBody({ idempotency_key: 'killed' })
  const victim = await bench.serve()
  const lost = victim.openSession(body).then(
    () => 'answered',
    () => 'cut off',
  )
  await untilWidgetCalls(1)
  await victim.kill()
  expect(await lost).toBe('cut off')

  await leaseRunsOut()
  const [taken, waited] = await Promise.all([one.openSession(body), two.openSession(body)])
  expect([taken.status, waited.status].sort()).toEqual([201, 208])
  expect(taken.body).toEqual(waited.body)
  const calls = await widgetCalls()
  expect(calls).toHaveLength(2)
  // The orphan's later webhooks still resolve to this very session, whose id its external id carries.
  const uuid = taken.body.session.id.replace('ses_', '')
  for (const call of calls) expect(call.body.externalSessionId).toContain(uuid)
})

test('a worker that was too slow finds its lease taken and answers with the session of the one who took over', async () => {
  await fault({ path: '/crypto/session/widget', kind: 'slow', delay_ms: 5_000, times: 1 })
  const body = sessionBody({ idempotency_key: 'slow-worker' })
  const slow = one.openSession(body)
  await untilWidgetCalls(1)
  await leaseRunsOut()
  const quick = await two.openSession(body)
  expect(quick.status).toBe(201)
  const late = await slow
  expect(late.status).toBe(208)
  expect(late.body).toEqual(quick.body)
})

test('an outcome that nobody knows frees the key, and the retry opens the same session', async () => {
  await fault({ path: '/crypto/session/widget', kind: 'reset_after_accept', times: 1 })
  // Pinned, or another provider would be tried at once.
  const body = sessionBody({ idempotency_key: 'unclear', service_provider: 'TRANSAK' })
  const unclear = await one.openSession(body)
  expect([unclear.status, unclear.body.error_code]).toEqual([502, 'RMP-502-001-R'])
  const retried = await two.openSession(body)
  expect(retried.status).toBe(201)
  const [first, second] = await widgetCalls()
  const sessionOf = (call: SimulatedCall | undefined) => call?.body.externalSessionId.split('_')[1]
  expect(sessionOf(first)).toBe(sessionOf(second))
  expect(first?.body.externalSessionId).not.toBe(second?.body.externalSessionId)
})

async function fault(body: Record<string, unknown>): Promise<void> {
  expect((await fetchJson(`${simulator.url}/_sim/faults`, postJson(body))).status).toBe(200)
}
