/** A budget that refills with time, part of which can be reserved for what matters more. */
export interface TokenBucket {
  /** Takes one if at least `reserve` are left after it; false when it may not. */
  readonly take: (nowMs: number, reserve: number) => boolean
  /** How long until `take` with this reserve would succeed. */
  readonly waitMs: (nowMs: number, reserve: number) => number
}

/** Makes a full bucket of `capacity` that gets one back every `refillMs`. A clock set back refills nothing. */
export function createTokenBucket(capacity: number, refillMs: number): TokenBucket {
  // Counted in milliseconds of refilling: whole numbers add up exactly, fractions of a token would not.
  let creditMs = capacity * refillMs
  let filledAt: number | undefined
  const refill = (nowMs: number) => {
    creditMs = Math.min(capacity * refillMs, creditMs + Math.max(0, nowMs - (filledAt ?? nowMs)))
    filledAt = nowMs
  }
  return {
    take: (nowMs, reserve) => {
      refill(nowMs)
      if (creditMs < (reserve + 1) * refillMs) return false
      creditMs -= refillMs
      return true
    },
    waitMs: (nowMs, reserve) => {
      refill(nowMs)
      return Math.max(0, (reserve + 1) * refillMs - creditMs)
    },
  }
}
