import Type from 'typebox'
import { type EventType, eventTypes } from '../domain/event.ts'
import { endpoint, eventStream } from './endpoint.ts'
import { optional, type Reader } from './field.ts'
import { instant } from './operator-fields.ts'
import { lastEventIdHeader, lastEventIdParameter, streamHeaders, streamWords } from './streams.ts'

/** Types by their names, or by how they begin, as in `ramp.transaction.*`. */
const types: Reader<ReadonlySet<EventType>> = {
  read: (value) => {
    const wanted = new Set<EventType>()
    for (const name of typeof value === 'string' ? value.split(',') : ['']) {
      const meant = eventTypes.filter((type) =>
        name.endsWith('*') ? type.startsWith(name.slice(0, -1)) : type === name,
      )
      if (meant.length === 0)
        return { fault: `There is no type ${name.slice(0, 80)}. Send types like ${eventTypes[0]}.` }
      for (const type of meant) wanted.add(type)
    }
    return { value: wanted }
  },
  schema: Type.String({ pattern: '^[a-z_.*]+(,[a-z_.*]+)*$' }),
  rule: 'Each must be a type, or the beginning of one and `*`.',
}

/** Tells of a tenant's events. */
export const streamEvents = endpoint({
  name: 'streamEvents',
  tag: 'Partner',
  summary: 'The tenant’s events as they happen, as server-sent events.',
  description: `The data of a frame is the event, as webhooks have it, with \`"replayed": true\` where it was told before and is told once more. None is left out, and none comes twice but as a replay. The id of a frame is the event’s, a dot, and its place in the tenant’s order; the first frame has an id alone. ${streamWords} At most eight are open for one tenant (in each process).`,
  method: 'GET',
  path: '/v0/partner/events/stream',
  access: 'partner',
  partnerScope: 'read',
  query: {
    types: optional(types, 'types, with commas between; `ramp.transaction.*` for all that begin so; all by default'),
    since: optional(
      instant,
      'events at or after this instant first: epoch milliseconds or ISO 8601; from now on by default',
    ),
    last_event_id: lastEventIdParameter,
  },
  headers: { 'last-event-id': lastEventIdHeader },
  replies: {
    200: eventStream(
      'frames with `id`, the type as `event`, and, as `data`, one line of JSON: an `Event`, perhaps with `replayed`. `reconnect` has no id, and `{"reason"}` as its data.',
    ),
  },
  replyHeaders: { 200: streamHeaders },
  errors: ['too_many_streams'],
  example: { query: { types: 'ramp.transaction.*' }, status: 200 },
})
