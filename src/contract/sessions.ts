import Type from 'typebox'
import { endpoint, type OnwardCall, type ReplyHeaders } from './endpoint.ts'
import { keyHeader } from './idempotency-key.ts'
import { sessionFields } from './session-body.ts'
import { openedExample, readExample, releasedExample, sessionExampleId } from './session-examples.ts'
import { sessionsParameters } from './session-query.ts'
import { SessionDetailReply, SessionListReply, SessionReply } from './session-schema.ts'

const location: ReplyHeaders = {
  location: { schema: Type.String(), about: 'where the session is read, relative to the root' },
}

const replayed: ReplyHeaders = {
  ...location,
  'idempotent-replayed': { schema: Type.Literal('true'), about: 'no session was opened by this call' },
  'rampway-idempotency-mismatch': {
    schema: Type.Literal('true'),
    about: 'the body differs from the one that the key opened the session for',
    isOptional: true,
  },
}

const onwards: readonly OnwardCall[] = [
  { name: 'getSession', about: 'how the session stands', params: { id: '/session/id' } },
  { name: 'listTransactions', about: 'what the user has traded' },
  { name: 'releaseSessionLink', about: 'where the link is in use already', params: { id: '/session/id' } },
]

const params = { id: Type.String({ description: 'as `session.id` has it' }) }

/** Opens a hosted widget session, or gives the one that the idempotency key has. */
export const openSession = endpoint({
  name: 'openSession',
  tag: 'Sessions',
  summary: 'Opens a hosted widget session for the end user whose token is sent.',
  description:
    'Show `session.widget_url` to the user in a webview, a frame or a browser: it is for one person, once, until `expires_at`. Send an idempotency key with every order of yours: a repeated call then answers 208 with the session that the key has, whatever becomes of the first answer. Without `service_provider` the provider that gives the user most is chosen, and the next best where that one fails.',
  method: 'POST',
  path: '/v0/ramp/sessions',
  access: 'user',
  headers: { 'idempotency-key': keyHeader },
  body: sessionFields,
  replies: { 201: SessionReply, 208: SessionReply },
  replyHeaders: { 201: location, 208: replayed },
  leadsTo: onwards,
  errors: [
    'invalid_pair',
    'unknown_asset',
    'unsupported_asset',
    'provider_refused',
    'kyc_required',
    'key_in_flight',
    'key_reused',
    'provider_unavailable',
    'upstream_misconfigured',
  ],
  example: {
    body: {
      source_amount: '25.00',
      from_asset: 'USD',
      to_asset: 'USDC',
      chain_id: 8453,
      wallet_address: '0x52908400098527886E0F7030069857D2E4169EE7',
      idempotency_key: 'order-17',
      client_state: '{"page":"/checkout/17"}',
    },
    status: 201,
    reply: openedExample,
  },
})

/** The caller's own sessions, page by page. */
export const listSessions = endpoint({
  name: 'listSessions',
  tag: 'Sessions',
  summary: 'The caller’s sessions, newest first.',
  description: 'Page through the list by `_links.next`; a page costs the same however far back it is.',
  method: 'GET',
  path: '/v0/ramp/sessions',
  access: 'user',
  query: sessionsParameters,
  replies: { 200: SessionListReply },
  leadsTo: [{ name: 'getSession', about: 'one of them', params: { id: '/sessions/0/id' } }],
  example: {
    query: { count: '1' },
    status: 200,
    reply: {
      _links: {
        self: { href: '/v0/ramp/sessions?count=1' },
        first: { href: '/v0/ramp/sessions?count=1' },
        next: { href: `/v0/ramp/sessions?count=1&after=${sessionExampleId}` },
      },
      sessions: [{ _links: readExample._links, ...listedExample() }],
    },
  },
})

function listedExample() {
  const { routing: _routing, timeline: _timeline, ...listed } = readExample.session
  return listed
}

/** One of the caller's own sessions. */
export const getSession = endpoint({
  name: 'getSession',
  tag: 'Sessions',
  summary: 'One of the caller’s own sessions, as it was answered, as it stands, and what happened to it.',
  description:
    'Somebody else’s session and one that does not exist are the same 404. The answer comes from Rampway’s own store, so it is fast and there while Meld is down.',
  method: 'GET',
  path: '/v0/ramp/sessions/:id',
  access: 'user',
  params,
  replies: { 200: SessionDetailReply },
  errors: ['session_not_found'],
  example: { params: { id: sessionExampleId }, status: 200, reply: readExample },
})

/** Frees the link of a session from the browser that opened it. */
export const releaseSessionLink = endpoint({
  name: 'releaseSessionLink',
  tag: 'Sessions',
  summary: 'Frees the link of one of the caller’s sessions from the browser that opened it.',
  description:
    'For a user who is told that the link is already in use: the next one to open it is let in, and the one before is not. Takes no body, and may be repeated. Meld is asked first whether a transaction was started; once there is one the link stays closed.',
  method: 'POST',
  path: '/v0/ramp/sessions/:id/release-link',
  access: 'user',
  params,
  rawBody: { as: 'nothing' },
  replies: { 200: SessionDetailReply },
  errors: ['session_not_found', 'link_closed', 'provider_unavailable', 'upstream_misconfigured'],
  example: { params: { id: sessionExampleId }, status: 200, reply: releasedExample },
})
