import { type Simulator, startSimulator } from '@rampway/simulator'
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import { newSwitchId, type Switch } from '../../src/domain/switch.ts'
import { closeDatabase, type Database } from '../../src/postgres/database.ts'
import { createSwitch } from '../../src/store/switches.ts'
import { openStore, queryDatabase } from '../support/database.ts'
import { sessionBody } from '../support/gateway.ts'
import { prepareServe, type ServeBench, type Served } from '../support/program.ts'
import { ada, everything } from '../support/switches.ts'

/** The promise is two seconds; the machine may be busy with other tests, and both processes are asked all the time. */
const inForceMs = 15_000

let simulator: Simulator
let bench: ServeBench
let processes: readonly Served[]
let database: Database
let best: string

beforeAll(async () => {
  simulator = await startSimulator({})
  bench = await prepareServe(simulator.url)
  processes = await Promise.all([bench.serve(), bench.serve()])
  database = openStore(bench.database)
  best = await openedBy(processes[0] as Served)
})
afterEach(async () => {
  await queryDatabase(bench.database, 'update switches set ended_at = created_at')
  await queryDatabase(bench.database, 'update switches_version set version = version + 1')
  for (const process of processes) await expect.poll(() => openedBy(process)).toBe(best)
})
afterAll(async () => {
  await closeDatabase(database)
  await bench.close()
  await simulator.close()
})

async function openedBy(process: Served): Promise<string> {
  const { status, text, body } = await process.openSession(sessionBody())
  expect(status, text).toBe(201)
  return body.session.service_provider
}

/** How long it took each process to open no more session with the best provider; the slowest counts. */
async function untilOff(made: () => Promise<unknown>): Promise<number> {
  await made()
  const begun = performance.now()
  const took = processes.map(async (process) => {
    for (;;) {
      const asked = performance.now()
      if ((await openedBy(process)) !== best) return asked - begun
    }
  })
  return Math.max(...(await Promise.all(took)))
}

test('a switch is in force in every process within two seconds', async () => {
  const made: Switch = {
    ...everything,
    provider: best,
    id: newSwitchId(),
    createdAt: Date.now(),
    createdBy: 'Ada',
    endedAt: null,
    endedBy: null,
  }
  const target = { kind: 'switch' as const, tenant: null, id: made.id }
  const entry = { operator: ada, act: 'switch.create', target, reason: null, before: null, after: null, traceId: null }
  expect(await untilOff(() => createSwitch(database, made, { ...entry, at: Date.now() }))).toBeLessThan(inForceMs)
})

test('the same when nobody is told of it, as when a notification is lost', async () => {
  const unannounced = async () => {
    await queryDatabase(
      bench.database,
      `with raised as (update switches_version set version = version + 1)
       insert into switches (id, provider, state, reason, created_at, created_by)
       values (gen_random_uuid(), $1, 'off', 'because', now(), 'Ada')`,
      [best],
    )
  }
  expect(await untilOff(unannounced)).toBeLessThan(inForceMs)
})

test('a process that starts has every switch before it takes its first call', async () => {
  await queryDatabase(
    bench.database,
    `with raised as (update switches_version set version = version + 1)
     insert into switches (id, provider, state, reason, created_at, created_by)
     values (gen_random_uuid(), $1, 'off', 'because', now(), 'Ada')`,
    [best],
  )
  const later = await bench.serve()
  expect(await openedBy(later)).not.toBe(best)
  await later.kill()
})
