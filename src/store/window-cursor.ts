import { freshCursor, type ReconciliationWindow, type WindowCursor } from '../domain/reconciliation-window.ts'
import type { Row } from '../postgres/connection.ts'
import { numberOf, numberOrNullOf, RowError, rowOrAbsentOf, textOrNullOf } from '../postgres/row.ts'

/**
 * Reads the cursor that a lease keeps. One that is absent or cannot be understood counts as fresh, which only means
 * reaching further back than was needed.
 */
export function readWindowCursor(stored: Row | null): WindowCursor {
  if (stored === null) return freshCursor
  try {
    return {
      coveredUntil: numberOrNullOf(stored, 'coveredUntil'),
      window: stored.window === null ? null : readWindow(rowOrAbsentOf(stored, 'window')),
      interrupted: stored.interrupted === true,
    }
  } catch (error) {
    if (error instanceof RowError) return freshCursor
    throw error
  }
}

function readWindow(stored: Row | undefined): ReconciliationWindow | null {
  if (stored === undefined) return null
  return {
    from: numberOf(stored, 'from'),
    to: numberOf(stored, 'to'),
    after: textOrNullOf(stored, 'after'),
    failures: numberOf(stored, 'failures'),
  }
}
