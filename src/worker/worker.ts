import { setTimeout as delay } from 'node:timers/promises'
import { retryDelayMs } from '../domain/back-off.ts'
import { within } from '../domain/deadline.ts'
import type { Deps } from '../operations/deps.ts'
import {
  announceWork,
  askForRuns,
  awaitWork,
  type ClaimedRun,
  claimRuns,
  markWork,
  type Run,
  type Settlement,
  scheduleJobs,
  settleRun,
} from '../postgres/due-work.ts'
import { defaultRetry, type Job, type Task } from './job.ts'

/** The background work of one process. */
export interface Worker {
  /** Asks for a run of a job on a subject, soon, in any process. A hint: the next scheduled run makes up for a lost one. */
  readonly wake: (job: string, subject: string) => void
  /** Takes no more work and waits for what is under way, but not for long. */
  readonly close: () => Promise<void>
}

/** The first requests after a start come first. */
const startDelayMs = 1_000
/** What is due is checked for this often, whether or not anything wakes us. */
const pollMs = 1_000
/** Asked for what others are at already, again and again: this long between two checks. */
const breatherMs = 100
/** Longer than any run is expected to take. One whose process is gone is taken over without waiting for it. */
const leaseMs = 15 * 60_000
/** Runs still under way are left behind after this long; another process repeats them. */
const closeMs = 10_000

interface RunUnderWay {
  run: ClaimedRun
  readonly job: Job
  readonly begunAt: number
  ended: Promise<void>
  /** This process was asked for another one meanwhile. */
  again: boolean
}

/**
 * Starts the background work of this process, in the background: nothing waits for it, and while the database does not
 * let it work it says so in the log and tries again.
 */
export function startWorker(deps: Deps, jobs: readonly Job[]): Worker {
  const { database, clock, log, metrics } = deps
  const stopping = new AbortController()
  const underWay = new Map<string, RunUnderWay>()
  let wanted = new Map<string, Run>()
  let areScheduled = false
  let isStalled = false

  const startRun = (job: Job, run: ClaimedRun): void => {
    const known = underWay.get(keyOf(run))
    // Its lease is over and it is not: it goes on under the new one.
    if (known !== undefined) {
      known.run = run
      return
    }
    const entry: RunUnderWay = { run, job, begunAt: clock(), ended: Promise.resolve(), again: false }
    underWay.set(keyOf(run), entry)
    entry.ended = carryOut(entry)
  }

  /** Never rejects. */
  const carryOut = async (entry: RunUnderWay): Promise<void> => {
    const { job, run } = entry
    const send = (subjects: readonly string[]): Promise<void> => {
      const runs = subjects.map((subject) => ({ job: job.name, subject }))
      return askForRuns(database, runs, clock())
    }
    let failure: { readonly error: unknown } | undefined
    let repeatAt: number | null = null
    const task: Task = {
      subject: run.subject,
      send,
      repeatAt: (at) => {
        repeatAt = at
      },
      signal: stopping.signal,
    }
    try {
      stopping.signal.throwIfAborted()
      await job.run(deps, task)
    } catch (error) {
      failure = { error }
    }
    // What it left when it was told to stop is for another process.
    const settlement = stopping.signal.aborted
      ? { dueAt: clock(), again: false, isGivenUp: false }
      : judge(entry, failure, repeatAt)
    entry.again = false
    // Where that fails, this process finds the run again as one that it does not know, and repeats it.
    const isDue = await settleRun(database, entry.run, settlement, clock()).catch(() => false)
    const wasFull = freeFor(job) === 0
    underWay.delete(keyOf(run))
    if (entry.again) wanted.set(keyOf(run), { job: job.name, subject: run.subject })
    if (isDue || wasFull || entry.again) announceWork(database)
  }

  const restUntilStop = (ms: number): Promise<void> => {
    return delay(ms, undefined, { signal: stopping.signal }).catch(() => {})
  }

  const judge = (
    { job, run, begunAt, again }: RunUnderWay,
    failure: { readonly error: unknown } | undefined,
    repeatAt: number | null,
  ): Settlement => {
    const now = clock()
    const nextScheduled = run.subject === null ? Math.max(now, begunAt + job.everySeconds * 1000) : null
    if (failure === undefined) {
      metrics.jobFinished({ job: job.name, result: 'done' })
      return { dueAt: again ? now : (repeatAt ?? nextScheduled), again: false, isGivenUp: false }
    }
    metrics.jobFinished({ job: job.name, result: 'failed' })
    const facts = { job: job.name, subject: run.subject, attempts: run.attempts, err: failure.error }
    const { attemptsMax, ...backOff } = job.retry ?? defaultRetry
    if (run.attempts >= attemptsMax) {
      metrics.jobFinished({ job: job.name, result: 'given_up' })
      log.error(facts, 'a background job failed, and is given up until it is asked for again')
      return { dueAt: nextScheduled, again: false, isGivenUp: true }
    }
    log.error(facts, 'a background job failed')
    return { dueAt: now + retryDelayMs(backOff, run.attempts, Math.random()), again: true, isGivenUp: false }
  }

  const freeFor = (job: Job): number => {
    const busy = [...underWay.values()].filter((entry) => entry.job === job).length
    return Math.max(0, job.runsMax - busy)
  }

  /** Asks for what this process was asked for; true when there was something. */
  const passOn = async (): Promise<boolean> => {
    const asked = wanted
    wanted = new Map()
    try {
      await askForRuns(database, [...asked.values()], clock())
    } catch (error) {
      wanted = new Map([...asked, ...wanted])
      throw error
    }
    return asked.size > 0
  }

  const takeRuns = async (): Promise<number> => {
    const free = jobs.map((job) => ({ job: job.name, limit: freeFor(job) }))
    const claimant = { process: await deps.liveness.claimant(), held: [...underWay.values()].map(({ run }) => run) }
    const taken = await claimRuns(database, free, claimant, leaseMs, clock())
    for (const run of taken) {
      const job = jobs.find(({ name }) => name === run.job)
      if (job !== undefined) startRun(job, run)
    }
    return taken.length
  }

  const goRound = async (): Promise<void> => {
    const mark = markWork(database)
    try {
      if (!areScheduled) await scheduleJobs(database, jobs, clock())
      areScheduled = true
      const asked = await passOn()
      const taken = await takeRuns()
      if (isStalled) log.info({}, 'background jobs run again')
      isStalled = false
      if (asked && taken === 0) await delay(breatherMs)
    } catch (err) {
      if (!isStalled) log.error({ err }, 'background jobs are stalled; trying again every second')
      isStalled = true
      await restUntilStop(pollMs)
      return
    }
    if (!stopping.signal.aborted) await awaitWork(database, mark, pollMs)
  }

  const serve = async (): Promise<void> => {
    await restUntilStop(startDelayMs)
    while (!stopping.signal.aborted) await goRound()
    await Promise.all([...underWay.values()].map(({ ended }) => ended))
  }

  const serving = serve()
  return {
    wake: (job, subject) => {
      const run = { job, subject }
      const entry = underWay.get(keyOf(run))
      if (entry !== undefined) {
        entry.again = true
        return
      }
      wanted.set(keyOf(run), run)
      announceWork(database)
    },
    close: async () => {
      stopping.abort()
      announceWork(database)
      await within(closeMs, serving, undefined)
    },
  }
}

function keyOf({ job, subject }: Run): string {
  return `${job}\n${subject ?? ''}`
}
