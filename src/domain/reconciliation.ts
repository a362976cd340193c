import { sessionLifetimeMs } from './session.ts'

// Meld tells by webhooks and dislikes being asked, so checks are few, far apart, and many ids to a call.

/** A session is first checked this long after it was opened: by then the webhook of an ordinary purchase has come. */
export const firstCheckMs = 10 * 60 * 1000
/** After a session's life its transaction may still be on its way from the provider to Meld. */
export const observationGraceMs = 60 * 60 * 1000
/** Bank transfers take up to five days, and some providers report only then; no session is checked after this. */
export const watchedAfterLifeMs = 7 * 24 * 60 * 60 * 1000
/** Checks are never further apart than this while the link lives … */
const checkIntervalMaxMs = 6 * 60 * 60 * 1000
/** … and after it. */
const lateCheckIntervalMs = 24 * 60 * 60 * 1000
/** The wait before each check of a session whose link was opened is this many times the one before … */
const openedBackOff = 2
/** … and of one that nobody opened, which may be most of them. */
const unopenedBackOff = 16
/** The wait before the first check of a transaction; it doubles with each. */
const transactionCheckMs = 5 * 60 * 1000

/** For how long after its creation a session is watched. */
export const sessionWatchedMs = sessionLifetimeMs + watchedAfterLifeMs

/** What decides when a session is checked next. */
export interface WatchedSession {
  readonly expiresAt: number
  /** Its link was opened by somebody. */
  readonly opened: boolean
  /** Checks so far, this one included. */
  readonly checks: number
}

/**
 * When to check a session for a transaction again after a check at `now`; null when it is time to give up.
 * There is always a check right after its life and grace, which decides whether it counts as not observed.
 */
export function nextSessionCheck(session: WatchedSession, now: number): number | null {
  const lifeDecided = session.expiresAt + observationGraceMs
  const end = session.expiresAt + watchedAfterLifeMs
  if (now >= end) return null
  if (now >= lifeDecided) return Math.min(now + lateCheckIntervalMs, end)
  const backOff = session.opened ? openedBackOff : unopenedBackOff
  const interval = Math.min(firstCheckMs * backOff ** session.checks, checkIntervalMaxMs)
  return Math.min(now + interval, lifeDecided)
}

/** True when a check at `now` that found nothing makes the session `not_observed`. */
export function isObservationDue(session: WatchedSession, now: number): boolean {
  return session.opened && now >= session.expiresAt + observationGraceMs
}

/** When to check a transaction that is not final again, after `checks` checks; it is never given up. */
export function nextTransactionCheck(checks: number, now: number): number {
  return now + Math.min(transactionCheckMs * 2 ** Math.min(checks, 10), checkIntervalMaxMs)
}
