import type { BackOff } from '../domain/back-off.ts'
import type { Deps } from '../operations/deps.ts'

/**
 * Work that goes on in the background, in whichever process is free. The migration that comes with the end of a job
 * deletes its rows of `due_work`.
 */
export interface Job {
  readonly name: string
  /** One of all the processes runs it this often, by itself. */
  readonly everySeconds: number
  /** Runs of it that one process has under way at most; of one subject, one of all the processes. */
  readonly runsMax: number
  /**
   * One run. It is repeated when it rejects or its process dies, and may overlap with one elsewhere that was taken for
   * dead; so it is built from steps that may be repeated.
   */
  readonly run: (deps: Deps, task: Task) => Promise<void>
  /** How a run that rejects is repeated; `defaultRetry` where there is none. */
  readonly retry?: Retry
}

/** What one run is about. */
export interface Task {
  /** Such as a tenant's id; null for a scheduled run. */
  readonly subject: string | null
  /** Asks for runs on subjects, in any process; asking again before one has begun changes nothing. */
  readonly send: (subjects: readonly string[]) => Promise<void>
  /** Has this run followed by another at an instant, in epoch milliseconds, or sooner when one is asked for. */
  readonly repeatAt: (at: number) => void
  /** Aborted when the process stops, or another has taken the run over: end soon, and leave the rest to another one. */
  readonly signal: AbortSignal
}

/** After how long a run that failed is repeated, and when it is given up until it is scheduled or asked for again. */
export interface Retry extends BackOff {
  readonly attemptsMax: number
}

/** Three attempts within a quarter of a minute: whatever lasts longer is left to the next scheduled run. */
export const defaultRetry: Retry = { firstMs: 5_000, maxMs: 10 * 60_000, attemptsMax: 3 }
