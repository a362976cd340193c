import type { Deps } from '../operations/deps.ts'

/** Work that goes on in the background, in whichever process is free. */
export interface Job {
  /** Also the name of its queue: letters, digits, hyphens. */
  readonly name: string
  /** One of all the processes runs it this often, by itself. At most 43,200 (12 hours). */
  readonly everySeconds: number
  /** Runs of it that one process has under way at most. */
  readonly runsMax: number
  /**
   * One run. It may overlap with another one elsewhere, and is repeated a little later when it rejects or its process
   * dies; so it is built from steps that may be repeated.
   */
  readonly run: (deps: Deps, task: Task) => Promise<void>
}

/** What one run is about. */
export interface Task {
  /** Such as a tenant's id; null for a run that came by the clock. */
  readonly subject: string | null
  /** Asks for a run on a subject, in any process; asking again before it has begun changes nothing. */
  readonly send: (subject: string) => Promise<void>
  /** Aborted when the process stops: end soon, and leave the rest to another one. */
  readonly signal: AbortSignal
}
