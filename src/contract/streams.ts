import Type from 'typebox'
import { streamTicketLifeMs } from '../domain/stream-ticket.ts'
import { empty, endpoint, eventStream, type ReplyHeaders } from './endpoint.ts'
import { optional, type Reader } from './field.ts'
import { sessionExampleId } from './session-examples.ts'
import { Instant } from './timestamps.ts'

/** Longest id of a frame that is read, in characters; no stream has one as long. */
const frameIdLengthMax = 200

const frameId: Reader<string> = {
  read: (value) => {
    const id = Array.isArray(value) ? value.join() : value
    if (typeof id === 'string' && id.length <= frameIdLengthMax) return { value: id }
    return { fault: 'Send the id of the last frame as it came, once, or leave it out.' }
  },
  schema: Type.String({ maxLength: frameIdLengthMax }),
}

/** Where a stream goes on: browsers send the header by themselves. */
export const lastEventIdHeader = optional(
  frameId,
  'the id of the last frame that was received: what came after it follows',
)
/** The same for whoever opens a stream with a new ticket. */
export const lastEventIdParameter = optional(frameId, 'as `Last-Event-ID`, where no header can be sent')

/** What every stream has. */
export const streamHeaders: ReplyHeaders = {
  'cache-control': { schema: Type.Literal('no-store'), about: 'a stream is nobody’s to keep' },
  'x-accel-buffering': { schema: Type.Literal('no'), about: 'asks proxies to pass each frame on at once' },
}

/** How every stream behaves, for people. */
export const streamWords =
  'A comment comes every 15 seconds. After five minutes, or when the process is stopped, the frame `reconnect` tells to open another, with the last id; so does any break. A reader that falls more than 64 KiB behind is cut off.'

const ticket: Reader<string> = {
  read: (value) => (typeof value === 'string' ? { value } : { fault: 'Send one ticket.' }),
  // What is no ticket is refused as a credential, not as a field.
  schema: Type.String(),
}

const params = { id: Type.String({ description: 'as `session.id` has it' }) }

/** Tells of one of the caller's sessions whatever happens to it. */
export const streamSession = endpoint({
  name: 'streamSession',
  tag: 'Sessions',
  summary: 'One of the caller’s own sessions, and from then on whatever happens to it, as server-sent events.',
  description: `The first frame is \`snapshot\`; then comes one for each change, named by its kind as the timeline has it, \`expired\` or \`not_observed\` where time has changed the status, and \`updated\` for what else is shown anew. The data of each is the body of \`getSession\`. \`end\` comes when nothing more is expected to happen by itself, and the stream closes; who asks again after that gets 204. ${streamWords} At most four are open for one user (in each process). \`EventSource\` sends no headers: it opens the stream with a ticket.`,
  method: 'GET',
  path: '/v0/ramp/sessions/:id/events',
  access: 'user',
  takesTicket: true,
  params,
  query: {
    ticket: optional(ticket, 'of `createStreamTicket`, in place of the headers that say who calls'),
    last_event_id: lastEventIdParameter,
  },
  headers: { 'last-event-id': lastEventIdHeader },
  replies: {
    200: eventStream(
      'frames with `id`, `event` and, as `data`, one line of JSON: the body of `getSession`. `reconnect` has no id, and `{"reason"}` as its data.',
    ),
    204: empty,
  },
  replyHeaders: { 200: streamHeaders },
  errors: ['session_not_found', 'stream_ticket_refused', 'too_many_streams'],
  example: { params: { id: sessionExampleId }, status: 200 },
})

/** A ticket for a client that can send no headers. */
export const StreamTicketReply = Type.Object(
  {
    ticket: Type.String({ description: 'opens one stream of this session, once' }),
    expires_at: Instant,
  },
  { title: 'StreamTicket' },
)

/** Gives a ticket for one stream of one of the caller's sessions. */
export const createStreamTicket = endpoint({
  name: 'createStreamTicket',
  tag: 'Sessions',
  summary: 'A ticket for one stream of one of the caller’s sessions.',
  description: `For \`EventSource\`, which can send no token: put the ticket into the query of \`streamSession\` within ${streamTicketLifeMs / 1_000} seconds. It opens one stream; after a break take another, and name the last frame’s id as \`last_event_id\`. Takes no body.`,
  method: 'POST',
  path: '/v0/ramp/sessions/:id/events/ticket',
  access: 'user',
  params,
  rawBody: { as: 'nothing' },
  replies: { 201: StreamTicketReply },
  errors: ['session_not_found'],
  example: {
    params: { id: sessionExampleId },
    status: 201,
    reply: { ticket: `rwt_${'k7'.repeat(21)}Q`, expires_at: 1_769_860_860_000 },
  },
})
