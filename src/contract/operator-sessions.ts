import Type from 'typebox'
import { noteLengthMax, readOperatorText } from '../domain/operator-text.ts'
import { type Endpoint, endpoint } from './endpoint.ts'
import { type Field, optional, required } from './field.ts'
import { operatorText, optionalReason, requiredReason, tenant } from './operator-fields.ts'
import {
  OperatorActReply,
  OperatorExportReply,
  OperatorNoteReply,
  OperatorSessionReply,
} from './operator-session-detail.ts'

const exampleParams = { id: 'ses_019ac1c5e2f07c3a9d4e5b6f70819293' }
const params = { id: Type.String({ description: 'as `session.id` has it' }) }

const tenantParameter = { tenant: optional(tenant, 'whose session it is; found without, for ids never repeat') }

const noteText = operatorText(
  (value) => readOperatorText(value, noteLengthMax),
  noteLengthMax,
  `Send the note, in 1 to ${noteLengthMax} characters, without control characters other than line ends and tabs.`,
)

/** One session with everything that is recorded of it. */
export const readSessionAsOperator = endpoint({
  name: 'readSessionAsOperator',
  tag: 'Operator',
  summary: 'One session: how it stands, what was quoted and delivered, and everything that happened to it.',
  description:
    'The timeline holds the calls of the app, the calls to Meld, the routing with every provider’s reason for being out, openings of the link, webhooks, checks, transactions, notes and acts of operators. Tokens, widget addresses and whole IP addresses are never in it. Reading it is recorded in the audit log.',
  method: 'GET',
  path: '/operator/v0/sessions/:id',
  access: 'operator',
  scope: 'read',
  params,
  query: tenantParameter,
  replies: { 200: OperatorSessionReply },
  errors: ['session_not_found'],
  example: { params: exampleParams, status: 200 },
})

/** Asks Meld for the session's transactions at once. */
export const checkSession = act({
  name: 'checkSession',
  summary: 'Asks Meld for the session’s transactions at once, whenever reconciliation would.',
  description: 'At most once in five seconds for one session; sooner is refused with `Retry-After`.',
  path: '/operator/v0/sessions/:id/check',
  body: { reason: optionalReason },
  errors: ['act_refused', 'act_too_soon'],
})

/** Frees the link from the browser that opened it. */
export const releaseSessionLinkAsOperator = act({
  name: 'releaseSessionLinkAsOperator',
  summary: 'Frees the link of a session from the browser that opened it; the next one to open it is let in.',
  description:
    'As its user may do it. Meld is asked first whether a transaction was started; once there is one the link stays closed. A link that nobody holds stays as it is.',
  path: '/operator/v0/sessions/:id/release-link',
  body: { reason: requiredReason },
  errors: ['act_refused'],
})

/** Closes a session, so that nobody starts a trade with it any more. */
export const cancelSession = act({
  name: 'cancelSession',
  summary: 'Closes a session: its link says that it is cancelled, and leads to no widget.',
  description:
    'A provider’s page that is open already stays open, and what Meld tells of a transaction later still counts. A session that is cancelled already stays as it is.',
  path: '/operator/v0/sessions/:id/cancel',
  body: { reason: requiredReason },
  errors: ['act_refused'],
})

/** Adds a note to a session. */
export const addSessionNote = endpoint({
  name: 'addSessionNote',
  tag: 'Operator',
  summary: 'Adds a note to a session, for other operators.',
  description: 'It stands in the timeline and leaves with the session. Never shown to its user.',
  method: 'POST',
  path: '/operator/v0/sessions/:id/notes',
  access: 'operator',
  scope: 'act',
  params,
  query: tenantParameter,
  body: { text: required(noteText, 'the note', 'the note') },
  replies: { 201: OperatorNoteReply },
  errors: ['session_not_found', 'act_refused'],
  example: { params: exampleParams, body: { text: 'The user paid twice; TRANSAK was told.' }, status: 201 },
})

/** A bundle of one session to send to the provider. */
export const exportSession = endpoint({
  name: 'exportSession',
  tag: 'Operator',
  summary: 'A session as a redacted bundle, to send to Meld or the provider.',
  description:
    'Ids, amounts, the timeline, our version, and a SHA-256 of all that. Who the user is, the app’s own text, notes, names of operators and networks are left out, and the middle of the wallet’s address. Reading it is recorded in the audit log.',
  method: 'GET',
  path: '/operator/v0/sessions/:id/export',
  access: 'operator',
  scope: 'read',
  params,
  query: tenantParameter,
  replies: { 200: OperatorExportReply },
  errors: ['session_not_found'],
  example: { params: exampleParams, status: 200 },
})

function act<
  const Stated extends Pick<Endpoint, 'name' | 'summary' | 'description' | 'path' | 'errors'> & {
    body: { reason: Field<unknown> }
  },
>(stated: Stated) {
  return endpoint({
    ...stated,
    tag: 'Operator',
    method: 'POST',
    access: 'operator',
    scope: 'act',
    params,
    query: tenantParameter,
    replies: { 200: OperatorActReply },
    errors: ['session_not_found', ...(stated.errors ?? [])],
    example: { params: exampleParams, body: { reason: 'the user asks in ticket 4711' }, status: 200 },
  })
}
