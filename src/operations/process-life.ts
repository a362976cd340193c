import { beatEveryMs, goneAfterMs, type ProcessId, type Watch, watchBeats } from '../domain/liveness.ts'
import type { TenantId } from '../domain/tenant.ts'
import type { Log } from '../observe/log.ts'
import type { Metrics } from '../observe/metrics.ts'
import type { Database } from '../postgres/database.ts'
import { type HeldClaim, releaseClaim } from '../store/idempotency-keys.ts'
import { beat, enterProcess, leaveProcess, takeOutProcess } from '../store/processes.ts'

/** Beats that wait for the database at once: one connection that has gone silent does not make a process seem gone. */
const beatsWaitingMax = 3
/** Claims still to be released; any beyond end with their leases. */
const abandonedMax = 10_000

/** A claim that its call cannot settle. */
export interface AbandonedClaim extends HeldClaim {
  readonly tenant: TenantId
}

/**
 * That this process lives, told to all others by its beats. A claim belongs to the process that made it, and is free
 * once that is gone.
 */
export interface ProcessLife {
  /**
   * The id to claim under. A process whose beats have not got through lately may be taken for gone, so it beats first.
   * Rejects with the database's error.
   */
  readonly claimant: () => ProcessId | Promise<ProcessId>
  /** False when others may take the claims of this id over by now: then nothing more is to be begun under them. */
  readonly isAlive: (process: ProcessId) => boolean
  /** Releases a claim whose call failed before it was settled, as soon as the database can be reached. */
  readonly abandon: (claim: AbandonedClaim) => void
  /** Stops beating; whatever is still claimed is free at once. Never rejects. */
  readonly end: () => Promise<void>
}

/** What a life needs. */
export interface LifeSurroundings {
  readonly database: Database
  readonly log: Log
  readonly metrics: Pick<Metrics, 'processGone'>
}

/** Enters this process among those that live, and keeps it there until `end`. Rejects with the database's error. */
export async function beginLife({ database, log, metrics }: LifeSurroundings): Promise<ProcessLife> {
  const begunAt = performance.now()
  let process = await enterProcess(database)
  /** Until then nobody can have seen its beats stand still for too long. */
  let aliveUntil = begunAt + goneAfterMs
  let watch: Watch | undefined
  let waiting = 0
  let renewing: Promise<ProcessId> | undefined
  const abandoned = new Set<AbandonedClaim>()

  const isAlive = (id: ProcessId): boolean => id === process && performance.now() < aliveUntil

  const beatOnce = async (): Promise<void> => {
    const beating = process
    const askedAt = performance.now()
    const { isEntered, beats } = await beat(database, beating)
    const answeredAt = performance.now()
    if (beating !== process) return
    if (!isEntered) return enterAnew(beating)
    aliveUntil = Math.max(aliveUntil, askedAt + goneAfterMs)
    const watched = watchBeats(watch, { askedAt, answeredAt, beats })
    watch = watched.watch
    for (const other of watched.gone) {
      if (other.process === beating || !(await takeOutProcess(database, other))) continue
      metrics.processGone()
      log.warn({ process: other.process }, 'a gateway process is gone, its claims are free')
    }
    await releaseAbandoned()
  }

  /** It was taken for gone. What it still works on may be another's by now, so it goes on under another id. */
  const enterAnew = async (before: ProcessId): Promise<void> => {
    const sentAt = performance.now()
    const entered = await enterProcess(database)
    if (before !== process) return leaveProcess(database, entered)
    process = entered
    aliveUntil = sentAt + goneAfterMs
    log.warn({ before, process }, 'this process was taken for gone: its beats did not reach the database in time')
  }

  /** All at once, so that they share statements. */
  const releaseAbandoned = async (): Promise<void> => {
    const releasing = [...abandoned].map(async (claim) => {
      await releaseClaim(database, claim.tenant, claim)
      abandoned.delete(claim)
    })
    await Promise.all(releasing)
  }

  const beatInTurn = (): void => {
    if (waiting >= beatsWaitingMax) return
    waiting += 1
    beatOnce()
      // While the database is unavailable nobody beats, and all begin to watch anew; calls that need it say so.
      .catch(() => {})
      .finally(() => {
        waiting -= 1
      })
  }

  const timer = setInterval(beatInTurn, beatEveryMs)
  timer.unref()
  return {
    claimant: () => {
      if (performance.now() < aliveUntil) return process
      renewing ??= beatOnce()
        .then(() => process)
        .finally(() => {
          renewing = undefined
        })
      return renewing
    },
    isAlive,
    abandon: (claim) => {
      if (abandoned.size < abandonedMax) abandoned.add(claim)
    },
    end: async () => {
      clearInterval(timer)
      aliveUntil = 0
      await leaveProcess(database, process).catch((err: unknown) => log.warn({ err }, 'could not leave in order'))
    },
  }
}
