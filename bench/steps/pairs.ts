import { serveJobs } from '../worker.ts'

/** One stretch of pairs: a session is begun and then finished, with nothing between. */
export interface PairsJob {
  /** Pairs under way at once. */
  readonly callers: number
  /** No pair begins after this long. */
  readonly seconds: number
}

/** What came of it. A pair that did not store its session fails the job. */
export interface PairsResult {
  readonly pairs: number
  readonly seconds: number
  /** Of one pair. */
  readonly p50Ms: number
}

/** Users that take turns; each has a customer already. */
export const usersCount = 1_000

/** Carries out jobs of the parent; `pair` opens one session of the user with that number. */
export function servePairs(pair: (user: number) => Promise<void>): void {
  serveJobs(async ({ callers, seconds }: PairsJob): Promise<PairsResult> => {
    const tookMs: number[] = []
    const began = performance.now()
    const until = began + seconds * 1000
    let started = 0
    const work = async (): Promise<void> => {
      for (let start = performance.now(); start < until; start = performance.now()) {
        await pair(started++ % usersCount)
        tookMs.push(performance.now() - start)
      }
    }
    await Promise.all(Array.from({ length: callers }, work))
    const took = (performance.now() - began) / 1000
    const sorted = Float64Array.from(tookMs).sort()
    return { pairs: sorted.length, seconds: took, p50Ms: sorted[Math.floor(sorted.length / 2)] ?? 0 }
  })
}
