import { sessionWatchedMs } from './reconciliation.ts'

// Windows of time in which webhooks may have been lost: what was created in them is asked for, page by page.

/** Silence for so long, while links are opened, is suspicious; it is also how far apart two windows are at least. */
export const silenceMaxMs = 30 * 60 * 1000
/** A window reaches back so far behind what was covered: Meld may list a transaction some time after it was created. */
const overlapMs = 15 * 60 * 1000
/** After so many failures in a row at one page the window is read from its beginning. */
const pageFailuresMax = 5

/** A stretch of creation times that is being gone through. Instants are epoch milliseconds. */
export interface ReconciliationWindow {
  readonly from: number
  readonly to: number
  /** Where the next page starts; null for the first. */
  readonly after: string | null
  /** How often this page failed. */
  readonly failures: number
}

/** How far the windows of a tenant have come. */
export interface WindowCursor {
  /** Everything created before this has been asked for, or told; null when nothing ever was. */
  readonly coveredUntil: number | null
  readonly window: ReconciliationWindow | null
  /** Meld failed since the last whole window, so webhooks may have failed too. */
  readonly interrupted: boolean
}

/** A tenant of which nothing has been asked yet. */
export const freshCursor: WindowCursor = { coveredUntil: null, window: null, interrupted: false }

/** What decides whether a new window is due. Instants are epoch milliseconds, null for never. */
export interface WindowOccasion {
  readonly now: number
  /** When this process started: whatever came before it may have missed its receiver. */
  readonly startedAt: number
  readonly lastWebhookAt: number | null
  /** The oldest link opened since the last webhook and not yet accounted for. */
  readonly openedSinceAt: number | null
  readonly oldestSessionAt: number | null
}

/**
 * The window to go on with or to begin; undefined when there is no reason for one. Reasons: the process has started
 * since the last one, Meld has failed since, or no webhook has come for long although links were opened.
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

/** The cursor after a page of `window` that was read; `next` is where the following one starts, null after the last. */
export function cursorAfterPage(cursor: WindowCursor, window: ReconciliationWindow, next: string | null): WindowCursor {
  // What failed before a window was begun lies in it; what fails while it is gone through may lie behind it.
  const interrupted = cursor.window !== null && cursor.interrupted
  if (next === null) return { coveredUntil: window.to, window: null, interrupted }
  return { coveredUntil: cursor.coveredUntil, window: { ...window, after: next, failures: 0 }, interrupted }
}

/** The cursor after Meld has failed; `window` is the one whose page was asked for, null when it was something else. */
export function cursorAfterFailure(cursor: WindowCursor, window: ReconciliationWindow | null): WindowCursor {
  if (window === null || cursor.window === null) return { ...cursor, interrupted: true }
  const failures = window.failures + 1
  // The place may be gone at Meld: rather read some pages twice than stand still for ever.
  const tried = failures < pageFailuresMax ? { ...window, failures } : { ...window, after: null, failures: 0 }
  return { ...cursor, window: tried, interrupted: true }
}
