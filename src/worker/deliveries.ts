import {
  deliverDue,
  deliveriesJobName,
  listDueDeliveries,
  readDeliveriesSubject,
} from '../operations/webhooks-out/deliver.ts'
import type { Job } from './job.ts'

/**
 * Delivers events to partners' servers: to one webhook endpoint as soon as something is published for it and when the next
 * try is due, and every few seconds to those that were forgotten. Each run is about one webhook endpoint, so that one that
 * does not answer holds up its own; many wait at the same time.
 */
export const deliveriesJob: Job = {
  name: deliveriesJobName,
  everySeconds: 5,
  runsMax: 256,
  run: async (deps, task) => {
    if (task.subject === null) {
      await task.send(await listDueDeliveries(deps))
      return
    }
    const about = readDeliveriesSubject(deps, task.subject)
    // A tenant that was removed from the configuration: its deliveries wait until it is back.
    if (about === undefined) return
    const nextAt = await deliverDue(deps, about.tenant, about.endpoint, task.signal)
    if (nextAt !== null) task.repeatAt(nextAt)
  },
}
