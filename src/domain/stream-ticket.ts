import { hash, randomBytes } from 'node:crypto'

/** A ticket opens one stream within this time. */
export const streamTicketLifeMs = 60_000

const secretBytes = 32
const ticketPattern = /^rwt_[A-Za-z0-9_-]{43}$/

/** A new ticket, `rwt_` and 256 bits from the system's random numbers, and what is kept of it. */
export function makeStreamTicket(): { readonly ticket: string; readonly ticketHash: Buffer } {
  const ticket = `rwt_${randomBytes(secretBytes).toString('base64url')}`
  return { ticket, ticketHash: hashOf(ticket) }
}

/** What is kept of a ticket; undefined for a text of another form. */
export function hashOfStreamTicket(text: string): Buffer | undefined {
  return ticketPattern.test(text) ? hashOf(text) : undefined
}

function hashOf(ticket: string): Buffer {
  return hash('sha256', ticket, 'buffer')
}
