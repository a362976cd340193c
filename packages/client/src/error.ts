import { type FieldFault, faultsOf, type Problem } from './problem.ts'

/**
 * Why a call failed where the gateway said nothing:
 *
 * - `network_error`: it could not be reached, or the connection broke.
 * - `timeout`: there was no answer in time.
 * - `aborted`: the call's own signal ended it.
 * - `token_unavailable`: the token function gave none, or failed.
 * - `unreadable_answer`: something else than the gateway's API answered, such as a proxy in front of it.
 */
export type ClientErrorCode = 'network_error' | 'timeout' | 'aborted' | 'token_unavailable' | 'unreadable_answer'

/** What an error is made of. */
export interface ErrorFacts {
  readonly code: string
  readonly message: string
  readonly retryable: boolean
  readonly status?: number
  readonly problem?: Problem
  readonly traceId?: string | null
  readonly retryAfterMs?: number | undefined
  readonly cause?: unknown
}

/** Every failure of a call. */
export class RampwayError extends Error {
  override readonly name = 'RampwayError'
  /** The gateway's `error_code`, such as `RMP-400-004`; or a `ClientErrorCode`, where the gateway said nothing. */
  readonly code: string
  /** The HTTP status; 0 where nothing was answered. */
  readonly status: number
  /** Finds the call in the gateway's log; null where nothing was answered. */
  readonly traceId: string | null
  /** The fields that are at fault, as RFC 6901 pointers: `/wallet_address`. Their words are in `faults`. */
  readonly pointers: readonly string[]
  readonly faults: readonly FieldFault[]
  /** Whether the same call may succeed a little later; of an `open`, with `idempotencyKey`. */
  readonly retryable: boolean
  /** For how long the gateway asked to wait; null where it did not. */
  readonly retryAfterMs: number | null
  /** A page that explains `code`; null for those of the client. */
  readonly docsUrl: string | null
  /** Why, in one word for the app to branch on: `token_expired`, `amount_too_low` …; null where the code says it all. */
  readonly reason: string | null
  /** Everything that the gateway told; null where it said nothing. */
  readonly problem: Problem | null
  /** The key of the `open` that failed: another with the same key never opens a second session. Null for other calls. */
  idempotencyKey: string | null = null

  constructor({ code, message, retryable, status, problem, traceId, retryAfterMs, cause }: ErrorFacts) {
    super(message, { cause })
    this.code = code
    this.status = status ?? 0
    this.faults = problem === undefined ? [] : faultsOf(problem)
    this.pointers = this.faults.map(({ pointer }) => pointer)
    this.retryable = retryable
    this.retryAfterMs = retryAfterMs ?? null
    this.problem = problem ?? null
    this.docsUrl = problem?.type ?? null
    this.reason = typeof problem?.reason === 'string' ? problem.reason : null
    this.traceId = problem?.trace_id ?? traceId ?? null
  }
}

/** The error of a refusal that the gateway explained. */
export function refusalError(problem: Problem, status: number, retryAfterMs: number | undefined): RampwayError {
  return new RampwayError({
    code: problem.error_code,
    message: `${problem.title}. ${problem.detail} (${problem.error_code}, trace ${problem.trace_id})`,
    retryable: problem.error_code.endsWith('-R'),
    status,
    problem,
    retryAfterMs,
  })
}

/** An error of the client's own. */
export function clientError(code: ClientErrorCode, facts: Omit<ErrorFacts, 'code'>): RampwayError {
  return new RampwayError({ code, ...facts })
}

/** True of the statuses by which anything in front of the gateway asks to come again. */
export function mayPass(status: number): boolean {
  return status === 429 || status === 503
}
