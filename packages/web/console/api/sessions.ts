import { keepPreviousData, queryOptions } from '@tanstack/react-query'
import { call } from './http.ts'
import type { Found, SessionPage, SessionReply } from './shapes.ts'

/** How often a session that may still change is read. */
const livePollMs = 2_000
/** How often one whose trade has ended is: a refund may follow. */
const endedPollMs = 5_000

const ended: readonly string[] = ['completed', 'failed', 'cancelled', 'expired', 'refused', 'not_observed']

/** Everything that a text may be the name of. */
export function findQuery(text: string, tenant: string) {
  return queryOptions({
    queryKey: ['find', text, tenant],
    queryFn: ({ signal }) => call<Found>('GET', '/find', { query: { q: text, tenant }, signal }),
    enabled: text !== '',
  })
}

/** A page of the sessions that fit, newest first. */
export function sessionsQuery(query: Readonly<Record<string, string>>) {
  return queryOptions({
    queryKey: ['sessions', query],
    queryFn: ({ signal }) => call<SessionPage>('GET', '/sessions', { query, signal }),
    placeholderData: keepPreviousData,
  })
}

/** One session with all that happened to it, read again and again while the page is looked at. */
export function sessionQuery(id: string, tenant: string) {
  return queryOptions({
    queryKey: ['session', id, tenant],
    queryFn: ({ signal }) => call<SessionReply>('GET', sessionPath(id), { query: { tenant }, signal }),
    refetchInterval: ({ state }) =>
      state.data !== undefined && ended.includes(state.data.session.status) ? endedPollMs : livePollMs,
  })
}

/** Of a session, within the operator API. */
export function sessionPath(id: string): string {
  return `/sessions/${encodeURIComponent(id)}`
}
