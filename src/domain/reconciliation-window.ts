import { sessionWatchedMs } from './reconciliation.ts'

// Windows of time in which webhooks may have been lost: Meld is asked for everything created in them, page by page.

/** So long without a webhook while links are opened is suspicious; also the least time between two such windows. */
export const silenceMaxMs = 30 * 60 * 1000
/** Windows overlap by this much, since Meld may list a transaction some time after it was created. */
const overlapMs = 15 * 60 * 1000
/** After this many failures in a row at one page the window is read again from its beginning. */
const pageFailuresMax = 5

/** A range of creation times that is being read, page by page. Instants are epoch milliseconds. */
export interface ReconciliationWindow {
  readonly from: number
  readonly to: number
  /** Where the next page starts; null for the first. */
  readonly after: string | null
  /** How often this page failed. */
  readonly failures: number
}

/** How far a tenant's windows have been read. */
export interface WindowCursor {
  /** Everything created before this has been asked for; null when nothing ever was. */
  readonly coveredUntil: number | null
  readonly window: ReconciliationWindow | null
  /** Meld has failed since the last complete window, so its webhooks may have too. */
  readonly interrupted: boolean
}

/** A tenant of which nothing has been asked yet. */
export const freshCursor: WindowCursor = { coveredUntil: null, window: null, interrupted: false }

/** What decides whether a new window is due. Instants are epoch milliseconds, null for never. */
export interface WindowOccasion {
  readonly now: number
  /** When this process started: webhooks before that may have found no receiver. */
  readonly startedAt: number
  readonly lastWebhookAt: number | null
  /** When the first link since the last webhook was opened, of those without a known transaction. */
  readonly openedSinceAt: number | null
  readonly oldestSessionAt: number | null
}

/**
 * The window to continue or to begin; undefined when there is no reason for one. Reasons: since the last one the
 * process has started, Meld has failed, or no webhook has come for long although links were opened.
 */
export function planWindow(cursor: WindowCursor, occasion: WindowOccasion): ReconciliationWindow | undefined {
  if (cursor.window !== null) return cursor.window
  const { now, startedAt, oldestSessionAt } = occasion
  if (oldestSessionAt === null) return undefined
  const covered = cursor.coveredUntil ?? 0
  const due = covered < startedAt || cursor.interrupted || (isSilent(occasion) && now - covered >= silenceMaxMs)
  if (!due) return undefined
  const from = Math.max(covered - overlapMs, oldestSessionAt, now - sessionWatchedMs)
  return { from: Math.min(from, now), to: now, after: null, failures: 0 }
}

function isSilent({ now, openedSinceAt }: WindowOccasion): boolean {
  return openedSinceAt !== null && now - openedSinceAt >= silenceMaxMs
}

/** The cursor after a page of `window` was read; `next` is where the following page starts, null after the last. */
export function cursorAfterPage(cursor: WindowCursor, window: ReconciliationWindow, next: string | null): WindowCursor {
  // This window covers failures from before it began, but not those that came while it was read.
  const interrupted = cursor.window !== null && cursor.interrupted
  if (next === null) return { coveredUntil: window.to, window: null, interrupted }
  return { coveredUntil: cursor.coveredUntil, window: { ...window, after: next, failures: 0 }, interrupted }
}

/** The cursor after a failure of Meld; `window` is the one whose page was asked for, null when something else was. */
export function cursorAfterFailure(cursor: WindowCursor, window: ReconciliationWindow | null): WindowCursor {
  if (window === null || cursor.window === null) return { ...cursor, interrupted: true }
  const failures = window.failures + 1
  // Meld may no longer know where the page starts: rather read some pages twice than never get on.
  const tried = failures < pageFailuresMax ? { ...window, failures } : { ...window, after: null, failures: 0 }
  return { ...cursor, window: tried, interrupted: true }
}
