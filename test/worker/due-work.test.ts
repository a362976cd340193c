import { expect, onTestFinished } from 'vitest'
import { createLog } from '../../src/observe/log.ts'
import { createMetrics } from '../../src/observe/metrics.ts'
import type { Deps } from '../../src/operations/deps.ts'
import { startLiveness } from '../../src/operations/process-liveness.ts'
import { closeDatabase, openDatabase } from '../../src/postgres/database.ts'
import type { Job, Task } from '../../src/worker/job.ts'
import { startWorker, type Worker } from '../../src/worker/worker.ts'
import { queryDatabase, type TestTarget } from '../support/database.ts'
import { startDatabaseRelay } from '../support/database-relay.ts'
import { test as base } from '../support/fixtures/own-gateways.ts'
import type { TestGateway } from '../support/gateway.ts'
import { until } from '../support/until.ts'

const test = base.extend('gateway', ({ startGateway }) => startGateway())

/** One process of the gateway, with jobs of the test's own. */
interface Process {
  readonly worker: Worker
  readonly metrics: () => Promise<string>
}

async function startProcess(
  gateway: TestGateway,
  jobs: readonly Job[],
  target: TestTarget = gateway.database,
): Promise<Process> {
  const database = openDatabase({ target, preparedStatements: true, onError: () => {} })
  const metrics = createMetrics()
  const log = createLog('silent', { write: () => {} })
  const liveness = await startLiveness({ database, log, metrics, startedAt: Date.now() })
  const deps: Deps = { ...gateway.deps, database, liveness, metrics }
  const worker = startWorker(deps, jobs)
  onTestFinished(async () => {
    await worker.close()
    await liveness.end()
    await closeDatabase(database)
  })
  return { worker, metrics: metrics.render }
}

const hourly = { everySeconds: 3_600, runsMax: 4 }

/** A job that notes what its runs are about; `then` is what a run on a subject does after that. */
function noting(then: (task: Task) => Promise<void> = async () => {}): { job: Job; runs: string[] } {
  const runs: string[] = []
  const run = async (_deps: Deps, task: Task): Promise<void> => {
    if (task.subject === null) return
    runs.push(task.subject)
    await then(task)
  }
  return { job: { ...hourly, name: 'noting', run }, runs }
}

test('a job runs on its schedule, in one of all the processes', async ({ gateway }) => {
  let runs = 0
  const run = async (): Promise<void> => {
    runs += 1
  }
  const job = { ...hourly, name: 'hourly', run }
  await Promise.all([startProcess(gateway, [job]), startProcess(gateway, [job])])
  await until(async () => expect(runs).toBe(1))
  for (const hours of [1, 2, 3]) {
    await gateway.advance(3_601)
    await until(async () => expect(runs).toBe(1 + hours))
  }
})

test('a run that is asked for begins at once, also when another process has to do it', async ({ gateway }) => {
  const { job, runs } = noting()
  const { worker } = await startProcess(gateway, [job])
  const idle = await startProcess(gateway, [{ ...job, runsMax: 0 }])
  worker.wake('noting', 'warm up')
  await until(async () => expect(runs).toEqual(['warm up']))
  let asked = 0
  // Checked for once a second, each would take nearly as long, for it is asked for right after a check. A machine that
  // was busy with something else is asked again.
  await until(async () => {
    const begun = performance.now()
    for (const process of [worker, idle.worker, worker, idle.worker]) {
      const subject = `subject ${asked++}`
      process.wake('noting', subject)
      await until(async () => expect(runs).toContain(subject))
    }
    expect(performance.now() - begun).toBeLessThan(2_500)
  })
})

test('a run that fails is repeated with back-off by the gateway’s clock, then given up until it is asked for', async ({
  gateway,
}) => {
  const { job, runs } = noting(async () => {
    throw new Error('no luck')
  })
  const { worker, metrics } = await startProcess(gateway, [job])
  worker.wake('noting', 'a')
  await until(async () => expect(runs).toHaveLength(1))
  await until(async () => expect(gateway.logged()).toContain('a background job failed'))
  const [row] = await until(async () => {
    const rows = await queryDatabase(
      gateway.database,
      `select extract(epoch from due_at - to_timestamp($1))::float8 as seconds from due_work
       where subject = 'a' and lease_until is null`,
      [gateway.deps.clock() / 1000],
    )
    expect(rows).toHaveLength(1)
    return rows
  })
  expect(Number(row?.seconds)).toBeGreaterThan(0)
  expect(Number(row?.seconds)).toBeLessThan(6.3)
  for (const attempt of [2, 3]) {
    await gateway.advance(15)
    await until(async () => expect(runs).toHaveLength(attempt))
  }
  await until(async () => expect(await metrics()).toContain('rampway_jobs_total{job="noting",result="given_up"} 1'))
  expect(await metrics()).toContain('rampway_jobs_total{job="noting",result="failed"} 3')
  expect(gateway.logged()).toContain('is given up until it is asked for again')
  await gateway.advance(3_000)
  expect(runs).toHaveLength(3)
  worker.wake('noting', 'a')
  await until(async () => expect(runs).toHaveLength(4))
})

