import { countFigures } from '../operations/hourly-figures.ts'
import type { Job } from './job.ts'

/** Counts sessions by hour and provider, once a minute, in one of the processes. */
export const figuresJob: Job = {
  name: 'figures',
  everySeconds: 60,
  runsMax: 1,
  run: (deps, task) => countFigures(deps, task.signal),
}
