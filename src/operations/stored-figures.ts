import type { StoredFigures } from '../observe/stored-figures.ts'
import { findOverdueRun } from '../postgres/due-work.ts'
import { findOldestUnhandledWebhook } from '../store/incoming-webhooks.ts'
import { findOldestUnresolved } from '../store/unresolved.ts'
import type { Deps } from './deps.ts'
import { partitionRoomSeconds } from './retention.ts'

/** Reads what the metrics tell of the database; one statement each, however many tenants there are. Rejects with its error. */
export async function readStoredFigures(deps: Deps): Promise<StoredFigures> {
  const tenants = deps.tenants.list().map(({ id }) => id)
  const [webhook, unresolved, overdueRun, partitionsAheadSeconds] = await Promise.all([
    findOldestUnhandledWebhook(deps.database, tenants),
    findOldestUnresolved(deps.database, tenants),
    findOverdueRun(deps.database),
    partitionRoomSeconds(deps),
  ])
  const now = deps.clock()
  const age = (since: number | null): number => (since === null ? 0 : Math.max(0, now - since) / 1000)
  return {
    oldestUnhandledWebhookSeconds: age(webhook),
    oldestSessionSeconds: age(unresolved.session),
    oldestTransactionSeconds: age(unresolved.transaction),
    overdueRunSeconds: age(overdueRun),
    partitionsAheadSeconds,
  }
}
