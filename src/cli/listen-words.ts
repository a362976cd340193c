import type { StreamedEvent } from '@rampway/client/server'
import type { Forwarded } from './listen-forwarding.ts'
import type { ListenTarget } from './listen-target.ts'

/** What the command begins with. */
export interface ListenStart {
  readonly from: string
  /** `whsec_…` */
  readonly secret: string
  readonly targets: readonly ListenTarget[]
}

/** One event, and what became of it. */
export interface ShownEvent {
  readonly event: StreamedEvent
  readonly forwarded: readonly Forwarded[]
  /** Null where it is not shown. */
  readonly body: string | null
}

/** The start, for people. */
export function startLines({ from, secret, targets }: ListenStart): readonly string[] {
  const others = targets.length > 1 ? 'all others' : 'all'
  return [
    `Listening to ${from}. Ctrl-C stops it.`,
    ...targets.map(({ types, url }) => `  ${types ?? others} → ${url}`),
    ...(targets.length === 0 ? [] : [`Signed with ${secret}`]),
  ]
}

/** The start, for programs. */
export function startDocument({ from, secret, targets }: ListenStart): object {
  return { listening: { url: from, secret, targets } }
}

/** An event, for people: a line for each place that it went to. */
export function eventLines({ event, forwarded, body }: ShownEvent): readonly string[] {
  const replay = event.replayed ? '  (replay)' : ''
  const head = `${event.type}  ${event.id}  ${sessionOf(event) ?? '-'}`
  return [
    ...(forwarded.length === 0
      ? [`${head}${replay}`]
      : forwarded.map((each) => `${head}  → ${answerOf(each)}${replay}`)),
    ...(body === null ? [] : [body]),
  ]
}

/** An event, for programs. */
export function eventDocument({ event, forwarded, body }: ShownEvent): object {
  return {
    event: { id: event.id, type: event.type, session_id: sessionOf(event), replayed: event.replayed },
    forwarded: forwarded.map(({ url, status, failure, tookMs }) => ({ url, status, failure, took_ms: tookMs })),
    ...(body !== null && { body }),
  }
}

/** What can be done about an event that nothing took. */
export function replayLines(id: string): readonly string[] {
  return [
    '  It is not sent again by itself: rampway listen --since 10m begins with what happened since then,',
    `  and POST /v0/partner/events/${id}/replay sends this one again.`,
  ]
}

function answerOf({ url, status, failure, tookMs }: Forwarded): string {
  return status === null ? `${url} did not take it (${failure})` : `${status} from ${url} in ${tookMs} ms`
}

/** The session that an event is of; null where it is of none. */
function sessionOf({ type, data }: StreamedEvent): string | null {
  const member = type.startsWith('ramp.session.') ? 'id' : 'session_id'
  const [, id] = Object.entries(data).find(([name]) => name === member) ?? []
  return typeof id === 'string' ? id : null
}
