import { type Follower, follow, isFinal, isSettled } from './follow.ts'
import type { Outcome, RampNews, RampOptions, RampSession } from './types.ts'

/** How long a user who is back is waited for to have made a trade: providers tell of one within seconds. */
const tradeWaitMs = 60_000

/** What is known of the session; the rest of it matters to its surface alone. */
export type VisitedSession = Pick<RampSession, 'id' | 'support_code' | 'client_state'>

/** One opening of a session, from the first event to the last. */
export interface Visit {
  readonly tell: (news: RampNews) => void
  readonly follower: Follower
  /** The surface is gone, for this reason. The first call counts. */
  readonly leave: (reason: Outcome['reason']) => void
  /** The user came back through the return page. */
  readonly comeBack: (clientState?: string | null) => void
  /** Aborted once the surface must go. */
  readonly leaving: AbortSignal
  readonly done: Promise<Outcome>
}

/** Begins to follow a session. What it ends with is decided here alone. */
export function visit(session: VisitedSession, { onEvent, poll, signal }: RampOptions): Visit {
  const about = { sessionId: session.id, supportCode: session.support_code ?? null }
  const leaving = new AbortController()
  let left: { readonly reason: Outcome['reason']; readonly at: number } | undefined
  let ended = false
  let fulfil: (outcome: Outcome) => void = () => {}
  const done = new Promise<Outcome>((resolve) => {
    fulfil = resolve
  })

  // In a task of its own, so that an app which throws harms nobody, and has its handle when it is told.
  const tell = (news: RampNews) => queueMicrotask(() => onEvent?.({ ...about, ...news }))
  const outcome = (reason: Outcome['reason']): Outcome => ({ ...about, status: follower.status() ?? null, reason })

  const follower = follow(session.id, poll, tell, () => {
    const status = follower.status()
    if (left?.reason === 'returned') {
      const isWaiting = status === 'transacting' || performance.now() - left.at < tradeWaitMs
      if (isFinal(status) || !isWaiting) end(left.reason)
    } else if (isSettled(status)) queueMicrotask(() => fulfil(outcome('settled')))
  })

  function end(reason: Outcome['reason']): void {
    if (ended) return
    ended = true
    follower.stop()
    signal?.removeEventListener('abort', onAbort)
    const last = outcome(reason)
    tell({ type: 'closed', outcome: last })
    queueMicrotask(() => fulfil(last))
  }

  function leave(reason: Outcome['reason']): void {
    if (left) return
    left = { reason, at: performance.now() }
    leaving.abort()
    if (reason === 'aborted' || !poll || isSettled(follower.status())) end(reason)
    else {
      void follower.check().then(() => {
        if (reason !== 'returned') end(reason)
      })
    }
  }

  function onAbort(): void {
    leave('aborted')
    end('aborted')
  }

  if (signal?.aborted) onAbort()
  else signal?.addEventListener('abort', onAbort)
  return {
    tell,
    follower,
    leave,
    comeBack: (clientState = session.client_state) => {
      if (left) return
      tell({ type: 'returned', clientState: clientState ?? null })
      leave('returned')
    },
    leaving: leaving.signal,
    done,
  }
}
