/** How long to wait between attempts at something that fails. */
export interface BackOff {
  /** About so many milliseconds after the first attempt, twice as many after the next, … */
  readonly firstMs: number
  /** … and about this many at most. */
  readonly maxMs: number
}

/**
 * How many milliseconds to wait after attempt number `attempts` (from 1). `jitter`, from 0 to 1, spreads what failed
 * together over half of that time.
 */
export function retryDelayMs({ firstMs, maxMs }: BackOff, attempts: number, jitter: number): number {
  const delayMs = Math.min(firstMs * 2 ** (attempts - 1), maxMs)
  return Math.round(delayMs * (0.75 + jitter / 2))
}
