import { parseTenantId } from '../domain/tenant.ts'
import type { Deps } from '../operations/deps.ts'
import { handleDueWebhooks, listTenantsWithDueWebhooks, webhooksJobName } from '../operations/webhooks-in/handle.ts'
import type { Job, Task } from './job.ts'

/** Webhooks claimed at a time: the more, the more of them are on one transaction, which is then checked once. */
const batchMax = 2_000
/** Batches of one tenant at once, when there are several, so that a hanging call to Meld holds up only its own. */
const lanes = 4

/**
 * Handles the webhooks in the inboxes: a tenant's as soon as one comes in, and every few seconds those of all tenants
 * that are to be retried, or were left behind by a process that died.
 */
export const incomingWebhooksJob: Job = {
  name: webhooksJobName,
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
  // A tenant that was removed from the configuration: its webhooks wait until it is back.
  if (tenant === undefined) return
  /** Gives true when there may be more. */
  const handleBatch = async (): Promise<boolean> => {
    return (await handleDueWebhooks(deps, tenant, batchMax, { signal })).claimed === batchMax && !signal.aborted
  }
  if (!(await handleBatch())) return
  const lane = async (): Promise<void> => {
    while (await handleBatch());
  }
  await Promise.all(Array.from({ length: lanes }, lane))
}
