import { parseTenantId } from '../domain/tenant.ts'
import { parseWebhookEndpointId } from '../domain/webhook-endpoint.ts'
import { carryOutReplay, openReplays, replaysJobName } from '../operations/webhooks-out/replay.ts'
import type { Job } from './job.ts'

/** Carries out what is left of replays of ranges: one at a time of each webhook endpoint, and those that nobody is at. */
export const replaysJob: Job = {
  name: replaysJobName,
  everySeconds: 30,
  runsMax: 2,
  run: async (deps, task) => {
    if (task.subject === null) {
      const open = await openReplays(deps)
      await task.send(open.map(({ tenant, endpoint }) => `${tenant}\n${endpoint}`))
      return
    }
    const [named, endpoint] = task.subject.split('\n')
    const [tenant, id] = [parseTenantId(named ?? ''), parseWebhookEndpointId(endpoint ?? '')]
    if (tenant !== undefined && id !== undefined) await carryOutReplay(deps, { tenant, id }, task.signal)
  },
}
