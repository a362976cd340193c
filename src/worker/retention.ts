import { keepRetention } from '../operations/retention.ts'
import type { Job } from './job.ts'

/** Makes the partitions of the coming months and deletes what is old, once an hour, in one of the processes. */
export const retentionJob: Job = {
  name: 'retention',
  everySeconds: 3_600,
  runsMax: 1,
  run: async (deps, task) => {
    await keepRetention(deps, task.signal)
  },
}
