import { randomBytes } from 'node:crypto'
import { parseSessionId, type SessionId } from '../../src/domain/session.ts'

/** A session id as a machine makes it at that instant, in epoch milliseconds. */
export function idAt(instant: number): SessionId {
  const id = parseSessionId(
    `ses_${instant.toString(16).padStart(12, '0')}7${randomBytes(10).toString('hex').slice(0, 3)}8${randomBytes(8).toString('hex').slice(0, 15)}`,
  )
  if (id === undefined) throw new Error(`${instant} makes no id`)
  return id
}
