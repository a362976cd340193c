import type { SessionId } from '../domain/session.ts'
import type { TenantId } from '../domain/tenant.ts'
import { parseTenantId } from '../domain/tenant.ts'
import { parseUserId, type UserId } from '../domain/user.ts'
import { type Database, internalsOf } from '../postgres/database.ts'
import { numberOf, present, textOf } from '../postgres/row.ts'
import { sessionUuid } from './session-row.ts'

/** Whom a ticket lets read which session. */
export interface StreamTicket {
  readonly user: UserId
  readonly issuer: string
  readonly subject: string
  readonly session: SessionId
  /** Epoch milliseconds. */
  readonly expiresAt: number
}

/** Stores a ticket, of which only the hash is kept. */
export async function storeStreamTicket(
  database: Database,
  tenant: TenantId,
  ticketHash: Buffer,
  { user, issuer, subject, session, expiresAt }: StreamTicket,
): Promise<void> {
  await internalsOf(database).connection.query(
    'store_stream_ticket',
    `insert into stream_tickets (ticket_hash, tenant_id, user_id, issuer, subject, session_id, expires_at)
     values ($1, $2, $3, $4, $5, $6, $7)`,
    [ticketHash, tenant, user, issuer, subject, sessionUuid(session), new Date(expiresAt)],
  )
}

/** Whose a ticket was. */
export interface TicketHolder extends Pick<StreamTicket, 'user' | 'issuer' | 'subject'> {
  readonly tenant: TenantId
}

/**
 * Takes a ticket of this session, of whichever tenant: of all who try at once, in any process, one gets it. Undefined for
 * one that was taken, has expired, is of another session, or never was. Throws `RowError`.
 */
export async function takeStreamTicket(
  database: Database,
  ticketHash: Buffer,
  session: SessionId,
  now: number,
): Promise<TicketHolder | undefined> {
  const [row] = await internalsOf(database).connection.query(
    'take_stream_ticket',
    `delete from stream_tickets where ticket_hash = $1 and session_id = $2 and expires_at > $3
     returning tenant_id, user_id, issuer, subject`,
    [ticketHash, sessionUuid(session), new Date(now)],
  )
  if (row === undefined) return undefined
  return {
    tenant: present(parseTenantId(textOf(row, 'tenant_id')), 'tenant_id'),
    user: present(parseUserId(textOf(row, 'user_id')), 'user_id'),
    issuer: textOf(row, 'issuer'),
    subject: textOf(row, 'subject'),
  }
}

/** Deletes tickets that expired before an instant (epoch milliseconds); returns how many. */
export async function deleteExpiredTickets(
  database: Database,
  tenants: readonly TenantId[],
  before: number,
): Promise<number> {
  const [row] = await internalsOf(database).connection.query(
    'delete_expired_tickets',
    `with deleted as (
       delete from stream_tickets where tenant_id = any($1::text[]) and expires_at < $2 returning tenant_id
     )
     select count(*)::int as deleted from deleted where tenant_id is not null`,
    [tenants, new Date(before)],
  )
  return row === undefined ? 0 : numberOf(row, 'deleted')
}
