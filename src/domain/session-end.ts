import { type Session, type ShownSessionStatus, sessionStatusAt } from './session.ts'

/** How a session ends, the two derived statuses aside. */
const ends: readonly ShownSessionStatus[] = ['refused', 'unclear', 'completed', 'failed', 'cancelled', 'not_observed']

/**
 * True once nothing more is expected to happen to a session by itself. An expired one has ended when nobody was at its
 * widget: its link was never opened, and no other way led there (`isOnlyByLink`). A late transaction may correct any end.
 */
export function hasEnded(
  session: Pick<Session, 'status' | 'expiresAt' | 'observation' | 'openedAt'>,
  isOnlyByLink: boolean,
  now: number,
): boolean {
  const status = sessionStatusAt(session, now)
  return ends.includes(status) || (status === 'expired' && isOnlyByLink && session.openedAt === null)
}
