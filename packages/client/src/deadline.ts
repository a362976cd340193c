import { clientError, type RampwayError } from './error.ts'
import { now, platform, type Signal } from './platform.ts'

/** Timers of more than 31 bits run at once; what may take longer than these 24 days has no end. */
const timerMsMax = 2 ** 31 - 1

/** How long a piece of work may take, and who may end it before. */
export interface Limits {
  /** What is waited for, as messages name it. */
  readonly what: string
  readonly timeoutMs: number
  readonly signal?: Signal | undefined
}

/** The end that all steps of one piece of work share. */
export interface Deadline {
  /** Aborts when the work is to stop. */
  readonly signal: Signal
  /** Until then; 0 when it has passed. */
  readonly remainingMs: () => number
  /** Waits for a step. Rejects with a RampwayError as soon as the work is to stop (`timeout`, `aborted`). */
  readonly within: <Result>(step: Promise<Result>) => Promise<Result>
  /** Waits for so long; rejects likewise. */
  readonly pause: (ms: number) => Promise<void>
}

/**
 * Runs a piece of work that ends within its limits. Rejects with what the work rejects with, or with a RampwayError
 * (`timeout`, `aborted`). No timer and no listener outlives it. `AbortSignal.any` and `AbortSignal.timeout` are not
 * everywhere.
 */
export async function withDeadline<Result>(
  { what, timeoutMs, signal }: Limits,
  work: (deadline: Deadline) => Promise<Result>,
): Promise<Result> {
  const controller = new platform.AbortController()
  const timers = new Set<unknown>()
  let stop: (error: RampwayError) => void = () => {}
  const stopped = new Promise<never>((_resolve, reject) => {
    stop = (error) => {
      // First, so that a step that is being aborted does not speak before.
      reject(error)
      controller.abort()
    }
  })
  stopped.catch(() => {})
  const after = (ms: number, run: () => void) => {
    // A long wait pauses many times.
    const timer = platform.setTimeout(() => {
      timers.delete(timer)
      run()
    }, ms)
    timers.add(timer)
  }
  const abort = () => stop(clientError('aborted', { message: `${what} was aborted.`, retryable: false }))

  const endsAt = now() + timeoutMs
  // What is not a number ends at once.
  if (!(timeoutMs > timerMsMax)) {
    after(timeoutMs, () =>
      stop(clientError('timeout', { message: `${what} took longer than ${timeoutMs / 1000} s.`, retryable: true })),
    )
  }
  signal?.addEventListener('abort', abort)
  if (signal?.aborted === true) abort()
  const within = <Step>(step: Promise<Step>) => Promise.race([stopped, step])
  try {
    return await work({
      signal: controller.signal,
      remainingMs: () => Math.max(0, endsAt - now()),
      within,
      pause: (ms) => within(new Promise((resolve) => after(Math.min(ms, timerMsMax), resolve))),
    })
  } finally {
    signal?.removeEventListener('abort', abort)
    for (const timer of timers) platform.clearTimeout(timer)
  }
}
