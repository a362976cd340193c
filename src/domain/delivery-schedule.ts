const secondMs = 1_000
const minuteMs = 60 * secondMs
const hourMs = 60 * minuteMs

/** How long before each try, in milliseconds: ten tries in three days, three hours and 35 minutes. */
export const tryDelaysMs: readonly number[] = [
  0,
  5 * secondMs,
  5 * minuteMs,
  30 * minuteMs,
  2 * hourMs,
  5 * hourMs,
  10 * hourMs,
  14 * hourMs,
  20 * hourMs,
  24 * hourMs,
]

/** Each delay is this much shorter or longer, by chance, so that what failed together is not tried together. */
const jitterShare = 0.2

/** A delivery holds back the later ones of its line until so many of its tries have failed. */
export const holdingTries = 3

/**
 * When the next try is due after `tries` that failed, in epoch milliseconds; null after the last. The receiver's own wish
 * (`retryAfterMs`, from `now`) is followed where it is longer, up to the delay of the try after the next one. `chance`
 * is from 0 to 1.
 */
export function nextTryAt(tries: number, now: number, retryAfterMs: number | null, chance: number): number | null {
  const delayMs = tryDelaysMs[tries]
  if (delayMs === undefined) return null
  const scheduledMs = delayMs * (1 - jitterShare + 2 * jitterShare * chance)
  const mostMs = Math.max(tryDelaysMs[tries + 1] ?? delayMs, scheduledMs)
  return now + Math.round(Math.min(Math.max(scheduledMs, retryAfterMs ?? 0), mostMs))
}

/** How long a `Retry-After` asks to wait, in milliseconds from `now`; null when it is absent, past or not to be read. */
export function readRetryAfter(header: string | undefined, now: number): number | null {
  if (header === undefined) return null
  const text = header.trim()
  const waitMs = /^\d{1,9}$/.test(text) ? Number(text) * secondMs : Date.parse(text) - now
  return waitMs > 0 ? waitMs : null
}
