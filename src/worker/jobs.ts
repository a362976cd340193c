import { cataloguesJob } from './catalogues.ts'
import type { Job } from './job.ts'
import { noticesJob } from './notices.ts'
import { reconcileJob } from './reconcile.ts'
import { retentionJob } from './retention.ts'

/** Everything that goes on in the background. */
export const jobs: readonly Job[] = [noticesJob, reconcileJob, cataloguesJob, retentionJob]
