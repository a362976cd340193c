import { hash } from 'node:crypto'
import { type SessionId, type ShownSessionStatus, sessionStatusAt } from '../../domain/session.ts'
import { hasEnded } from '../../domain/session-end.ts'
import type { SessionHistory } from '../../domain/session-history.ts'
import { readPosition, type StreamPosition, streamStart, writePosition } from '../../domain/stream-position.ts'
import type { Principal } from '../../domain/user.ts'
import { DatabaseUnavailableError } from '../../postgres/database-unavailable.ts'
import { listSessionChanges, type SessionChangeRow } from '../../store/session-feed.ts'
import { readSessionStamp } from '../../store/session-lookup.ts'
import { markSessionSignals, waitForSession, watchSession } from '../../store/session-signals.ts'
import type { Deps } from '../deps.ts'
import { readOwnSession } from '../sessions/read.ts'
import { awaitsDeposit, depositCheckIntervalMs } from '../transactions/deposits.ts'
import { msToNextPoll } from './poll-clock.ts'

/** One frame of a session's stream. */
export interface SessionFrame {
  /** Where a reader who has it goes on. */
  readonly id: string
  /**
   * `snapshot`, the kind of a change, `expired` or `not_observed` for what only time has changed, `updated` for what is no
   * change of its own, such as where to send a deposit, or `end`.
   */
  readonly event: string
  /** The session, as it was written for the reader. */
  readonly data: string
}

/** What a reader asks for. */
export interface SessionStreamRequest {
  readonly id: string
  /** The id of the last frame that the reader has; null when it has none. */
  readonly after: string | null
  /** For how long the stream lives at most, in milliseconds. */
  readonly lifeMs: number
  /** Writes a session for the reader. */
  readonly write: (history: SessionHistory) => string
}

/** The frames of one stream, until the session or `ended` ends them. */
export type SessionFrames = (ended: AbortSignal) => AsyncGenerator<SessionFrame>

/** The session is watched for a little longer than a stream lives. */
const watchMarginMs = 60_000

/**
 * Begins a stream of one of the caller's sessions: whatever changes of it, in this process or another, is a frame, in the
 * order of the changes. A reader who names the last frame it has gets what came after; one who names another gets the
 * session as it is. Undefined when the session has ended and the reader knows.
 *
 * Throws `session_not_found`. The frames reject with what reading them raises, while an unreachable database is waited out.
 */
export async function openSessionStream(
  deps: Deps,
  principal: Principal,
  request: SessionStreamRequest,
): Promise<SessionFrames | undefined> {
  const { tenant } = principal
  const history = await readOwnSession(deps, principal, request.id)
  const { id } = history.session
  const position = request.after === null ? undefined : readPosition(request.after)
  if (position?.isEnd === true) {
    const changes = await listSessionChanges(deps.database, tenant.id, id)
    const read = { history, changes, readAt: deps.clock() }
    const { hasEnded, ...now } = standingOf(
      { ...read, hasEnded: isEndOf(principal, history, read.readAt) },
      request.write,
    )
    if (hasEnded && now.change === position.change && now.shown === position.shown) return undefined
  }
  await watchSession(deps.database, tenant.id, id, request.lifeMs + watchMarginMs)
  return (ended) => follow(deps, principal, history, { ...request, position }, ended)
}

interface Following extends SessionStreamRequest {
  readonly position: StreamPosition | undefined
}

async function* follow(
  deps: Deps,
  principal: Principal,
  opened: SessionHistory,
  { position, write }: Following,
  ended: AbortSignal,
): AsyncGenerator<SessionFrame> {
  const { database } = deps
  const tenant = principal.tenant.id
  const { id } = opened.session
  let reached = position
  let seen: Seen | undefined
  while (!ended.aborted) {
    const mark = markSessionSignals(database)
    try {
      const stamp = await readSessionStamp(database, tenant, id)
      if (seen === undefined || isStale(deps, seen, stamp)) {
        const read = await readWithChanges(deps, principal, id)
        const { history, changes, readAt } = read
        seen = { stamp, history, status: sessionStatusAt(history.session, readAt), readAt }
        const standing = standingOf(read, write)
        for (const frame of framesSince(reached, standing, changes, seen.status)) yield frame
        reached = { change: standing.change, shown: standing.shown, isEnd: false }
        if (standing.hasEnded) {
          yield { id: writePosition({ ...reached, isEnd: true }), event: 'end', data: standing.data }
          return
        }
      }
    } catch (error) {
      if (!(error instanceof DatabaseUnavailableError)) throw error
    }
    if (!ended.aborted) await waitForSession(database, tenant, id, mark, msToNextPoll())
  }
}

