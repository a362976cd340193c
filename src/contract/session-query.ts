import type { FieldFault } from '../domain/errors.ts'
import { parseSessionId, type SessionId, type ShownSessionStatus, sessionStatuses } from '../domain/session.ts'
import type { FieldResult } from './body.ts'
import { oneOf } from './choice.ts'
import { type Links, linkTo } from './hal.ts'
import { readQuery } from './query.ts'

/** Sessions in one page, unless asked otherwise, and at most. */
export const sessionsCountDefault = 50
export const sessionsCountMax = 100

/** The query of `GET /v0/ramp/sessions`. */
export interface SessionsQuery {
  readonly count: number
  readonly after: SessionId | null
  readonly status: ShownSessionStatus | null
}

/** Every status that a reply can show. */
const shownStatuses: readonly ShownSessionStatus[] = [...sessionStatuses, 'expired', 'not_observed']

/** Reads the query; every fault at once. */
export function readSessionsQuery(
  query: unknown,
): { readonly values: SessionsQuery } | { readonly faults: readonly FieldFault[] } {
  return readQuery(query, {
    count: { read: readCount, absent: { value: sessionsCountDefault } },
    after: { read: readAfter, absent: { value: null } },
    status: { read: readStatus, absent: { value: null } },
  })
}

function readCount(value: unknown): FieldResult<number> {
  const count = typeof value === 'string' && /^[1-9]\d{0,2}$/.test(value) ? Number(value) : 0
  if (count > 0 && count <= sessionsCountMax) return { value: count }
  return { fault: `Send a whole number from 1 to ${sessionsCountMax}, or leave it out for ${sessionsCountDefault}.` }
}

function readAfter(value: unknown): FieldResult<SessionId | null> {
  const id = typeof value === 'string' ? parseSessionId(value) : undefined
  return id === undefined ? { fault: "Send a session's id, as the link next has it, or leave it out." } : { value: id }
}

const readStatus = oneOf(shownStatuses, '')

/** The links of one page: `self` differs from page to page; `next` is there while there is more. */
export function sessionsLinks(query: SessionsQuery, next: SessionId | null): Links {
  return {
    self: linkTo(sessionsHref(query)),
    first: linkTo(sessionsHref({ ...query, after: null })),
    ...(next !== null && { next: linkTo(sessionsHref({ ...query, after: next })) }),
  }
}

function sessionsHref({ count, after, status }: SessionsQuery): string {
  const query = new URLSearchParams({
    count: String(count),
    ...(after !== null && { after }),
    ...(status !== null && { status }),
  })
  return `/v0/ramp/sessions?${query}`
}
