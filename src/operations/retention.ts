import { retentionEnds, roomLeastMs } from '../domain/retention.ts'
import { newSessionId, sessionIdInstant } from '../domain/session.ts'
import type { TenantId } from '../domain/tenant.ts'
import { dropPartitions, ensurePartitions, findPartitionRoom } from '../postgres/partitions.ts'
import { deleteExpiredKeys, deleteOldWebhooks, expiryBatchMax, findTenantsWithOutdated } from '../store/expiry.ts'
import type { Deps } from './deps.ts'

/** What left in a round. */
export interface RetentionOutcome {
  readonly keys: number
  readonly webhooks: number
  /** By name. */
  readonly partitions: readonly string[]
}

/**
 * One round: makes room for the sessions of the months to come, then lets go of what is older than its retention:
 * whole months of sessions of all tenants, and the expired keys and handled webhooks of each. Any number of rounds may
 * go on at once, and one that ends early, as when `signal` aborts, leaves the rest to the next. Raises the database's
 * error.
 */
export async function keepRetention(deps: Deps, signal: AbortSignal): Promise<RetentionOutcome> {
  const { database, log, metrics } = deps
  const idsAt = idClock()
  const ends = retentionEnds(deps.retention, deps.clock(), idsAt)
  const room = await ensurePartitions(database, idsAt)
  if (room.made.length > 0) log.info({ partitions: room.made }, 'made partitions for the months to come')
  if (room.until - idsAt < roomLeastMs) {
    log.error({ until: new Date(room.until).toISOString() }, 'no room for sessions after this: partitions are not made')
  }
  const tenants = deps.tenants.list().map(({ id }) => id)
  const outdated = await findTenantsWithOutdated(database, tenants, ends)
  const keys = await forEachTenant(outdated.keys, signal, (tenant) => deleteExpiredKeys(database, tenant, ends.keys))
  const webhooks = await forEachTenant(outdated.webhooks, signal, (tenant) =>
    deleteOldWebhooks(database, tenant, ends.webhooks),
  )
  const { dropped, postponed } = await dropPartitions(database, ends.sessions)
  if (postponed.length > 0) log.warn({ partitions: postponed }, 'partitions are in use and leave at the next run')
  const outcome = { keys, webhooks, partitions: dropped }
  metrics.expired({ kind: 'key' }, outcome.keys)
  metrics.expired({ kind: 'webhook' }, outcome.webhooks)
  metrics.expired({ kind: 'partition' }, outcome.partitions.length)
  if (outcome.keys + outcome.webhooks + dropped.length > 0) log.info({ ...outcome }, 'let go of what was old')
  return outcome
}

/** Deletes batch by batch, so that no statement is long, until a tenant has nothing more; returns how many in all. */
async function forEachTenant(
  tenants: readonly TenantId[],
  signal: AbortSignal,
  deleteBatch: (tenant: TenantId) => Promise<number>,
): Promise<number> {
  let sum = 0
  for (const id of tenants) {
    let deleted = expiryBatchMax
    while (deleted === expiryBatchMax && !signal.aborted) {
      deleted = await deleteBatch(id)
      sum += deleted
    }
  }
  return sum
}

/** Sessions that are opened within this many seconds from now have their place. Rejects with the database's error. */
export async function partitionRoomSeconds(deps: Deps): Promise<number> {
  const now = idClock()
  return ((await findPartitionRoom(deps.database, now)) - now) / 1000
}

/** Words for the operator when there is little room left for sessions; null when all is well, or nothing is known. */
export async function describeLackOfRoom(deps: Deps): Promise<string | null> {
  const seconds = await partitionRoomSeconds(deps).catch(() => Number.POSITIVE_INFINITY)
  if (seconds * 1000 >= roomLeastMs) return null
  const days = Math.max(0, Math.floor(seconds / 86_400))
  return `There is room for the sessions of ${days} more days only: see "What is kept" in docs/operations.md.`
}

/** The partitions are for ids, so the time that counts is the one that ids tell. */
function idClock(): number {
  return sessionIdInstant(newSessionId())
}