/** A session with its changes, and when it was read by the gateway's clock, which alone may end it. */
interface Reading {
  readonly history: SessionHistory
  readonly changes: readonly SessionChangeRow[]
  readonly readAt: number
  readonly hasEnded: boolean
}

/** Reads a session that is never older than the newest of its changes; one that has ended comes with all of them. */
async function readWithChanges(deps: Deps, principal: Principal, id: SessionId): Promise<Reading> {
  const { database, clock } = deps
  const { tenant } = principal
  let changes = await listSessionChanges(database, tenant.id, id)
  for (;;) {
    const history = await readOwnSession(deps, principal, id)
    const readAt = clock()
    if (!isEndOf(principal, history, readAt)) return { history, changes, readAt, hasEnded: false }
    // What was changed between the two readings would otherwise never be told.
    const changesNow = await listSessionChanges(database, tenant.id, id)
    if (changesNow.at(-1)?.id === changes.at(-1)?.id) return { history, changes, readAt, hasEnded: true }
    changes = changesNow
  }
}

function isEndOf({ tenant }: Principal, { session }: SessionHistory, now: number): boolean {
  return hasEnded(session, tenant.widgetUrl === 'rampway', now)
}

/** What was read last, and when, by the gateway's clock. */
interface Seen {
  readonly stamp: string | undefined
  readonly history: SessionHistory
  readonly status: ShownSessionStatus
  readonly readAt: number
}

/** True when something is stored anew, time has changed the status, or Meld is to be asked for a deposit again. */
function isStale(deps: Deps, { stamp, history, status, readAt }: Seen, stampNow: string | undefined): boolean {
  const now = deps.clock()
  return (
    stamp !== stampNow ||
    status !== sessionStatusAt(history.session, now) ||
    (awaitsDeposit(history) && now - readAt >= depositCheckIntervalMs)
  )
}

/** A session as its reader is shown it now. */
interface Standing extends Omit<StreamPosition, 'isEnd'> {
  readonly data: string
  readonly hasEnded: boolean
}

function standingOf({ history, changes, hasEnded }: Reading, write: (history: SessionHistory) => string): Standing {
  const data = write(history)
  return {
    change: changes.at(-1)?.id ?? streamStart,
    shown: hash('sha256', data, 'hex').slice(0, 16),
    data,
    hasEnded,
  }
}

/** What a reader at `reached` has not seen, in order. */
function framesSince(
  reached: StreamPosition | undefined,
  { change, shown, data }: Standing,
  changes: readonly SessionChangeRow[],
  status: ShownSessionStatus,
): readonly SessionFrame[] {
  const frame = (event: string, at: string): SessionFrame => ({
    id: writePosition({ change: at, shown, isEnd: false }),
    event,
    data,
  })
  const known = reached === undefined ? undefined : placeOf(reached, changes)
  if (reached === undefined || known === undefined) return [frame('snapshot', change)]
  const missed = changes.slice(known)
  if (missed.length > 0) return missed.map(({ id, kind }) => frame(kind, id))
  if (reached.shown === shown) return []
  return [frame(status === 'expired' || status === 'not_observed' ? status : 'updated', change)]
}

/** How many of the changes a reader knows; undefined when it names none of them. */
function placeOf({ change }: StreamPosition, changes: readonly SessionChangeRow[]): number | undefined {
  if (change === streamStart) return 0
  const index = changes.findIndex(({ id }) => id === change)
  return index === -1 ? undefined : index + 1
}
