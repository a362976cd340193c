import type { RampSession } from './types.ts'
import type { VisitedSession } from './visit.ts'

/** Where a redirect leaves what the returning page needs. Kept by the tab, and not by others. */
const storageKey = 'rampway:redirected'
/** Added to the tenant's return link; the second one where the link has a `session_id` of its own. */
const parameters = ['rampway_session_id', 'session_id']

/** Keeps, for `resumeRamp`, which session this tab is redirected to. */
export function remember({ id, support_code, client_state }: RampSession): void {
  try {
    const kept: VisitedSession = { id, support_code: support_code ?? null, client_state: client_state ?? null }
    sessionStorage.setItem(storageKey, JSON.stringify(kept))
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
  const named = namedByAddress()
  const session = recallKept() ?? named.map((id) => ({ id }))[0]
  return session && { session, isBack: named.includes(session.id) }
}

function recallKept(): VisitedSession | undefined {
  try {
    const kept: unknown = JSON.parse(sessionStorage.getItem(storageKey) ?? 'null')
    sessionStorage.removeItem(storageKey)
    if (isVisited(kept)) return kept
  } catch {
    // As if nothing had been kept.
  }
  return undefined
}

function isVisited(kept: unknown): kept is VisitedSession {
  return typeof kept === 'object' && kept !== null && 'id' in kept && typeof kept.id === 'string'
}

function namedByAddress(): string[] {
  const { searchParams } = new URL(location.href)
  return parameters.flatMap((name) => searchParams.getAll(name)).filter((id) => id.startsWith('ses_'))
}
