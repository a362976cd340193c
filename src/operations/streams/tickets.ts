import { GatewayError } from '../../domain/errors.ts'
import { parseSessionId } from '../../domain/session.ts'
import { makeStreamTicket, streamTicketLifeMs } from '../../domain/stream-ticket.ts'
import type { Principal } from '../../domain/user.ts'
import { findSession } from '../../store/session-lookup.ts'
import { storeStreamTicket } from '../../store/stream-tickets.ts'
import { type Deps, subjectOf } from '../deps.ts'

/** A ticket as its caller gets it, once. */
export interface IssuedTicket {
  readonly ticket: string
  /** Epoch milliseconds. */
  readonly expiresAt: number
}

/** Makes a ticket for one stream of one of the caller's sessions. Throws `session_not_found`. */
export async function issueStreamTicket(deps: Deps, principal: Principal, id: string): Promise<IssuedTicket> {
  const { tenant, user, issuer, subject } = principal
  const session = parseSessionId(id)
  const found = session && (await findSession(deps.database, tenant.id, session))
  if (session === undefined || found?.user !== user) throw new GatewayError('session_not_found')
  deps.log.addSubject(subjectOf(found))
  const { ticket, ticketHash } = makeStreamTicket()
  const expiresAt = deps.clock() + streamTicketLifeMs
  await storeStreamTicket(deps.database, tenant.id, ticketHash, { user, issuer, subject, session, expiresAt })
  return { ticket, expiresAt }
}
