import { parseTenantId } from '../domain/tenant.ts'
import { eventsJobName, listTenantsToPublish, publishEvents } from '../operations/events/publish.ts'
import type { Job } from './job.ts'

/**
 * Publishes events: a tenant's as soon as one is recorded, and every two seconds those that were left behind by a process
 * that died, or whose wake was lost.
 */
export const eventsJob: Job = {
  name: eventsJobName,
  everySeconds: 2,
  runsMax: 4,
  run: async (deps, task) => {
    if (task.subject === null) {
      await task.send(await listTenantsToPublish(deps))
      return
    }
    const id = parseTenantId(task.subject)
    if (id !== undefined) await publishEvents(deps, id, task.signal)
  },
}
