/** Streams look at the database this often, told or not. */
export const streamPollMs = 2_000

/**
 * Milliseconds until the next look: all streams of the process look at the same time, so that what they ask fits into a
 * few statements.
 */
export function msToNextPoll(monotonicMs: number = performance.now()): number {
  return streamPollMs - (monotonicMs % streamPollMs)
}
