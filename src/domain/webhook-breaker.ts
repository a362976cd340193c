import type { WebhookEndpoint } from './webhook-endpoint.ts'

/** What attempts change of a webhook endpoint. */
export type EndpointHealth = Pick<
  WebhookEndpoint,
  | 'status'
  | 'disabledReason'
  | 'disabledAt'
  | 'failures'
  | 'failingSince'
  | 'pausedUntil'
  | 'lastSuccessAt'
  | 'lastFailureAt'
>

/** What partners are told of it; null: nothing new. */
export type HealthNews = 'failing' | 'disabled' | 'recovered' | null

/** What an attempt makes of a webhook endpoint. */
export interface HealthChange {
  readonly health: EndpointHealth
  readonly news: HealthNews
}

/** An attempt that failed. */
export interface FailedAttempt {
  /** When it began, in epoch milliseconds. */
  readonly at: number
  /** The answer's; null when none came. */
  readonly status: number | null
  /** What the receiver asked for. */
  readonly retryAfterMs: number | null
  /** Of this delivery, this one included. */
  readonly tries: number
}

/** So many failures in a row make a webhook endpoint `failing`. */
export const failuresMax = 5
/** Between two attempts at one that is failing, or asked to be left alone: this long at first, doubled each time … */
const firstPauseMs = 5_000
/** … up to this. */
export const pauseMaxMs = 5 * 60_000
/** One that has done nothing but fail for so long is disabled, … */
export const failingMaxMs = 5 * 86_400_000
/** … if the failure before the last is no older than this: one that is seldom called has had few chances. */
const recentMs = 86_400_000

/** Statuses by which a receiver, or what stands before it, says that it is asked too much. */
const slowingStatuses: ReadonlySet<number | null> = new Set([429, 502, 504])

/** Attempts that are under way at once are not recorded in the order in which they ended. */
function latest(before: number | null, now: number): number {
  return Math.max(before ?? now, now)
}

/** A webhook endpoint after a success. One that is disabled stays so. */
export function afterSuccess(before: EndpointHealth, now: number): HealthChange {
  const health = {
    ...before,
    failures: 0,
    failingSince: null,
    pausedUntil: null,
    lastSuccessAt: latest(before.lastSuccessAt, now),
  }
  if (before.status !== 'failing') return { health, news: null }
  return { health: { ...health, status: 'enabled' }, news: 'recovered' }
}

/** A webhook endpoint after a failure. One that is disabled stays so. */
export function afterFailure(before: EndpointHealth, attempt: FailedAttempt, now: number): HealthChange {
  // What began before the pause says nothing new of one that is failing; and who answers 429 is alive.
  const isNews = before.status !== 'failing' || before.pausedUntil === null || attempt.at >= before.pausedUntil
  const failures = before.failures + (isNews && attempt.status !== 429 ? 1 : 0)
  const failingSince = before.failingSince ?? now
  const health = { ...before, failures, failingSince, lastFailureAt: latest(before.lastFailureAt, now) }
  if (before.status === 'disabled') return { health, news: null }
  if (attempt.status === 410) return disabled(health, 'gone', now)
  const hasFailedLately = before.lastFailureAt !== null && before.lastFailureAt >= now - recentMs
  if (now - failingSince >= failingMaxMs && hasFailedLately) return disabled(health, 'failing_too_long', now)
  if (!isNews) return { health, news: null }
  const isFailing = failures >= failuresMax
  const pausedUntil = pauseEnd(health, attempt, isFailing, now)
  if (!isFailing || before.status === 'failing') return { health: { ...health, pausedUntil }, news: null }
  return { health: { ...health, status: 'failing', pausedUntil }, news: 'failing' }
}

/**
 * How many attempts at it may be under way at once: none while it is disabled or paused, one where that decides whether it
 * is back, else its share of what its tenant may have.
 */
export function attemptsAllowed(
  { status, pausedUntil }: Pick<EndpointHealth, 'status' | 'pausedUntil'>,
  endpointsOfTenant: number,
  now: number,
): number {
  if (status === 'disabled' || (pausedUntil !== null && pausedUntil > now)) return 0
  if (status === 'failing' || pausedUntil !== null) return 1
  return Math.max(1, Math.min(attemptsPerEndpoint, Math.floor(attemptsPerTenant / Math.max(1, endpointsOfTenant))))
}

/** Most attempts under way at once at one webhook endpoint, and at all of a tenant's. */
export const attemptsPerEndpoint = 8
const attemptsPerTenant = 64

function pauseEnd(health: EndpointHealth, attempt: FailedAttempt, isFailing: boolean, now: number): number | null {
  if (!isFailing && !slowingStatuses.has(attempt.status)) return health.pausedUntil
  const doublings = isFailing ? health.failures - failuresMax : attempt.tries - 1
  const pauseMs = Math.min(firstPauseMs * 2 ** doublings, pauseMaxMs)
  const wishedMs = Math.min(attempt.retryAfterMs ?? 0, pauseMaxMs)
  return Math.max(health.pausedUntil ?? 0, now + Math.max(pauseMs, wishedMs))
}

function disabled(health: EndpointHealth, reason: 'gone' | 'failing_too_long', now: number): HealthChange {
  return {
    health: { ...health, status: 'disabled', disabledReason: reason, disabledAt: now, pausedUntil: null },
    news: 'disabled',
  }
}
