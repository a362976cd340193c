import { afterEach, beforeEach, expect, test } from 'vitest'
import type { ProcessId } from '../../src/domain/liveness.ts'
import { closeDatabase, type Database } from '../../src/postgres/database.ts'
import {
  askForRuns,
  awaitWork,
  type ClaimedRun,
  claimRuns,
  markWork,
  scheduleJobs,
  settleRun,
  summarizeRuns,
} from '../../src/postgres/due-work.ts'
import { registerProcess, unregisterProcess } from '../../src/store/processes.ts'
import { program, start } from '../store/store-calls.ts'
import { cloneDatabase, openStore, type TestTarget } from '../support/database.ts'
import { startTransactionPooler } from '../support/transaction-pooler.ts'

/** Longer than any test may take: who wakes earlier was told. */
const neverMs = 600_000
const leaseMs = 10_000
const job = { name: 'sweep', everySeconds: 60 }

interface Process {
  readonly database: Database
  readonly process: ProcessId
}

let target: TestTarget
let one: Process
let two: Process

beforeEach(async () => {
  target = await cloneDatabase()
  one = await startProcess()
  two = await startProcess()
})
afterEach(async () => {
  await closeDatabase(one.database)
  await closeDatabase(two.database)
})

async function startProcess(): Promise<Process> {
  const database = openStore(target)
  return { database, process: await registerProcess(database, program) }
}

function claim(by: Process, now = start, limit = 100, held: readonly ClaimedRun[] = []) {
  return claimRuns(by.database, [{ job: job.name, limit }], { process: by.process, held }, leaseMs, now)
}

async function claimOne(by: Process, now = start): Promise<ClaimedRun> {
  const [run] = await claim(by, now)
  if (run === undefined) throw new Error('nothing is due')
  return run
}

function ask(by: Process, subject: string, now = start): Promise<void> {
  return askForRuns(by.database, [{ job: job.name, subject }], now)
}

test('a clock that is new is due at once, and one that was put too far ahead within its period', async () => {
  await scheduleJobs(one.database, [job], start)
  await scheduleJobs(two.database, [job], start)
  const run = await claimOne(one)
  expect([run.subject, run.attempts]).toEqual([null, 1])
  await settleRun(one.database, run, { dueAt: start + 365 * 86_400_000, again: false, isGivenUp: false }, start)
  await scheduleJobs(two.database, [job], start)
  expect(await claim(two, start + 59_999)).toEqual([])
  expect(await claim(two, start + 60_000)).toHaveLength(1)
})

test('of two processes that claim at once each run goes to one, and to nobody else within its lease', async () => {
  const subjects = Array.from({ length: 40 }, (_, n) => `subject ${n}`)
  await askForRuns(
    one.database,
    subjects.map((subject) => ({ job: job.name, subject })),
    start,
  )
  const claimed = await Promise.all([one, two, one, two].map((by) => claim(by, start, 10)))
  const rest = [...(await claim(one)), ...(await claim(two))]
  const seen = [...claimed.flat(), ...rest].map(({ subject }) => subject)
  // A process that does not say what it holds gets its own once more.
  expect(new Set(seen)).toEqual(new Set(subjects))
  const inTime = await claim(await startProcess(), start + leaseMs - 1)
  expect(inTime).toEqual([])
  expect(await claim(await startProcess(), start + leaseMs)).toHaveLength(40)
})

test('what a process holds that is gone is free at once', async () => {
  await ask(one, 'a')
  const run = await claimOne(one)
  expect(await claim(two)).toEqual([])
  await unregisterProcess(two.database, one.process)
  const taken = await claimOne(two)
  expect([taken.subject, taken.attempts, taken.fence > run.fence]).toEqual(['a', 2, true])
})

test('a process that was taken for dead settles nothing any more', async () => {
  await ask(one, 'a')
  const late = await claimOne(one)
  const taken = await claimOne(two, start + leaseMs)
  expect(await settleRun(one.database, late, { dueAt: start, again: false, isGivenUp: false }, start)).toBe(false)
  expect(await claim(one, start + leaseMs)).toEqual([])
  await settleRun(two.database, taken, { dueAt: null, again: false, isGivenUp: false }, start)
  expect(await claim(one, start + 10 * leaseMs)).toEqual([])
})

test('a claim whose answer was lost on the way is claimed again; one that is known is not', async () => {
  await ask(one, 'a')
  const run = await claimOne(one)
  expect(await claim(one, start, 100, [run])).toEqual([])
  expect(await claim(one)).toMatchObject([{ subject: 'a' }])
})

test('what is asked for again before it has begun is one run, and while it is under way another one', async () => {
  await Promise.all([ask(one, 'a'), ask(two, 'a'), ask(one, 'a')])
  const run = await claimOne(one)
  await ask(two, 'a')
  await ask(two, 'a')
  expect(await settleRun(one.database, run, { dueAt: null, again: false, isGivenUp: false }, start)).toBe(true)
  const next = await claimOne(two)
  expect(next.attempts).toBe(1)
  expect(await settleRun(two.database, next, { dueAt: null, again: false, isGivenUp: false }, start)).toBe(false)
  expect(await claim(one, start + neverMs)).toEqual([])
})

test('a run that failed keeps its back-off, whoever asks for it meanwhile', async () => {
  await ask(one, 'a')
  await settleRun(one.database, await claimOne(one), { dueAt: start + 5_000, again: true, isGivenUp: false }, start)
  await ask(two, 'a')
  expect(await claim(two, start + 4_999)).toEqual([])
  expect(await claim(two, start + 5_000)).toMatchObject([{ subject: 'a', attempts: 2 }])
})

test('how the runs of each job stand is told: due, under way, failing, given up', async () => {
  await scheduleJobs(one.database, [job], start + neverMs)
  for (const subject of ['a', 'b', 'c', 'd']) await ask(one, subject)
  const [failed, givenUp, underWay] = await claim(one, start, 3)
  if (failed === undefined || givenUp === undefined || underWay === undefined) throw new Error('nothing was due')
  const retry = { dueAt: start + 5_000, again: true, isGivenUp: false }
  await settleRun(one.database, failed, retry, start)
  await settleRun(one.database, givenUp, { dueAt: null, again: false, isGivenUp: true }, start)
  const told = {
    job: job.name,
    due: 1,
    oldestDueAt: start,
    running: 1,
    failing: 1,
    givenUp: 1,
    nextAt: start + 5_000,
  }
  expect(await summarizeRuns(two.database, start)).toEqual([told])
  await ask(two, givenUp.subject ?? '')
  for (const run of await claim(two, start + 5_000)) {
    await settleRun(two.database, run, { dueAt: null, again: false, isGivenUp: false }, start)
  }
  expect(await summarizeRuns(two.database, start)).toMatchObject([{ due: 0, failing: 0, givenUp: 0 }])
})

test('whoever waits for work in another process is told at once; behind a pooler they check again in time', async () => {
  // Whoever begins to listen checks again.
  await awaitWork(two.database, markWork(two.database), neverMs)
  const told = awaitWork(two.database, markWork(two.database), neverMs)
  await ask(one, 'a')
  await told

  const pooler = await startTransactionPooler(target)
  const pooled = openStore(pooler.target)
  await awaitWork(pooled, markWork(pooled), 50)
  await closeDatabase(pooled)
  await pooler.close()
})
