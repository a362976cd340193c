import { pace } from './pace.ts'
import { isFinal, isSettled, statusOf } from './status.ts'
import type { Outcome, RampNews, RampOptions, RampSession } from './types.ts'

/** How long a user who is back is waited for to have made a trade: providers tell of one within seconds. */
const tradeWaitMs = 60_000
/** A call of `poll` that takes longer is given up, and made again. */
const pollTimeoutMs = 15_000

/** What is known of the session; the rest of it matters to its surface alone. */
export type VisitedSession = Pick<RampSession, 'id' | 'support_code' | 'client_state'>

/** One opening of a session, from the first event to the last. */
export interface Visit {
  /** Until it has ended. */
  readonly tell: (news: RampNews) => void
  /** As it was told last; empty before. */
  readonly status: () => string
  /** The surface is gone, for this reason. The first call counts, but that the app can end what follows a return. */
  readonly leave: (reason: Outcome['reason']) => void
  /** The user came back through the return page. */
  readonly comeBack: (clientState?: string | null) => void
  /** Aborted once the surface must go. */
  readonly leaving: AbortSignal
  readonly done: Promise<Outcome>
}

/** Begins to follow a session. What it ends with is decided here alone. */
export function visit(session: VisitedSession, { onEvent, poll, stream, signal }: RampOptions): Visit {
  const about = { sessionId: session.id, supportCode: session.support_code ?? null }
  const leaving = new AbortController()
  const ending = new AbortController()
  /** Empty until it is known. */
  let status = ''
  let left: Outcome['reason'] | undefined
  let waitsUntil = 0
  let fulfil: (outcome: Outcome) => void
  const done = new Promise<Outcome>((resolve) => {
    fulfil = resolve
  })

  // Later and apart, so that an app has its handle when it is told, and one that throws harms nobody.
  function tell(news: RampNews): void {
    if (!ending.signal.aborted) queueMicrotask(() => onEvent?.({ ...about, ...news }))
  }

  /** Gives whether to ask again. */
  async function ask(): Promise<boolean> {
    if (!poll || ending.signal.aborted || isSettled(status)) return false
    try {
      const next = statusOf(await Promise.race([poll(session.id, ending.signal), timeout()]))
      if (next !== status) tell({ type: 'status', status: next })
      status = next
    } catch (error) {
      tell({ type: 'poll_failed', error })
    }
    if (left === 'returned') {
      const isOver = status !== 'transacting' && performance.now() > waitsUntil
      if (isOver || isFinal(status)) end(left)
    } else if (isSettled(status)) finish('settled')
    return !isSettled(status)
  }

  /** Has `poll` called whenever the stream tells of a change. */
  async function follow(): Promise<void> {
    if (!stream) return
    for await (const _ of stream(session.id, ending)) void check()
  }

  function finish(reason: Outcome['reason']): Outcome {
    const outcome = { ...about, status: status || null, reason }
    queueMicrotask(() => fulfil(outcome))
    return outcome
  }

  function end(reason: Outcome['reason']): void {
    if (ending.signal.aborted) return
    tell({ type: 'closed', outcome: finish(reason) })
    ending.abort()
  }

  function leave(reason: Outcome['reason']): void {
    if (left && !(left === 'returned' && reason === 'app')) return
    left = reason
    waitsUntil = performance.now() + tradeWaitMs
    leaving.abort()
    if (!poll || isSettled(status)) end(reason)
    else void check().then(() => left === 'returned' || end(reason))
  }

  function onAbort(): void {
    end('aborted')
    leave('aborted')
  }

  const check = pace(ask, ending.signal)
  signal?.addEventListener('abort', onAbort, ending)
  if (signal?.aborted) onAbort()
  // Without a stream the pace goes on alone.
  follow().catch(() => {})
  return {
    tell,
    status: () => status,
    leave,
    comeBack: (clientState) => {
      tell({ type: 'returned', clientState: clientState ?? session.client_state ?? null })
      leave('returned')
    },
    leaving: leaving.signal,
    done,
  }
}

function timeout(): Promise<never> {
  return new Promise((_, reject) => setTimeout(reject, pollTimeoutMs, new Error('poll: no answer')))
}
