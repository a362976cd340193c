/** One stretch of load, as the bench hands it to the generator's process. */
export interface LoadJob {
  readonly host: string
  readonly port: number
  /** Further ports: callers are dealt out over all of them, so that neighbouring requests go to different servers. */
  readonly otherPorts?: readonly number[]
  /**
   * File of whole HTTP/1.1 requests, one JSON text a line, sent in turn. Wherever one holds `keyPlaceholder`, a text of
   * the same length takes its place that no other request of this process has.
   */
  readonly requestsFile: string
  /** Each request is sent once at most; without this they are sent round and round. */
  readonly once?: boolean
  /** Each has one request under way. */
  readonly callers: number
  /** Fewer than callers: then some share one, and their requests are pipelined. One each without this. */
  readonly connections?: number
  /** No more requests than this begin in a second, spread evenly. Without it each caller goes on at once. */
  readonly perSecond?: number
  /** No request begins after this long; those under way are waited for. */
  readonly seconds: number
  /** No more requests than this. */
  readonly requestsMax?: number
  /** The one status that is right; any other fails the job. */
  readonly status: number
  /** Unless there is this second one. */
  readonly orStatus?: number
  /** A text that the body of every right answer holds. */
  readonly holds: string
  /** The longest wait for one answer. */
  readonly patienceSeconds: number
  /** Goes on after wrong answers and only counts them. */
  readonly tolerant?: boolean
}

/** A job without the server that it goes to and without its length. */
export type LoadPlan = Omit<LoadJob, 'port' | 'seconds'>

/** What came of it. Every answer was checked; `failures` holds the first few that were wrong, `failed` is how many. */
export interface LoadResult {
  readonly answered: number
  /** From the first request to the last answer. */
  readonly seconds: number
  readonly failed: number
  readonly failures: readonly string[]
  /** Milliseconds from the request's first byte to the answer's last. */
  readonly latencyMs: { readonly mean: number; readonly p50: number; readonly p99: number; readonly max: number }
}

/** 24 characters, so that the length of a body does not depend on the key in it. */
export const keyPlaceholder = '{idempotency-key-of-24-}'
