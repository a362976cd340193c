import { fork } from 'node:child_process'
import { once } from 'node:events'

/** A process of its own that carries out jobs of one kind, one after the other. */
export interface Worker<Job, Result> {
  readonly pid: number
  /** Rejects when the job failed, or the process ended. */
  readonly run: (job: Job) => Promise<Result>
  readonly close: () => Promise<void>
}

type Answer<Result> = { readonly result: Result } | { readonly error: string }

/** Starts a script that calls `serveJobs`; it ends with this process. */
export function startWorker<Job extends object, Result>(
  script: string,
  env: Readonly<Record<string, string>> = {},
): Worker<Job, Result> {
  const child = fork(script, { env, stdio: ['ignore', 'inherit', 'inherit', 'ipc'] })
  const ended = once(child, 'exit').then(() => ({ error: 'its process ended' }))
  if (child.pid === undefined) throw new Error(`${script} could not be started`)
  return {
    pid: child.pid,
    run: async (job) => {
      const answered = once(child, 'message').then(([answer]) => answer as Answer<Result>)
      child.send(job)
      const answer = await Promise.race([answered, ended])
      if ('error' in answer) throw new Error(`a job of ${script} failed: ${answer.error}`)
      return answer.result
    },
    close: async () => {
      child.kill()
      await ended
    },
  }
}

/** The other side: carries out what the parent sends. */
export function serveJobs<Job, Result>(run: (job: Job) => Promise<Result>): void {
  process.on('message', (job: Job) => {
    run(job).then(
      (result) => process.send?.({ result }),
      (error: unknown) => process.send?.({ error: String(error) }),
    )
  })
}
