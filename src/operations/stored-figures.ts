import { findOverdueRun } from '../postgres/due-work.ts'
import { findOldestUnhandledWebhook } from '../store/incoming-webhooks.ts'
import { findOldestUnresolved } from '../store/unresolved.ts'
import type { Deps } from './deps.ts'
import { partitionHeadroomSeconds } from './retention.ts'

/**
 * Reads the figures of the metrics that come from the database, with one statement each, however many tenants there
 * are. Returns a function that sets the metrics. Rejects with the database's error.
 */
export async function readStoredFigures(deps: Deps): Promise<() => void> {
  const tenants = deps.tenants.list().map(({ id }) => id)
  const [webhook, unresolved, overdueRun, partitionsAheadSeconds] = await Promise.all([
    findOldestUnhandledWebhook(deps.database, tenants),
    findOldestUnresolved(deps.database, tenants),
    findOverdueRun(deps.database),
    partitionHeadroomSeconds(deps),
  ])
  const now = deps.clock()
  const age = (since: number | null): number => (since === null ? 0 : Math.max(0, now - since) / 1000)
  const { metrics } = deps
  return () => {
    metrics.oldestUnhandledWebhookSeconds(age(webhook))
    metrics.oldestUnresolvedSeconds({ kind: 'session' }, age(unresolved.session))
    metrics.oldestUnresolvedSeconds({ kind: 'transaction' }, age(unresolved.transaction))
    metrics.jobsOverdueSeconds(age(overdueRun))
    metrics.partitionsAheadSeconds(partitionsAheadSeconds)
  }
}
