import { recordUnfinished } from '../operations/events/unfinished-sessions.ts'
import type { Job } from './job.ts'

/** Tells partners of users who have walked away, and of links that have ended unused, within a quarter of a minute. */
export const unfinishedSessionsJob: Job = {
  name: 'unfinished-sessions',
  everySeconds: 15,
  runsMax: 1,
  run: (deps, task) => recordUnfinished(deps, task.signal),
}
