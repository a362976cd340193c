import type { RampSession } from './types.ts'
import type { VisitedSession } from './visit.ts'

/** Where a redirect leaves what the returning page needs; a tab keeps it to itself. */
const storageKey = 'rampway'

/** Keeps, for `recall`, which session this tab is redirected to. */
export function remember({ id, support_code, client_state }: RampSession): void {
  try {
    sessionStorage.setItem(storageKey, JSON.stringify({ id, support_code, client_state }))
  } catch {
    // A page without storage still has what the return link carries.
  }
}

/** A session that the user left this app for, with whether they came back by the return link. */
export interface Recalled {
  readonly session: VisitedSession
  readonly isBack: boolean
}

/** The session that this tab was redirected to, or else the one that the page's address names. Forgets what was kept. */
export function recall(): Recalled | undefined {
  const { searchParams } = new URL(location.href)
  // The second one where the tenant's return link has a `session_id` of its own.
  const named = searchParams.get('rampway_session_id') ?? searchParams.get('session_id') ?? ''
  const session = recallKept() ?? (/^ses_\w+$/.test(named) ? { id: named } : undefined)
  return session && { session, isBack: session.id === named }
}

/** Gives what `remember` kept, once. */
export function recallKept(): VisitedSession | undefined {
  try {
    const kept: unknown = JSON.parse(sessionStorage.getItem(storageKey) ?? '')
    sessionStorage.removeItem(storageKey)
    if (isVisited(kept)) return kept
  } catch {
    // Nothing was kept.
  }
  return undefined
}

function isVisited(kept: unknown): kept is VisitedSession {
  return typeof Object(kept).id === 'string'
}
