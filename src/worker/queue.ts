import type PgBoss from 'pg-boss'
import type { Deps } from '../operations/deps.ts'
import { createBell } from './bell.ts'
import type { Job } from './job.ts'

/** A job's queue, as this process serves it. */
export interface JobQueue {
  /** Asks for a run on a subject. Rejects with the database's error. */
  readonly send: (subject: string) => Promise<void>
  /** Takes no more, and resolves when the runs under way have ended. */
  readonly close: () => Promise<void>
}

/** What other processes ask for is seen this soon; what this one asks for, at once. */
const pollMs = 1_000
/** A run that failed is repeated after about so many seconds, then twice as many; after that the clock brings the next. */
const retry = { retryLimit: 2, retryDelay: 5, retryBackoff: true }
/** Names the runs that come by the clock. */
const clockKey = 'clock'

/** Makes the queue if it is not there yet and begins to serve it. Rejects with the database's error. */
export async function serveQueue(boss: PgBoss, deps: Deps, job: Job): Promise<JobQueue> {
  // `short`: of the runs that have not begun, one for each subject.
  await boss.createQueue(job.name, { name: job.name, policy: 'short', ...retry })
  const stopping = new AbortController()
  const { signal } = stopping
  const bell = createBell()
  const running = new Set<Promise<void>>()

  const send = async (subject: string): Promise<void> => {
    await boss.send(job.name, { subject }, { singletonKey: subject })
    bell.ring()
  }

  const sendByClock = async (): Promise<void> => {
    try {
      const options = { singletonKey: clockKey, singletonSeconds: job.everySeconds }
      const id = await boss.send(job.name, {}, options)
      if (id !== null) bell.ring()
    } catch (err) {
      deps.log.warn({ job: job.name, err }, 'could not ask for a background job')
    }
  }

  const carryOut = async ({ id, data }: PgBoss.Job<unknown>): Promise<void> => {
    try {
      signal.throwIfAborted()
      await job.run(deps, { subject: subjectOf(data), send, signal })
      await boss.complete(job.name, id)
      deps.metrics.jobFinished(job.name, 'done')
    } catch (err) {
      if (!signal.aborted) {
        deps.metrics.jobFinished(job.name, 'failed')
        deps.log.error({ job: job.name, err }, 'a background job failed')
      }
      // Where that fails too, the run counts as failed when its time is over.
      await boss.fail(job.name, id, { message: String(err) }).catch(() => {})
    }
  }

  // `work` of the library would leave the statement that ends a run unawaited: with the database away at that moment,
  // the process would end.
  const serve = async (): Promise<void> => {
    while (!signal.aborted) {
      const free = job.runsMax - running.size
      const fetched = free === 0 ? [] : await boss.fetch<unknown>(job.name, { batchSize: free })
      for (const task of fetched) {
        const run = carryOut(task).finally(() => {
          running.delete(run)
          bell.ring()
        })
        running.add(run)
      }
      if (fetched.length === 0) await bell.rest(pollMs)
    }
    await Promise.all(running)
  }

  const serving = serve()
  void sendByClock()
  const timer = setInterval(() => void sendByClock(), job.everySeconds * 1000)
  return {
    send,
    close: async () => {
      clearInterval(timer)
      stopping.abort()
      bell.ring()
      await serving
    },
  }
}

function subjectOf(data: unknown): string | null {
  const isNamed = typeof data === 'object' && data !== null && 'subject' in data && typeof data.subject === 'string'
  return isNamed ? String(data.subject) : null
}
