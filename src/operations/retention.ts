import { headroomMinMs, retentionCutoffs } from '../domain/retention.ts'
import { newSessionId, sessionIdInstant } from '../domain/session.ts'
import type { TenantId } from '../domain/tenant.ts'
import { buildLateIndexes } from '../postgres/late-indexes.ts'
import { dropPartitions, ensurePartitions, findPartitionHeadroom } from '../postgres/partitions.ts'
import { deleteOldEvents, eventBatchMax, findTenantsWithOldEvents, stopListening } from '../store/event-expiry.ts'
import { deleteExpiredKeys, deleteOldWebhooks, expiryBatchMax, findTenantsWithOutdated } from '../store/expiry.ts'
import { forgetWatchedSessions } from '../store/session-signals.ts'
import { deleteExpiredTickets } from '../store/stream-tickets.ts'
import type { Deps } from './deps.ts'

/** What a round deleted. */
export interface RetentionOutcome {
  readonly keys: number
  readonly webhooks: number
  readonly events: number
  /** By name. */
  readonly partitions: readonly string[]
}

/**
 * One round: makes the partitions of the coming months, then deletes what is past its retention: whole months of all
 * tenants' sessions, and each tenant's expired keys, handled webhooks and events; last, indexes that a migration left out. Rounds may run concurrently, and one that
 * ends early, as when `signal` aborts, leaves the rest to the next. Raises the database's error.
 */
export async function keepRetention(deps: Deps, signal: AbortSignal): Promise<RetentionOutcome> {
  const { database, log, metrics } = deps
  const idsAt = idClock()
  const cutoffs = retentionCutoffs(deps.retention, deps.clock(), idsAt)
  const headroom = await ensurePartitions(database, idsAt)
  if (headroom.made.length > 0) log.info({ partitions: headroom.made }, 'made partitions for the months to come')
  if (headroom.until - idsAt < headroomMinMs) {
    log.error(
      { until: new Date(headroom.until).toISOString() },
      'no partitions for sessions after this: they could not be made',
    )
  }
  const tenants = deps.tenants.list().map(({ id }) => id)
  const outdated = await findTenantsWithOutdated(database, tenants, cutoffs)
  const keys = await forEachTenant(outdated.keys, signal, (tenant) => deleteExpiredKeys(database, tenant, cutoffs.keys))
  const webhooks = await forEachTenant(outdated.webhooks, signal, (tenant) =>
    deleteOldWebhooks(database, tenant, cutoffs.webhooks),
  )
  const withEvents = await findTenantsWithOldEvents(database, tenants, cutoffs.events)
  const events = await forEachTenant(
    withEvents,
    signal,
    (tenant) => deleteOldEvents(database, tenant, cutoffs.events),
    eventBatchMax,
  )
  const stopped = await stopListening(database, tenants, deps.clock())
  if (stopped > 0)
    log.info({ tenants: stopped }, 'tenants without a key and a webhook endpoint are told of no more events')
  // Neither is of any use a moment later, and there are few.
  await deleteExpiredTickets(database, tenants, deps.clock())
  await forgetWatchedSessions(database, tenants)
  const { dropped, postponed } = await dropPartitions(database, cutoffs.sessions)
  if (postponed.length > 0) log.warn({ partitions: postponed }, 'partitions are in use: the next run drops them')
  const outcome = { keys, webhooks, events, partitions: dropped }
  metrics.expired({ kind: 'key' }, outcome.keys)
  metrics.expired({ kind: 'webhook' }, outcome.webhooks)
  metrics.expired({ kind: 'event' }, outcome.events)
  metrics.expired({ kind: 'partition' }, outcome.partitions.length)
  if (outcome.keys + outcome.webhooks + outcome.events + dropped.length > 0)
    log.info({ ...outcome }, 'deleted what was old')
  await completeIndexes(deps)
  return outcome
}

/** Builds what a migration left to be built with nobody waiting; `rampway migrate` does it too. */
async function completeIndexes({ database, log }: Pick<Deps, 'database' | 'log'>): Promise<void> {
  const { built, postponed } = await buildLateIndexes(database)
  if (built.length > 0) log.info({ indexes: built }, 'built indexes that the last upgrade had left out')
  if (postponed.length > 0) log.warn({ indexes: postponed }, 'indexes are still missing: the next run builds them')
}

/** Deletes in batches, so that no statement runs long, until each tenant has nothing left; returns how many in all. */
async function forEachTenant(
  tenants: readonly TenantId[],
  signal: AbortSignal,
  deleteBatch: (tenant: TenantId) => Promise<number>,
  batchMax: number = expiryBatchMax,
): Promise<number> {
  let sum = 0
  for (const id of tenants) {
    let deleted = batchMax
    while (deleted === batchMax && !signal.aborted) {
      deleted = await deleteBatch(id)
      sum += deleted
    }
  }
  return sum
}

/** For how many seconds from now partitions exist for new sessions. Rejects with the database's error. */
export async function partitionHeadroomSeconds(deps: Deps): Promise<number> {
  const now = idClock()
  return ((await findPartitionHeadroom(deps.database, now)) - now) / 1000
}

/** A warning for the operator when partitions for new sessions run out; null when all is well, or nothing is known. */
export async function describeLowHeadroom(deps: Deps): Promise<string | null> {
  const seconds = await partitionHeadroomSeconds(deps).catch(() => Number.POSITIVE_INFINITY)
  if (seconds * 1000 >= headroomMinMs) return null
  const days = Math.max(0, Math.floor(seconds / 86_400))
  return `There are partitions for the sessions of ${days} more days only: see "What is kept" in docs/operations.md.`
}

/** Partitions are chosen by id, so the time that counts is the one in the ids. */
function idClock(): number {
  return sessionIdInstant(newSessionId())
}
