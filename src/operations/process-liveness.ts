import { within } from '../domain/deadline.ts'
import { goneAfterMs, heartbeatEveryMs, type ProcessId, type Watch, watchHeartbeats } from '../domain/liveness.ts'
import type { TenantId } from '../domain/tenant.ts'
import type { Log } from '../observe/log.ts'
import type { Metrics } from '../observe/metrics.ts'
import { programVersion } from '../observe/version.ts'
import type { Database } from '../postgres/database.ts'
import { type HeldClaim, releaseClaim } from '../store/idempotency-keys.ts'
import { heartbeat, registerProcess, removeProcess, unregisterProcess } from '../store/processes.ts'

/** Heartbeats under way at once, so that one hanging connection does not make a process seem gone. */
const heartbeatsWaitingMax = 3
/** Claims waiting to be released; any beyond end with their leases. */
const abandonedMax = 10_000

/** A claim that its call could not settle. */
export interface AbandonedClaim extends HeldClaim {
  readonly tenant: TenantId
}

/**
 * Shows all other processes by heartbeats that this one is alive. A claim belongs to the process that made it, and is
 * free once that process is gone.
 */
export interface ProcessLiveness {
  /**
   * The id to claim under. After a gap in its heartbeats this process may count as gone, so it sends one first. Rejects
   * with the database's error.
   */
  readonly claimant: () => ProcessId | Promise<ProcessId>
  /** The id that it is registered under; null when it is not. */
  readonly registeredAs: () => ProcessId | null
  /**
   * False when others may have taken over the claims of this id: then nothing new may be begun under them. After a gap in
   * its heartbeats the database is asked, since this process itself may have been held up, and nobody else looked.
   */
  readonly isAlive: (process: ProcessId) => boolean | Promise<boolean>
  /** Releases a claim whose call failed before it was settled, as soon as the database can be reached. */
  readonly abandon: (claim: AbandonedClaim) => void
  /** Ends the heartbeats; whatever is still claimed is free at once. Never rejects. */
  readonly end: () => Promise<void>
}

/** The dependencies of liveness. */
export interface LivenessDeps {
  readonly database: Database
  readonly log: Log
  readonly metrics: Pick<Metrics, 'processGone'>
  /** When this process started, in epoch milliseconds. */
  readonly startedAt: number
}

/** Registers this process as alive, and keeps it so until `end`. Rejects with the database's error. */
export async function startLiveness({ database, log, metrics, startedAt }: LivenessDeps): Promise<ProcessLiveness> {
  const begunAt = performance.now()
  const program = { version: programVersion, startedAt }
  let process = await registerProcess(database, program)
  /** Until then no other process can have found this one gone. */
  let aliveUntil = begunAt + goneAfterMs
  let watch: Watch | undefined
  let waiting = 0
  let renewing: Promise<ProcessId> | undefined
  let hasEnded = false
  const abandoned = new Set<AbandonedClaim>()

  const heartbeatOnce = async (): Promise<void> => {
    const beating = process
    const askedAt = performance.now()
    const { isRegistered, beats } = await heartbeat(database, beating)
    const answeredAt = performance.now()
    if (hasEnded || beating !== process) return
    if (!isRegistered) return registerAgain(beating)
    aliveUntil = Math.max(aliveUntil, askedAt + goneAfterMs)
    const watched = watchHeartbeats(watch, { askedAt, answeredAt, beats })
    watch = watched.watch
    for (const other of watched.gone) {
      if (other.process === beating || !(await removeProcess(database, other))) continue
      metrics.processGone()
      log.warn({ process: other.process }, 'a gateway process is gone, its claims are free')
    }
    await releaseAbandoned()
  }

  /** Another process found this one gone. Its claims may be another's by now, so it goes on under a new id. */
  const registerAgain = async (before: ProcessId): Promise<void> => {
    const sentAt = performance.now()
    const registered = await registerProcess(database, program)
    if (hasEnded || before !== process) return unregisterProcess(database, registered)
    process = registered
    aliveUntil = sentAt + goneAfterMs
    log.warn({ before, process }, 'this process was found gone: its heartbeats did not reach the database in time')
  }

  /** All at once, so that they go out in grouped statements. */
  const releaseAbandoned = async (): Promise<void> => {
    const releasing = [...abandoned].map(async (claim) => {
      await releaseClaim(database, claim.tenant, claim)
      abandoned.delete(claim)
    })
    await Promise.all(releasing)
  }

  const heartbeatInTurn = (): void => {
    if (waiting >= heartbeatsWaitingMax) return
    waiting += 1
    heartbeatOnce()
      // While the database is unavailable no heartbeat gets through, and every process starts its watch anew. Calls that
      // need the database say so.
      .catch(() => {})
      .finally(() => {
        waiting -= 1
      })
  }

  /** Sends a heartbeat beyond those that are due, one for all who wait for it. */
  const renew = (): Promise<ProcessId> => {
    renewing ??= heartbeatOnce()
      .then(() => process)
      .finally(() => {
        renewing = undefined
      })
    return renewing
  }

  const timer = setInterval(heartbeatInTurn, heartbeatEveryMs)
  timer.unref()
  return {
    claimant: () => (performance.now() < aliveUntil ? process : renew()),
    registeredAs: () => (aliveUntil === 0 ? null : process),
    isAlive: (id) => {
      if (id !== process || aliveUntil === 0) return false
      if (performance.now() < aliveUntil) return true
      const renewed = renew().then(
        () => id === process && performance.now() < aliveUntil,
        () => false,
      )
      // A heartbeat that is answered later than that proves nothing.
      return within(goneAfterMs, renewed, false)
    },
    abandon: (claim) => {
      if (abandoned.size < abandonedMax) abandoned.add(claim)
    },
    end: async () => {
      clearInterval(timer)
      hasEnded = true
      aliveUntil = 0
      await unregisterProcess(database, process).catch((err: unknown) =>
        log.warn({ err }, 'could not unregister this process'),
      )
    },
  }
}
