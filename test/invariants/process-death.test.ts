import { type Simulator, startSimulator } from '@rampway/simulator'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { goneAfterMs, heartbeatEveryMs } from '../../src/domain/liveness.ts'
import { leaseMs, recheckMs } from '../../src/operations/sessions/begin.ts'
import { queryDatabase } from '../support/database.ts'
import { fetchJson, type JsonAnswer, postJson, type SimulatedCall, sessionBody } from '../support/gateway.ts'
import { prepareServe, type ServeBench, type Served } from '../support/program.ts'
import { until } from '../support/until.ts'

/** What a takeover takes, from the death of the holder or from the call that comes after it. */
const takeoverMs = 5_000
/** The same on a machine that is busy with everything else; by the lease alone it would take as long as that runs. */
const takeoverMaxMs = 15_000

let simulator: Simulator
let bench: ServeBench
let survivor: Served

beforeAll(async () => {
  simulator = await startSimulator({})
  bench = await prepareServe(simulator.url)
  survivor = await bench.serve()
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

/** Every widget call takes so long from now on. */
async function slowWidgets(ms: number, times?: number): Promise<void> {
  const limit = times === undefined ? {} : { times }
  const fault = { path: '/crypto/session/widget', kind: 'slow', delay_ms: ms, ...limit }
  expect((await fetchJson(`${simulator.url}/_sim/faults`, postJson(fault))).status).toBe(200)
}

/** A process that is in the middle of opening a session with this key. */
async function openingProcess(
  key: string,
  fields: Record<string, unknown> = {},
): Promise<{ victim: Served; answer: Promise<JsonAnswer | 'cut off'> }> {
  const victim = await bench.serve()
  const before = (await widgetCalls()).length
  const answer = victim.openSession(sessionBody({ idempotency_key: key, ...fields })).catch(() => 'cut off' as const)
  await until(async () => expect((await widgetCalls()).length).toBe(before + 1))
  return { victim, answer }
}

async function gone(process: Served): Promise<number> {
  const { text } = await fetchJson(`${process.operatorUrl}/metrics`)
  return Number(/^rampway_processes_gone_total (\d+)/m.exec(text)?.[1])
}

/** Runs `call` and tells how long it took. */
async function timed<T>(call: () => Promise<T>): Promise<readonly [T, number]> {
  const begun = performance.now()
  return [await call(), performance.now() - begun]
}

test('the waits that make up a takeover are five seconds together', () => {
  // Beats are seen, judged and taken note of at the next one.
  expect(goneAfterMs + 3 * heartbeatEveryMs + recheckMs).toBeLessThanOrEqual(takeoverMs)
  expect(takeoverMaxMs).toBeLessThan(leaseMs)
})

test('the key of a process that was killed is taken over within five seconds, however often that happens', async () => {
  const body = sessionBody({ idempotency_key: 'killed' })
  await slowWidgets(60_000, 2)
  for (let crash = 0; crash < 2; crash++) {
    const { victim, answer } = await openingProcess('killed')
    await victim.kill()
    expect(await answer).toBe('cut off')
  }
  // The second victim had to wait for the first one as well, or there would be no two calls.
  const [taken, tookMs] = await timed(() => survivor.openSession(body))
  expect(taken.status).toBe(201)
  expect(tookMs).toBeLessThan(takeoverMaxMs)
  expect((await survivor.openSession(body)).body.session.id).toBe(taken.body.session.id)
  const uuid = taken.body.session.id.replace('ses_', '')
  for (const call of await widgetCalls()) expect(call.body.externalSessionId).toContain(uuid)
})

test('a process that dies while it opens leaves no session: with a key its claim, and without one nothing', async () => {
  const own = await prepareServe(simulator.url)
  try {
    const victim = await own.serve()
    await slowWidgets(60_000, 2)
    const bodies = [sessionBody({ idempotency_key: 'left behind' }), sessionBody()]
    const lost = bodies.map((body) => victim.openSession(body).catch(() => 'cut off'))
    await until(async () => expect(await widgetCalls()).toHaveLength(2))
    const left = async () => ({
      sessions: await queryDatabase(own.database, 'select id from sessions'),
      keys: await queryDatabase(own.database, 'select key, state from idempotency_keys'),
    })
    const claim = { sessions: [], keys: [{ key: 'left behind', state: 'claimed' }] }
    expect(await left()).toEqual(claim)
    await victim.kill()
    expect(await Promise.all(lost)).toEqual(['cut off', 'cut off'])
    expect(await left()).toEqual(claim)
    const next = await own.serve()
    expect((await next.openSession(bodies[0])).status).toBe(201)
    expect((await left()).sessions).toHaveLength(1)
  } finally {
    await own.close()
  }
})

test('the background run of a process that was killed is another one’s within five seconds', async () => {
  const own = await prepareServe(simulator.url)
  try {
    const hang = { path: '/payments/transactions', kind: 'hang' }
    expect((await fetchJson(`${simulator.url}/_sim/faults`, postJson(hang))).status).toBe(200)
    await queryDatabase(
      own.database,
      `insert into incoming_webhooks (tenant_id, event_id, event_type, kind, transaction_id, payload, received_at, next_attempt_at)
       values ('org-demo:env-sandbox', 'e', 'TRANSACTION_CRYPTO_PENDING', 'transaction', $1, '{}', now(), now())`,
      ['WQ4sYFqbJcVpXLiMGbkgXh'],
    )
    const holder = async () => {
      const text = `select process_id from due_work where job = 'incoming_webhooks' and subject <> '' and lease_until is not null`
      return (await queryDatabase(own.database, text))[0]?.process_id
    }
    const victim = await own.serve()
    const killed = await until(async () => {
      const found = await holder()
      expect(found).toBeGreaterThan(0)
      return found
    })
    await own.serve()
    // Taken over, the run reads the inbox, where what the victim had in hand has a lease of its own, and ends.
    expect(await holder()).toBe(killed)
    await victim.kill()
    const [, tookMs] = await timed(() => until(async () => expect(await holder()).toBeUndefined()))
    expect(tookMs).toBeLessThan(takeoverMaxMs)
  } finally {
    await own.close()
  }
})

test('the only process there is takes over what it left when it was killed, within five seconds of the next call', async () => {
  const alone = await prepareServe(simulator.url)
  try {
    await slowWidgets(60_000, 1)
    const body = sessionBody({ idempotency_key: 'alone' })
    const first = await alone.serve()
    const lost = first.openSession(body).catch(() => 'cut off')
    await until(async () => expect(await widgetCalls()).toHaveLength(1))
    await first.kill()
    expect(await lost).toBe('cut off')
    const next = await alone.serve()
    const [taken, tookMs] = await timed(() => next.openSession(body))
    expect(taken.status).toBe(201)
    expect(tookMs).toBeLessThan(takeoverMaxMs)
  } finally {
    await alone.close()
  }
})

test('a process that was stopped for a while answers with the session of the one who took over, and opens no other', async () => {
  await slowWidgets(3_000, 1)
  const { victim, answer } = await openingProcess('paused')
  victim.child.kill('SIGSTOP')
  const [taken, tookMs] = await timed(() => survivor.openSession(sessionBody({ idempotency_key: 'paused' })))
  expect(taken.status).toBe(201)
  expect(tookMs).toBeLessThan(takeoverMaxMs)
  victim.child.kill('SIGCONT')
  const late = await answer
  expect(late).toMatchObject({ status: 208, body: taken.body })
  expect(await widgetCalls()).toHaveLength(2)
  // It goes on as a process of its own again, whose claims are respected.
  await slowWidgets(4_000, 1)
  const again = victim.openSession(sessionBody({ idempotency_key: 'after the pause' }))
  await until(async () => expect(await widgetCalls()).toHaveLength(3))
  const beside = await survivor.openSession(sessionBody({ idempotency_key: 'after the pause' }))
  expect([(await again).status, beside.status]).toEqual([201, 208])
  expect(await widgetCalls()).toHaveLength(3)
})

test('one that lost its claim in the middle opens no widget any more', async () => {
  // The quotes are slow: the widget would be opened after the pause.
  const fault = { path: '/payments/crypto/quote', kind: 'slow', delay_ms: 3_000, times: 1 }
  expect((await fetchJson(`${simulator.url}/_sim/faults`, postJson(fault))).status).toBe(200)
  const victim = await bench.serve()
  const body = sessionBody({ idempotency_key: 'paused early' })
  const answer = victim.openSession(body)
  await until(async () => {
    const { body: seen } = await fetchJson(`${simulator.url}/_sim/calls`)
    expect(seen.calls.map(({ path }: SimulatedCall) => path)).toContain('/payments/crypto/quote')
  })
  victim.child.kill('SIGSTOP')
  const taken = await survivor.openSession(body)
  victim.child.kill('SIGCONT')
  expect(await answer).toMatchObject({ status: 208, body: taken.body })
  expect(await widgetCalls()).toHaveLength(1)
})

test('an opening that takes longer than a dead process has is not taken over while its process lives', async () => {
  await slowWidgets(6_000, 1)
  // Pinned, or the next provider would be tried before that.
  const pinned = { service_provider: 'TRANSAK' }
  const { victim, answer } = await openingProcess('slow', pinned)
  const beside = await survivor.openSession(sessionBody({ idempotency_key: 'slow', ...pinned }))
  expect(await answer).toMatchObject({ status: 201 })
  expect(beside.status).toBe(208)
  expect(await widgetCalls()).toHaveLength(1)
  await victim.kill()
})

test('while the database is unavailable nobody is found gone, and a key whose call failed for it is free right after', async () => {
  const twin = await bench.serve()
  // Those that died in other tests have been found by then.
  await manyBeats()
  const before = [await gone(survivor), await gone(twin)]
  await slowWidgets(3_000, 1)
  const body = sessionBody({ idempotency_key: 'outage' })
  const failing = survivor.openSession(body)
  await until(async () => expect(await widgetCalls()).toHaveLength(1))
  try {
    await letIn(false)
    expect((await failing).status).toBeGreaterThanOrEqual(500)
    await silence()
  } finally {
    await letIn(true)
  }
  const [answer, tookMs] = await timed(() =>
    until(async () => {
      const retried = await twin.openSession(body)
      expect(retried.status).toBe(201)
      return retried
    }),
  )
  expect(tookMs).toBeLessThan(takeoverMaxMs)
  expect((await survivor.openSession(body)).body.session.id).toBe(answer.body.session.id)
  await manyBeats()
  expect([await gone(survivor), await gone(twin)]).toEqual(before)
})

test('a process that ends in order leaves nothing behind', async () => {
  const victim = await bench.serve()
  const rows = async () => (await queryDatabase(bench.database, 'select id from gateway_processes')).length
  const before = await rows()
  victim.child.kill('SIGTERM')
  expect(await victim.ended).toBe(0)
  expect(await rows()).toBe(before - 1)
})

/** An outage that is longer than a process may be silent. */
function silence(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, goneAfterMs + 1_000))
}

/** Resolves when every process has been alive for longer than it takes to find another one gone. */
async function manyBeats(): Promise<void> {
  const read = async () => {
    const rows = await queryDatabase(bench.database, 'select id, beats::int as beats from gateway_processes')
    return new Map(rows.map(({ id, beats }) => [id, Number(beats)]))
  }
  const before = await read()
  const enough = (2 * goneAfterMs) / heartbeatEveryMs
  await until(async () => {
    for (const [id, beats] of await read()) expect(beats).toBeGreaterThan((before.get(id) ?? 0) + enough)
  })
}

/** Cuts every connection to the database and lets none in until it is called with true. */
async function letIn(allowed: boolean): Promise<void> {
  const beside = { ...bench.database, database: 'postgres' }
  const { database } = bench.database
  await queryDatabase(beside, `alter database ${database} allow_connections ${allowed}`)
  if (allowed) return
  await queryDatabase(beside, 'select pg_terminate_backend(pid) from pg_stat_activity where datname = $1', [database])
}
