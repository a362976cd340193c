/** How long to wait between attempts at something that fails. */
export interface BackOff {
  /** The wait after the first attempt, in milliseconds; it doubles with each further one … */
  readonly firstMs: number
  /** … up to this. */
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
