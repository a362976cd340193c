import type { SessionsQuery } from '../../contract/session-query.ts'
import { GatewayError } from '../../domain/errors.ts'
import { parseSessionId, type SessionId } from '../../domain/session.ts'
import type { SessionHistory } from '../../domain/session-history.ts'
import type { Principal } from '../../domain/user.ts'
import { findOwnSession, listSessions } from '../../store/session-list.ts'
import { type Deps, subjectOf } from '../deps.ts'
import { checkForDeposit } from '../transactions/deposits.ts'

/**
 * One session of the caller's. Somebody else's is refused exactly as one that does not exist. A sell whose user sends
 * the crypto from the app is checked with Meld on the way, so that its deposit address shows as soon as there is one.
 *
 * Throws `session_not_found`.
 */
export async function readOwnSession(deps: Deps, principal: Principal, id: string): Promise<SessionHistory> {
  const { tenant, user } = principal
  const session = parseSessionId(id)
  const found = session && (await findOwnSession(deps.database, tenant.id, user, session))
  if (session === undefined || found === undefined) throw new GatewayError('session_not_found')
  deps.log.addSubject(subjectOf(found.session))
  if (!(await checkForDeposit(deps, tenant, found))) return found
  return (await findOwnSession(deps.database, tenant.id, user, session)) ?? found
}

/** One page of the caller's sessions, and where the next one begins. */
export interface OwnSessions {
  readonly histories: readonly SessionHistory[]
  /** Null at the end. */
  readonly next: SessionId | null
}

/** The caller's sessions, newest first. */
export async function listOwnSessions(deps: Deps, principal: Principal, query: SessionsQuery): Promise<OwnSessions> {
  const { tenant, user } = principal
  const { after, count, status } = query
  // One more than is shown tells whether there is a next page.
  const page = { after, status, count: count + 1, now: deps.clock() }
  const found = await listSessions(deps.database, tenant.id, user, page)
  const histories = found.slice(0, count)
  return { histories, next: found.length > count ? (histories.at(-1)?.session.id ?? null) : null }
}
