const shortestPauseMs = 500
const longestPauseMs = 15_000
/** Pauses differ by up to a fifth, so that many browsers do not ask at the same time. */
const jitter = () => 0.8 + 0.4 * Math.random()

/**
 * Asks again and again, as long as `ask` gives true: after 0.5, 1, 2, 4 … 15 seconds, and at once when the page is seen or
 * focused again, but not twice within half a second. `ask` must not reject. Gives what asks anew at once, after the call under way, and then from the shortest
 * pause on; it is fulfilled when that call is over.
 */
export function pace(ask: () => Promise<boolean>, signal: AbortSignal): () => Promise<void> {
  let pause = shortestPauseMs
  let mayAskAt = 0
  let timer: ReturnType<typeof setTimeout>
  let asking: Promise<void> | undefined

  function schedule(): void {
    timer = setTimeout(askOnce, pause * jitter())
    pause = Math.min(2 * pause, longestPauseMs)
  }

  function askOnce(): Promise<void> {
    clearTimeout(timer)
    mayAskAt = performance.now() + shortestPauseMs
    asking ??= ask().then((goesOn) => {
      asking = undefined
      if (goesOn && !signal.aborted) schedule()
    })
    return asking
  }

  function onSeen(): void {
    if (!document.hidden && performance.now() >= mayAskAt) void askOnce()
  }

  schedule()
  signal.addEventListener('abort', () => clearTimeout(timer))
  document.addEventListener('visibilitychange', onSeen, { signal })
  window.addEventListener('focus', onSeen, { signal })
  return async () => {
    await asking
    pause = shortestPauseMs
    return askOnce()
  }
}
