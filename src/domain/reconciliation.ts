import { sessionLifetimeMs } from './session.ts'

// Meld tells by webhooks and dislikes being asked, so looks are few, far apart, and many ids to a call.

/** A session is first looked for this long after it was opened: by then the webhook of an ordinary purchase has come. */
export const firstLookMs = 10 * 60 * 1000
/** After a session's life its transaction may still be on its way from the provider to Meld. */
export const observationGraceMs = 60 * 60 * 1000
/** Bank transfers take up to five days, and some providers report only then; nobody looks for a session after this. */
export const watchedAfterLifeMs = 7 * 24 * 60 * 60 * 1000
/** Looks are never further apart than this while the link lives … */
const lookIntervalMaxMs = 6 * 60 * 60 * 1000
/** … and after it. */
const lateLookIntervalMs = 24 * 60 * 60 * 1000
/** Each look of a session whose link was opened is so many times further off than the one before … */
const openedBackOff = 2
/** … and of one that nobody opened, which may be most of them. */
const unopenedBackOff = 16
/** A transaction is first asked after so soon, and then ever more seldom. */
const transactionLookMs = 5 * 60 * 1000

/** For how long after its creation a session is watched. */
export const sessionWatchedMs = sessionLifetimeMs + watchedAfterLifeMs

/** What decides when a session is looked for next. */
export interface WatchedSession {
  readonly expiresAt: number
  /** Its link was opened by somebody. */
  readonly opened: boolean
  /** Looks so far, this one included. */
  readonly checks: number
}

/**
 * When to look for a session's transaction again after one that was made at `now`; null when it is time to give up.
 * There is always a look right after its life and grace, which decides whether it counts as not observed.
 */
export function nextSessionLook(session: WatchedSession, now: number): number | null {
  const lifeDecided = session.expiresAt + observationGraceMs
  const end = session.expiresAt + watchedAfterLifeMs
  if (now >= end) return null
  if (now >= lifeDecided) return Math.min(now + lateLookIntervalMs, end)
  const backOff = session.opened ? openedBackOff : unopenedBackOff
  const interval = Math.min(firstLookMs * backOff ** session.checks, lookIntervalMaxMs)
  return Math.min(now + interval, lifeDecided)
}

/** True when a look at `now` that found nothing settles that nothing was to be seen. */
export function isObservationDue(session: WatchedSession, now: number): boolean {
  return session.opened && now >= session.expiresAt + observationGraceMs
}

/** When to ask after a transaction that is not final, having asked `checks` times; it is never given up. */
export function nextTransactionLook(checks: number, now: number): number {
  return now + Math.min(transactionLookMs * 2 ** Math.min(checks, 10), lookIntervalMaxMs)
}
