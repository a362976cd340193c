import { parseTenantId } from '../domain/tenant.ts'
import { listTenantsToReconcile, reconcile } from '../operations/reconcile/reconcile.ts'
import type { Job } from './job.ts'

/**
 * One round a minute for each tenant that has something to check, in whichever process is free: slow on purpose,
 * for Meld dislikes being polled.
 */
export const reconcileJob: Job = {
  name: 'reconcile',
  everySeconds: 60,
  runsMax: 2,
  run: async (deps, task) => {
    if (task.subject === null) {
      await task.send(await listTenantsToReconcile(deps))
      return
    }
    const id = parseTenantId(task.subject)
    const tenant = id === undefined ? undefined : deps.tenants.find(id)
    // A tenant that was removed from the configuration: its checks wait until it is back.
    if (tenant !== undefined) await reconcile(deps, tenant)
  },
}
