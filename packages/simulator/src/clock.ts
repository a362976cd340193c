/** Node's longest timer; a longer wait is armed in pieces. */
const TIMER_MS_MAX = 2_147_483_647

export interface Clock {
  /** Epoch milliseconds of the simulator's own time. */
  readonly now: () => number
  /** How far the clock was moved by hand, in milliseconds. */
  readonly advancedMs: () => number
  /** Runs the task once the clock has reached that time; tasks of the same time run in the order they came. */
  readonly schedule: (atMs: number, run: () => void) => void
  /**
   * Moves the clock forward by that many milliseconds, stopping at each due task on the way so that everything happens
   * at its own time and in order; `settle` is awaited after each stop.
   */
  readonly advance: (byMs: number, settle: () => Promise<void>) => Promise<void>
  /** Number of tasks waiting. */
  readonly waiting: () => number
  /** Runs what is due, on a clock that was held until now. */
  readonly release: () => void
  /** Forgets every task and stops the timer. */
  readonly close: () => void
}

/** The state of a clock that has run before. */
export interface ClockStart {
  /** How far it had been moved by hand; `onAdvance` is not told. */
  readonly advancedMs?: number
  /** No task runs by itself before `release`. */
  readonly isHeld?: boolean
}

interface Task {
  readonly atMs: number
  readonly run: () => void
}

/**
 * A clock that runs with `base` and can be moved forward. `onAdvance` is told each step (a difference in milliseconds,
 * not a total) before the tasks due at that step run.
 */
export function createClock(
  base: () => number,
  onAdvance?: (advanceMs: number) => void,
  { advancedMs = 0, isHeld = false }: ClockStart = {},
): Clock {
  const tasks: Task[] = []
  let offsetMs = advancedMs
  let held = isHeld
  let timer: NodeJS.Timeout | undefined
  let closed = false
  let advancing: Promise<void> = Promise.resolve()

  const now = (): number => base() + offsetMs

  function arm(): void {
    clearTimeout(timer)
    const next = tasks[0]
    if (next === undefined || closed || held) return
    const waitMs = Math.min(Math.max(next.atMs - now(), 1), TIMER_MS_MAX)
    timer = setTimeout(runDue, waitMs)
    timer.unref()
  }

  function runDue(): void {
    for (;;) {
      const next = tasks[0]
      if (next === undefined || next.atMs > now()) break
      tasks.shift()
      next.run()
    }
    arm()
  }

  function schedule(atMs: number, run: () => void): void {
    if (closed) return
    tasks.splice(insertionPoint(tasks, atMs), 0, { atMs, run })
    if (tasks[0]?.run === run) arm()
  }

  function shift(byMs: number): void {
    if (byMs === 0) return
    offsetMs += byMs
    onAdvance?.(byMs)
  }

  async function step(byMs: number, settle: () => Promise<void>): Promise<void> {
    let leftMs = byMs
    for (;;) {
      const next = tasks[0]
      const untilNextMs = next === undefined ? Number.POSITIVE_INFINITY : Math.max(0, next.atMs - now())
      if (untilNextMs > leftMs || closed) break
      shift(untilNextMs)
      leftMs -= untilNextMs
      runDue()
      await settle()
    }
    shift(leftMs)
    runDue()
    await settle()
  }

  return {
    now,
    advancedMs: () => offsetMs,
    schedule,
    advance: (byMs, settle) => {
      // One advance at a time: two interleaved ones would each see the other's steps as their own.
      advancing = advancing.then(() => step(byMs, settle))
      return advancing
    },
    waiting: () => tasks.length,
    release: () => {
      held = false
      arm()
    },
    close: () => {
      closed = true
      tasks.length = 0
      clearTimeout(timer)
    },
  }
}

function insertionPoint(tasks: readonly Task[], atMs: number): number {
  let low = 0
  let high = tasks.length
  while (low < high) {
    const middle = (low + high) >>> 1
    const task = tasks[middle]
    if (task !== undefined && task.atMs <= atMs) low = middle + 1
    else high = middle
  }
  return low
}

/** `2024-04-05T07:54:01.318Z`. */
export function isoMillis(atMs: number): string {
  return new Date(atMs).toISOString()
}

/** `2024-04-05T07:54:01.318455Z`; the last three digits are made up from the time, as a stricter clock would have them. */
export function isoMicros(atMs: number): string {
  const micros = String((Math.floor(atMs) * 7919) % 1000).padStart(3, '0')
  return new Date(atMs).toISOString().replace('Z', `${micros}Z`)
}
