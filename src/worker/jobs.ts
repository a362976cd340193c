import { cataloguesJob } from './catalogues.ts'
import { deliveriesJob } from './deliveries.ts'
import { eventsJob } from './events.ts'
import { figuresJob } from './figures.ts'
import { incomingWebhooksJob } from './incoming-webhooks.ts'
import type { Job } from './job.ts'
import { reconcileJob } from './reconcile.ts'
import { replaysJob } from './replays.ts'
import { retentionJob } from './retention.ts'
import { unfinishedSessionsJob } from './unfinished-sessions.ts'

/** Everything that goes on in the background. */
export const jobs: readonly Job[] = [
  incomingWebhooksJob,
  eventsJob,
  deliveriesJob,
  cataloguesJob,
  figuresJob,
  replaysJob,
  reconcileJob,
  retentionJob,
  unfinishedSessionsJob,
]
