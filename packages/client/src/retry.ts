/** How often a call is sent at most. */
export const attemptsMax = 3
/** Between attempts: full jitter from the floor to a ceiling that starts there and grows fourfold, up to its maximum. */
const delayFloorMs = 500
const delayCeilingMs = 8_000

/** How long to wait after a failed attempt, counted from 1, where the gateway does not say. `random` is in [0, 1). */
export function retryDelayMs(attempt: number, random: number): number {
  const ceiling = Math.min(delayFloorMs * 4 ** attempt, delayCeilingMs)
  return delayFloorMs + random * (ceiling - delayFloorMs)
}

/** Reads `Retry-After`: seconds or an HTTP date, in milliseconds from `now`; undefined when it says neither. */
export function readRetryAfter(header: string | null, now: number): number | undefined {
  if (header === null) return undefined
  if (/^\d+$/.test(header)) return Number(header) * 1000
  // A negative number would be read as a year.
  const at = /^[A-Z]/.test(header) ? Date.parse(header) : Number.NaN
  return Number.isNaN(at) ? undefined : Math.max(0, at - now)
}
