import { withDeadline } from './deadline.ts'
import { RampwayError } from './error.ts'
import { platform, type Signal } from './platform.ts'
import type { Session, SessionStatus } from './types.ts'

/** A person is at the widget for minutes; a bank transfer takes days, and is not waited for without saying so. */
const timeoutMsDefault = 30 * 60_000
/** Between reads: the ceiling doubles from the first to the last; each pause is between half of it and all of it. */
const firstPauseMs = 500
const lastPauseMs = 15_000

/** What is over sooner needs no stream. */
const answersBeforeStream = 2
/** After so many that broke or never began, it is only read. */
const brokenStreamsMax = 3

/** How far a session has got. What is not here, such as a status of a newer gateway, is never the end. */
const progress: Readonly<Record<string, number>> = {
  ready: 0,
  opened: 1,
  returned: 2,
  transacting: 3,
  completed: 4,
  failed: 4,
  cancelled: 4,
  expired: 4,
  not_observed: 4,
  refused: 4,
  unclear: 4,
}
const end = 4

/** For how long a session is waited for. */
export interface WaitOptions {
  /** Ends the waiting, which then rejects with the code `aborted`. */
  readonly signal?: Signal | undefined
  /** 1,800,000 (half an hour) by default. */
  readonly timeoutMs?: number | undefined
}

/** What tells of a session. */
export interface Watched {
  readonly read: (signal: Signal) => Promise<Session>
  /**
   * Follows it over one connection, which calls `onSession` with whatever comes. Gives whether the gateway asked for
   * another; rejects where a stream is not to be had, or broke.
   */
  readonly follow: (signal: Signal, onSession: (session: Session) => void) => Promise<boolean>
}

/**
 * Waits until a session has got as far as a wanted status, or has ended otherwise. It is read, and, once that takes longer,
 * followed by a stream as long as there is one. Failures that may pass are waited out. Rejects with a RampwayError: what a
 * read was refused with, `timeout`, `aborted`.
 */
export function waitUntil(
  { read, follow }: Watched,
  id: string,
  wanted: readonly SessionStatus[],
  { signal, timeoutMs = timeoutMsDefault }: WaitOptions,
): Promise<Session> {
  const what = `Waiting for session ${id} to be ${wanted.join(' or ')}`
  return withDeadline({ what, timeoutMs, signal }, async (deadline) => {
    const ending = new platform.AbortController()
    deadline.signal.addEventListener('abort', () => ending.abort())
    let answered = 0
    let streamsLeft = brokenStreamsMax
    let isLive = false
    let isFollowing = false
    let tell: (reached: Session) => void = () => {}
    /** What the stream tells counts at once, also while the session is being read. */
    const told = new Promise<Session>((resolve) => {
      tell = resolve
    })
    const onSession = (session: Session): void => {
      isLive = true
      if (hasReached(session.status, wanted)) tell(session)
    }
    let wake = (): void => {}
    const followOn = async (): Promise<void> => {
      isFollowing = true
      const mayGoOn = await follow(ending.signal, onSession).catch(() => false)
      if (!mayGoOn) streamsLeft -= 1
      isLive = false
      isFollowing = false
      wake()
    }
    const readOn = (): Promise<Session | undefined> =>
      read(ending.signal).catch((error: unknown) => {
        if (deadline.signal.aborted || !mayPassOver(error)) throw error
        return undefined
      })
    try {
      for (let reads = 0; ; ) {
        if (!isLive) {
          const session = await deadline.within(Promise.race([told, readOn()]))
          if (session !== undefined && hasReached(session.status, wanted)) return session
          reads += 1
          if (session !== undefined) answered += 1
        }
        const woken = new Promise<undefined>((resolve) => {
          wake = () => resolve(undefined)
        })
        if (!isFollowing && answered >= answersBeforeStream && streamsLeft > 0) void followOn()
        const paused = deadline.pause(pauseMs(reads - 1, Math.random())).then(() => undefined)
        const reached = await Promise.race([told, woken, paused])
        if (reached !== undefined) return reached
      }
    } finally {
      // A stream would go on until the session ends, and a user may have few of them.
      ending.abort()
    }
  })
}

function mayPassOver(error: unknown): boolean {
  return error instanceof RampwayError && error.retryable
}

/** Whether a session in `status` is as far as one of those wanted, or can get no further. */
export function hasReached(status: SessionStatus, wanted: readonly SessionStatus[]): boolean {
  const reached = progress[status] ?? -1
  return wanted.includes(status) || reached === end || wanted.some((each) => (progress[each] ?? end) < reached)
}

/** How long to wait after so many reads; `random` is in [0, 1). */
export function pauseMs(reads: number, random: number): number {
  const ceiling = Math.min(firstPauseMs * 2 ** reads, lastPauseMs)
  return (ceiling / 2) * (1 + random)
}
