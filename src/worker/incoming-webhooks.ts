import { parseTenantId } from '../domain/tenant.ts'
import type { Deps } from '../operations/deps.ts'
import { handleDueWebhooks, listTenantsWithDueWebhooks } from '../operations/webhooks-in/handle.ts'
import type { Job, Task } from './job.ts'

/** Webhooks claimed at a time; each may be a call to Meld, and all of them end within the lease. */
const batchMax = 20
/** Batches of one tenant at once, when there is more than one, so that a call that Meld lets hang holds up its own alone. */
const lanes = 4

/**
 * Handles what is in the inboxes: at once when a webhook comes in, for its tenant; and every few seconds, which finds
 * what is due again and what a process left behind that died.
 */
export const incomingWebhooksJob: Job = {
  name: 'incoming_webhooks',
  everySeconds: 5,
  runsMax: 4,
  run: async (deps, task) => {
    if (task.subject === null) {
      await task.send(await listTenantsWithDueWebhooks(deps))
    } else await emptyInbox(deps, task.subject, task.signal)
  },
}

async function emptyInbox(deps: Deps, subject: string, signal: Task['signal']): Promise<void> {
  const id = parseTenantId(subject)
  const tenant = id === undefined ? undefined : deps.tenants.find(id)
  // Taken out of the configuration meanwhile: its webhooks wait for its return.
  if (tenant === undefined) return
  /** True when there may be more. */
  const handleBatch = async (): Promise<boolean> => {
    return (await handleDueWebhooks(deps, tenant, batchMax)).claimed === batchMax && !signal.aborted
  }
  if (!(await handleBatch())) return
  const lane = async (): Promise<void> => {
    while (await handleBatch());
  }
  await Promise.all(Array.from({ length: lanes }, lane))
}
