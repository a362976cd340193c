/**
 * A deadline passes in so many parts of equal length. One that is over late, since our own event loop was held up and could
 * not read what had come, counts for no more than it should have taken.
 */
const parts = 4

/**
 * Waits for what others do: calls `onOver` when the time is over, unless it was cancelled. Time in which our own event
 * loop stood still counts for a quarter of the deadline at most, and what has come by its end is read first.
 */
export class Deadline {
  private readonly partMs: number
  private readonly onOver: () => void
  private partsLeft = parts
  private timer: NodeJS.Timeout
  private end: NodeJS.Immediate | undefined

  constructor(ms: number, onOver: () => void) {
    this.partMs = ms / parts
    this.onOver = onOver
    this.timer = setTimeout(passPart, this.partMs, this)
  }

  cancel(): void {
    clearTimeout(this.timer)
    clearImmediate(this.end)
  }

  /** For the timer. */
  pass(): void {
    this.partsLeft -= 1
    if (this.partsLeft > 0) this.timer = setTimeout(passPart, this.partMs, this)
    // After the timers the loop reads its sockets, then come the immediates.
    else this.end = setImmediate(this.onOver)
  }
}

function passPart(deadline: Deadline): void {
  deadline.pass()
}

/**
 * What `work` comes to, or `late` when it has not come to anything within `ms` milliseconds; see `Deadline`. Rejects as
 * `work` does until then. Work that is late goes on; what becomes of it, a rejection included, is nobody's any more.
 */
export async function within<T, L>(ms: number, work: Promise<T>, late: L): Promise<T | L> {
  let deadline: Deadline | undefined
  const over = new Promise<L>((resolve) => {
    deadline = new Deadline(ms, () => resolve(late))
  })
  try {
    return await Promise.race([work, over])
  } finally {
    deadline?.cancel()
  }
}
