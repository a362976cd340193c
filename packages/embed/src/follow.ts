import type { PollAnswer, RampNews, RampOptions } from './types.ts'

const shortestPauseMs = 500
const longestPauseMs = 15_000
/** Pauses differ by up to this share, so that many browsers do not ask at the same time. */
const jitter = 0.2
/** A call that takes longer is given up, and made again. */
const pollTimeoutMs = 15_000

/** Statuses after which the widget is of no more use. */
const settled = ['completed', 'expired', 'not_observed', 'refused']

/** True for a status that will not change while the widget is open. Whoever was declined may try again there. */
export function isSettled(status: string | undefined): boolean {
  return settled.includes(status ?? '')
}

/** True for a status that will not change once the widget is gone. */
export function isFinal(status: string | undefined): boolean {
  return isSettled(status) || status === 'failed' || status === 'cancelled'
}

/** Asks how a session stands, again and again. */
export interface Follower {
  /** As it was told last. */
  readonly status: () => string | undefined
  /** Asks now, even if a call is under way, and then from the shortest pause again. */
  readonly check: () => Promise<void>
  readonly stop: () => void
}

/**
 * Follows a session through `poll`: after 0.5, 1, 2, 4 … 15 seconds, and at once when the page is seen or focused again.
 * Tells each new status and each failed call; calls `onPolled` after every call. Without `poll` it asks nothing.
 */
export function follow(
  sessionId: string,
  poll: RampOptions['poll'],
  tell: (news: RampNews) => void,
  onPolled: () => void,
): Follower {
  const stopping = new AbortController()
  const { signal } = stopping
  let status: string | undefined
  let pause = shortestPauseMs
  let askedAt = 0
  let timer: ReturnType<typeof setTimeout> | undefined
  let asking: Promise<void> | undefined

  async function ask(): Promise<void> {
    if (!poll || signal.aborted) return
    clearTimeout(timer)
    askedAt = performance.now()
    try {
      const answer = await Promise.race([poll(sessionId, signal), timeout()])
      const next = statusOf(answer)
      if (signal.aborted) return
      if (next !== status) tell({ type: 'status', status: next })
      status = next
    } catch (error) {
      if (signal.aborted) return
      tell({ type: 'poll_failed', error })
    }
    if (!isSettled(status)) {
      timer = setTimeout(askOnce, pause * (1 + jitter * (2 * Math.random() - 1)))
      pause = Math.min(2 * pause, longestPauseMs)
    }
    onPolled()
  }

  function askOnce(): Promise<void> {
    asking ??= ask().finally(() => {
      asking = undefined
    })
    return asking
  }

  function onSeen(): void {
    if (document.visibilityState === 'visible' && performance.now() - askedAt > shortestPauseMs && !isSettled(status)) {
      void askOnce()
    }
  }

  document.addEventListener('visibilitychange', onSeen, { signal })
  window.addEventListener('focus', onSeen, { signal })
  timer = setTimeout(askOnce, pause)
  return {
    status: () => status,
    check: async () => {
      await asking
      pause = shortestPauseMs
      await askOnce()
    },
    stop: () => {
      clearTimeout(timer)
      stopping.abort()
    },
  }
}

function timeout(): Promise<never> {
  return new Promise((_, reject) => {
    setTimeout(() => reject(new Error(`poll took longer than ${pollTimeoutMs} ms`)), pollTimeoutMs)
  })
}

function statusOf(answer: PollAnswer): string {
  const { status } = 'session' in answer ? answer.session : answer
  if (typeof status !== 'string') throw new TypeError('poll must give a session, or an object with one in `session`')
  return status
}
