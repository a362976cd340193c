import type PgBoss from 'pg-boss'
import type { Deps } from '../operations/deps.ts'
import { createBell } from './bell.ts'
import type { Job } from './job.ts'
import { type JobQueue, serveQueue } from './queue.ts'

/** The background work of one process. */
export interface Worker {
  /** Asks for a run of a job on a subject, soon, in any process. A hint: the job's own clock makes up for a lost one. */
  readonly wake: (job: string, subject: string) => void
  /** Takes no more work and waits for what is under way, but not for long. */
  readonly close: () => Promise<void>
}

/** Runs the job library's statements. */
export interface JobDatabase {
  readonly executeSql: (text: string, values: readonly unknown[]) => Promise<{ rows: Record<string, unknown>[] }>
}

/** Where the job library keeps its tables. */
const schema = 'rampway_jobs'
/** The first requests after a start are answered before the library is loaded. */
const startDelayMs = 1_000
/** Starting is tried again this soon, then half as often each time, down to … */
const restartFirstMs = 1_000
/** … this. */
const restartMaxMs = 60_000
/** Runs still under way are left behind after this long; another process repeats them. */
const closeMs = 10_000

/**
 * Starts the background work of this process, in the background: nothing waits for it, and while it cannot start it
 * says so in the log and tries again.
 */
export function startWorker(deps: Deps, database: JobDatabase, jobs: readonly Job[]): Worker {
  const bell = createBell()
  const queues = new Map<string, JobQueue>()
  let boss: PgBoss | undefined
  let closing = false
  const waking = new Map<string, 'asked' | 'asked again'>()

  const start = async (): Promise<void> => {
    await bell.rest(startDelayMs)
    for (let waitMs = restartFirstMs; !closing; waitMs = Math.min(waitMs * 2, restartMaxMs)) {
      try {
        boss = await openBoss(deps, database)
        for (const job of jobs) queues.set(job.name, await serveQueue(boss, deps, job))
        return
      } catch (err) {
        deps.log.error({ err, retry_ms: waitMs }, 'background jobs could not be started')
        await letGo()
        await bell.rest(waitMs)
      }
    }
  }

  const letGo = async (): Promise<void> => {
    const served = [...queues.values()]
    queues.clear()
    await withinMs(closeMs, Promise.all(served.map((queue) => queue.close())))
    await boss?.stop({ graceful: false })
    boss = undefined
  }

  /** One question per subject at a time; what comes up meanwhile is asked once more afterwards. */
  const wake = async (queue: JobQueue, job: string, subject: string): Promise<void> => {
    const key = `${job} ${subject}`
    const isAsking = waking.has(key)
    waking.set(key, isAsking ? 'asked again' : 'asked')
    if (isAsking) return
    try {
      while (waking.has(key)) {
        await queue.send(subject)
        if (waking.get(key) === 'asked') waking.delete(key)
        else waking.set(key, 'asked')
      }
    } catch (err) {
      waking.delete(key)
      deps.log.warn({ job, err }, 'could not ask for a background job')
    }
  }

  const starting = start()
  return {
    wake: (job, subject) => {
      const queue = queues.get(job)
      if (queue !== undefined) void wake(queue, job, subject)
    },
    close: async () => {
      closing = true
      bell.ring()
      await starting
      await letGo()
    },
  }
}

/** Loaded only now, so that nobody waits for it who has no use for it. */
async function openBoss(deps: Deps, database: JobDatabase): Promise<PgBoss> {
  const { default: Boss } = await import('pg-boss')
  const boss = new Boss({
    db: { executeSql: (text, values: readonly unknown[] | undefined) => database.executeSql(text, values ?? []) },
    schema,
    // Jobs have clocks of their own, finer than the library's.
    schedule: false,
    deleteAfterDays: 1,
  })
  boss.on('error', (err) => deps.log.warn({ err }, 'background jobs'))
  await boss.start()
  return boss
}

async function withinMs(ms: number, work: Promise<unknown>): Promise<void> {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<void>((resolve) => {
    timer = setTimeout(resolve, ms)
  })
  await Promise.race([work, late])
  clearTimeout(timer)
}
