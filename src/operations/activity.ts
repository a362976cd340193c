import { LRUCache } from 'lru-cache'
import { type Activity, type ActivityKind, activityMax } from '../domain/activity.ts'
import type { SessionId } from '../domain/session.ts'
import type { TenantId } from '../domain/tenant.ts'
import type { Log } from '../observe/log.ts'
import type { Metrics } from '../observe/metrics.ts'
import type { Database } from '../postgres/database.ts'
import { type ActivityGroup, recordActivity } from '../store/session-activity.ts'

/** How long what happened waits to be written. */
const flushMs = 2_000
/** Mere counts wait for so many times as long: a session that is asked for again and again costs little then. */
const countsEvery = 5
/** Most sessions and kinds that wait; what comes beyond them is lost, and counted. About 400 bytes each. */
export const waitingMax = 5_000
/** Sessions and kinds that are known to have as many entries as they may; of an evicted one some are sent in vain. */
const fullMax = 20_000

/**
 * Records what happens around sessions, in the background and in groups, so that nothing that somebody waits for costs a
 * write. What was not written yet is lost with the process.
 */
export interface ActivityRecorder {
  /** Takes a note of it; never throws, and waits for nothing. */
  readonly record: (tenant: TenantId, session: SessionId, activity: Activity) => void
  /** Writes what waits. Never rejects. */
  readonly flush: () => Promise<void>
  /** Writes what waits, and stops. */
  readonly close: () => Promise<void>
}

/** Starts a recorder; nothing keeps the process alive for it. */
export function startActivity(deps: {
  readonly database: Database
  readonly log: Log
  readonly metrics: Metrics
}): ActivityRecorder {
  // By kind and session, for a name made of both would have to be made, and hashed, at every call.
  const waiting = new Map<ActivityKind, Map<SessionId, ActivityGroup>>()
  let waitingCount = 0
  const full = new LRUCache<string, true>({ max: fullMax })
  let writing = Promise.resolve()
  let ticks = 0
  const timer = setInterval(() => {
    ticks += 1
    void flushWhere(ticks % countsEvery === 0 ? () => true : ({ activities }) => activities.length > 0)
  }, flushMs)
  timer.unref()

  const record: ActivityRecorder['record'] = (tenant, session, activity) => {
    const { kind } = activity
    const group = waiting.get(kind)?.get(session)
    if (group !== undefined) {
      group.lastAt = activity.at
      if (group.more === 0 && group.activities.length < activityMax[kind]) group.activities.push(activity)
      else group.more += 1
    } else if (waitingCount < waitingMax) {
      const isFull = full.has(nameOf(session, kind))
      const activities = isFull ? [] : [activity]
      const groups = waiting.get(kind) ?? new Map<SessionId, ActivityGroup>()
      waiting.set(
        kind,
        groups.set(session, { tenant, session, kind, activities, more: isFull ? 1 : 0, lastAt: activity.at }),
      )
      waitingCount += 1
    } else {
      deps.metrics.activityLost({ reason: 'too_much' })
    }
  }

  /** One after the other: a slow database is not asked for more than one at a time. */
  const flushWhere = (isWanted: (group: ActivityGroup) => boolean): Promise<void> => {
    writing = writing.then(() => write(isWanted))
    return writing
  }

  const write = async (isWanted: (group: ActivityGroup) => boolean): Promise<void> => {
    const groups = [...waiting.values()].flatMap((ofKind) => [...ofKind.values()].filter(isWanted))
    if (groups.length === 0) return
    for (const { kind, session } of groups) waiting.get(kind)?.delete(session)
    waitingCount -= groups.length
    const written = await Promise.allSettled(
      groups.map(async (group) => {
        const { isFull } = await recordActivity(deps.database, group.tenant, group)
        if (isFull) full.set(nameOf(group.session, group.kind), true)
      }),
    )
    const failed = written.flatMap((result) => (result.status === 'rejected' ? [result.reason] : []))
    if (failed.length === 0) return
    deps.metrics.activityLost({ reason: 'database' }, failed.length)
    deps.log.warn({ err: failed[0], lost: failed.length }, 'could not record what happened around sessions')
  }

  const flush = () => flushWhere(() => true)
  return {
    record,
    flush,
    close: () => {
      clearInterval(timer)
      return flush()
    },
  }
}

function nameOf(session: SessionId, kind: ActivityKind): string {
  return `${session}\n${kind}`
}
