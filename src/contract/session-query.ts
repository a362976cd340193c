import Type from 'typebox'
import { parseSessionId, type SessionId, type ShownSessionStatus, sessionStatuses } from '../domain/session.ts'
import { oneOf } from './choice.ts'
import { byDefault, type FieldValues, optional, type Reader } from './field.ts'

/** Sessions in one page, unless asked otherwise, and at most. */
export const sessionsCountDefault = 50
export const sessionsCountMax = 100

/** Every status that a reply can show. */
export const shownStatuses: readonly ShownSessionStatus[] = [...sessionStatuses, 'expired', 'not_observed']

/** How a session stands. */
export const SessionStatus = Type.Enum([...shownStatuses], {
  title: 'SessionStatus',
  description:
    '`ready`, `opened` (the link has its opener), `returned` (they came back), `transacting` (a transaction is under way), `completed`, `failed`, `cancelled`, `expired`, or `not_observed` (it was opened, was checked for long enough, and no transaction was seen; a late one corrects that). Sessions that are read back may also be `refused` or `unclear` (nobody knows whether it was opened; the same key opens it)',
})

const count: Reader<number> = {
  read: (value) => {
    const number = typeof value === 'string' && /^[1-9]\d{0,2}$/.test(value) ? Number(value) : 0
    if (number > 0 && number <= sessionsCountMax) return { value: number }
    return { fault: `Send a whole number from 1 to ${sessionsCountMax}, or leave it out for ${sessionsCountDefault}.` }
  },
  schema: Type.Integer({ minimum: 1, maximum: sessionsCountMax, default: sessionsCountDefault }),
}

const after: Reader<SessionId> = {
  read: (value) => {
    const id = typeof value === 'string' ? parseSessionId(value) : undefined
    return id === undefined
      ? { fault: "Send a session's id, as the link next has it, or leave it out." }
      : { value: id }
  },
  schema: Type.String({ pattern: '^ses_[0-9a-f]{32}$' }),
}

const status: Reader<ShownSessionStatus> = { ...oneOf(shownStatuses, ''), schema: SessionStatus }

/** The query of `GET /v0/ramp/sessions`. */
export const sessionsParameters = {
  count: byDefault(
    count,
    sessionsCountDefault,
    `sessions to a page, 1 to ${sessionsCountMax}, ${sessionsCountDefault} by default`,
  ),
  after: optional(after, 'where to go on; follow `_links.next` instead of making it'),
  status: optional(status, 'one status, as it is shown'),
}

/** A query that was read. */
export type SessionsQuery = FieldValues<typeof sessionsParameters>
