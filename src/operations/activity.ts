import { LRUCache } from 'lru-cache'
import { type Activity, activityMax } from '../domain/activity.ts'
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
  const waiting = new Map<string, ActivityGroup>()
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
    const name = `${session}\n${kind}`
    const group = waiting.get(name)
    if (group !== undefined) {
      group.lastAt = activity.at
      if (group.more === 0 && group.activities.length < activityMax[kind]) group.activities.push(activity)
      else group.more += 1
    } else if (waiting.size < waitingMax) {
      const isFull = full.has(name)
      const activities = isFull ? [] : [activity]
      waiting.set(name, { tenant, session, kind, activities, more: isFull ? 1 : 0, lastAt: activity.at })
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
    const groups = [...waiting].filter(([, group]) => isWanted(group))
    if (groups.length === 0) return
    for (const [name] of groups) waiting.delete(name)
    const written = await Promise.allSettled(
      groups.map(async ([name, group]) => {
        const { isFull } = await recordActivity(deps.database, group.tenant, group)
        if (isFull) full.set(name, true)
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
