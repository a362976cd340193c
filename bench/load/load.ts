import { fileURLToPath } from 'node:url'
import { startWorker } from '../worker.ts'
import type { LoadJob, LoadResult } from './job.ts'

/** The load generator, in a process of its own. */
export interface LoadGenerator {
  readonly pid: number
  /** Runs one job. Rejects when any answer was not the right one, unless the job is tolerant. */
  readonly run: (job: LoadJob) => Promise<LoadResult>
  readonly close: () => Promise<void>
}

/** Starts the generator's process; it ends with this one. */
export function startLoadGenerator(): LoadGenerator {
  const worker = startWorker<LoadJob, LoadResult>(fileURLToPath(new URL('./generator.js', import.meta.url)))
  return {
    pid: worker.pid,
    run: async (job) => {
      const result = await worker.run(job)
      if (result.failed > 0 && job.tolerant !== true) {
        throw new Error(
          `of ${result.answered} answers from port ${job.port} some were wrong:\n${result.failures.join('\n')}`,
        )
      }
      return result
    },
    close: worker.close,
  }
}
