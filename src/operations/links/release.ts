import { GatewayError } from '../../domain/errors.ts'
import { isOpenable, parseSessionId, type Session, sessionStatusAt } from '../../domain/session.ts'
import type { SessionHistory } from '../../domain/session-history.ts'
import type { Principal } from '../../domain/user.ts'
import { releaseOpener } from '../../store/links.ts'
import { findOwnSession } from '../../store/session-list.ts'
import { type Deps, subjectOf } from '../deps.ts'
import { recordRefusal } from '../sessions/refused-calls.ts'
import { checkForTransactions, checkPatienceMs } from './links.ts'

/**
 * Releases the link of one of the caller's sessions from its opener, so that the next person may open it; a link that
 * nobody holds stays as it is. Meld is asked first whether a transaction was started with it. Gives the session as it
 * is then.
 *
 * Throws `session_not_found`, or `link_closed` when the link no longer leads to a widget.
 */
export async function releaseLink(deps: Deps, principal: Principal, id: string): Promise<SessionHistory> {
  const { tenant, user } = principal
  const session = parseSessionId(id)
  const find = async () => session && (await findOwnSession(deps.database, tenant.id, user, session))
  const found = await find()
  if (session === undefined || found === undefined) throw new GatewayError('session_not_found')
  deps.log.addSubject(subjectOf(found.session))
  const checked =
    isLive(found.session, deps.clock()) && found.session.openedAt !== null
      ? await checkForTransactions(deps, tenant, found.session, { patienceMs: checkPatienceMs, causedBy: 'release' })
      : found.session
  const released =
    isLive(checked, deps.clock()) && (await releaseOpener(deps.database, tenant.id, user, session, deps.clock()))
  const after = (await find()) ?? found
  if (!isLive(after.session, deps.clock())) {
    deps.metrics.linkReleased({ result: 'refused' })
    recordRefusal(deps, after.session, 'link_closed')
    throw new GatewayError('link_closed', { detail: explainClosed(after.session, deps.clock()) })
  }
  deps.metrics.linkReleased({ result: released ? 'released' : 'free' })
  if (released) deps.log.info({}, 'link released from its opener')
  return after
}

function isLive({ status, expiresAt }: Session, now: number): boolean {
  return isOpenable(status) && expiresAt > now
}

function explainClosed(session: Session, now: number): string {
  const status = sessionStatusAt(session, now)
  if (status === 'transacting') return 'A trade is under way with this link, so the link stays closed.'
  if (status === 'completed' || status === 'failed' || status === 'cancelled') {
    return `The trade that was made with this link is ${status}. Open a new session for a new one.`
  }
  if (status === 'expired' || status === 'not_observed') return 'The link has expired. Open a new session.'
  return 'This session has no link: no widget was opened for it. Open a new session.'
}