test('two processes never run the same at once, and what is asked for meanwhile is run afterwards', async ({
  gateway,
}) => {
  const running = new Set<string>()
  let [overlaps, most] = [0, 0]
  const { job, runs } = noting(async ({ subject }) => {
    if (running.has(String(subject))) overlaps += 1
    running.add(String(subject))
    most = Math.max(most, running.size)
    await new Promise((resolve) => setTimeout(resolve, 20))
    running.delete(String(subject))
  })
  const processes = await Promise.all([startProcess(gateway, [job]), startProcess(gateway, [job])])
  const subjects = ['a', 'b', 'c', 'd', 'e', 'f']
  for (let n = 0; n < 20; n++) {
    const before = runs.length
    for (const { worker } of processes) for (const subject of subjects) worker.wake('noting', subject)
    await until(async () => expect(runs.length).toBeGreaterThan(before))
  }
  const before = runs.length
  processes[0].worker.wake('noting', 'last')
  await until(async () => expect(runs.slice(before)).toContain('last'))
  expect(overlaps).toBe(0)
  expect(new Set(runs)).toEqual(new Set([...subjects, 'last']))
  expect(most).toBeGreaterThan(1)
})

test('a process that stops does so soon, begins nothing more, and leaves what it was at to another', async ({
  gateway,
}) => {
  const { job: waits, runs: left } = noting(
    ({ signal }) => new Promise((resolve) => signal.addEventListener('abort', () => resolve())),
  )
  const { worker } = await startProcess(gateway, [waits])
  worker.wake('noting', 'a')
  await until(async () => expect(left).toEqual(['a']))
  const begun = performance.now()
  await worker.close()
  // A run that did not end would be waited for, ten seconds.
  expect(performance.now() - begun).toBeLessThan(9_000)
  const { job, runs } = noting()
  await startProcess(gateway, [job])
  await until(async () => expect(runs).toEqual(['a']))
  expect(left).toEqual(['a'])
})

test('a listener that has gone silent, and a database that restarts, only delay what is asked for elsewhere', async ({
  gateway,
}) => {
  const relay = await startDatabaseRelay(gateway.database)
  onTestFinished(relay.close)
  relay.onSent('listen rampway_signals', (connection) => connection.silence('to_client'))
  const { job, runs } = noting()
  await startProcess(gateway, [job], relay.target)
  const elsewhere = await startProcess(gateway, [{ ...job, runsMax: 0 }])
  elsewhere.worker.wake('noting', 'unheard')
  await until(async () => expect(runs).toContain('unheard'))

  for (const connection of relay.connections()) connection.reset()
  await relay.welcome('refuse')
  elsewhere.worker.wake('noting', 'while it was away')
  await until(async () => expect(gateway.logged()).toContain('background jobs are stalled'))
  await relay.welcome('pass')
  await until(async () => expect(runs).toContain('while it was away'))
  expect(gateway.logged()).toContain('background jobs run again')
})

test('a run whose end the database could not be told is repeated when it can be', async ({ gateway }) => {
  const relay = await startDatabaseRelay(gateway.database)
  onTestFinished(relay.close)
  let away = false
  const { job, runs } = noting(async ({ subject }) => {
    if (subject !== 'a' || away) return
    away = true
    await relay.welcome('refuse')
    for (const connection of relay.connections()) connection.reset()
  })
  const { worker } = await startProcess(gateway, [job], relay.target)
  worker.wake('noting', 'a')
  await until(async () => expect(runs).toEqual(['a']))
  await relay.welcome('pass')
  await until(async () => expect(runs).toEqual(['a', 'a']))
  await until(async () => {
    const held = `select from due_work where job = 'noting' and lease_until is not null`
    expect(await queryDatabase(gateway.database, held)).toEqual([])
  })
})
