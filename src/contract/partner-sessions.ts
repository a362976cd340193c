import Type from 'typebox'
import { parseSessionId, type Session, type SessionId } from '../domain/session.ts'
import type { SessionHistory } from '../domain/session-history.ts'
import type { Tenant } from '../domain/tenant.ts'
import { oneOf } from './choice.ts'
import { endpoint, type Wire } from './endpoint.ts'
import { type FieldValues, optional } from './field.ts'
import { linksOf, linkTo } from './hal.ts'
import { upstreamName, user } from './list-fields.ts'
import { instant, pageCount, pagePlace } from './operator-fields.ts'
import { nullable } from './schema.ts'
import { readExample, sessionExampleId } from './session-examples.ts'
import { SessionStatus, shownStatuses } from './session-query.ts'
import { listedSessionSchemas, sessionDetailSchemas } from './session-schema.ts'
import { listedSessionMembers, type SessionView, sessionDetailMembers } from './session-view.ts'

const path = '/v0/partner/sessions'

/** The query of `GET /v0/partner/sessions`. */
export const partnerSessionsParameters = {
  status: optional({ ...oneOf(shownStatuses, ' for all'), schema: SessionStatus }, 'one status, as it is shown'),
  user: optional(user, 'of this user alone'),
  service_provider: optional(upstreamName, 'who serves the trade'),
  created_after: optional(instant, 'asked for from then on'),
  created_before: optional(instant, 'asked for before then'),
  count: pageCount('sessions'),
  after: pagePlace(parseSessionId),
}

/** A query that was read. */
export type PartnerSessionsQuery = FieldValues<typeof partnerSessionsParameters>

const userMember = { user: Type.String({ description: '`usr_…`, the user whose session it is' }) }
const links = linksOf(['self', 'transactions', 'events'])

/** A page of the tenant's sessions. */
export const PartnerSessionListReply = Type.Object(
  {
    _links: linksOf(['self'], ['next']),
    sessions: Type.Array(
      Type.Object({ _links: links, ...listedSessionSchemas, ...userMember }, { title: 'ListedTenantSession' }),
      { description: 'newest first' },
    ),
  },
  { title: 'TenantSessionList' },
)

/** One of the tenant's sessions. */
export const PartnerSessionReply = Type.Object(
  {
    _links: links,
    session: Type.Object(
      {
        ...sessionDetailSchemas,
        ...userMember,
        issuer: nullable(Type.String(), 'whose token the user showed; null before they had a customer at Meld'),
        subject: nullable(Type.String(), 'the user’s id there, `sub` of their tokens; null likewise'),
      },
      { title: 'TenantSession' },
    ),
  },
  { title: 'TenantSessionReply' },
)

/** Who the user of a session is; null where that is not known. */
export interface SessionOwner {
  readonly issuer: string | null
  readonly subject: string | null
}

const userExample = { user: 'usr_3q2-7wAbCdEfGhIjKlMnOpQrStU' }
const { routing: _routing, timeline: _timeline, ...listedExample } = readExample.session
const linksExample = linksTo(sessionExampleId)

/** The sessions of the whole tenant. */
export const listSessionsAsPartner = endpoint({
  name: 'listSessionsAsPartner',
  tag: 'Partner',
  summary: 'The sessions of the whole tenant, newest first, narrowed by what they have.',
  description:
    'A page looks back for a tenth of a second or so. Where few sessions are left in it may end before it is full, even empty; `_links.next` leads on from there, and is absent only at the end.',
  method: 'GET',
  path,
  access: 'partner',
  partnerScope: 'read',
  query: partnerSessionsParameters,
  replies: { 200: PartnerSessionListReply },
  leadsTo: [{ name: 'getSessionAsPartner', about: 'one of them', params: { id: '/sessions/0/id' } }],
  example: {
    query: { status: 'opened', count: '1' },
    status: 200,
    reply: {
      _links: {
        self: { href: `${path}?status=opened&count=1` },
        next: { href: `${path}?status=opened&count=1&after=${sessionExampleId}` },
      },
      sessions: [{ _links: linksExample, ...listedExample, ...userExample }],
    },
  },
})

/** One session of the tenant. */
export const getSessionAsPartner = endpoint({
  name: 'getSessionAsPartner',
  tag: 'Partner',
  summary: 'One session of the tenant: what its user sees of it, and who they are.',
  description:
    'A session of another tenant and one that does not exist are the same 404. The answer comes from Rampway’s own store; Meld is not asked.',
  method: 'GET',
  path: `${path}/:id`,
  access: 'partner',
  partnerScope: 'read',
  params: { id: Type.String({ description: 'as `session.id` has it' }) },
  replies: { 200: PartnerSessionReply },
  errors: ['session_not_found'],
  example: {
    params: { id: sessionExampleId },
    status: 200,
    reply: {
      _links: linksExample,
      session: { ...readExample.session, ...userExample, issuer: 'privy.io', subject: 'did:privy:cmb1x2y3z' },
    },
  },
})

/** The body of a page. Instants are epoch milliseconds. */
export function partnerSessionsReply(
  page: { readonly histories: readonly SessionHistory[]; readonly next: SessionId | null },
  query: PartnerSessionsQuery,
  tenant: Tenant,
  viewOf: (session: Session) => SessionView,
): Wire<typeof PartnerSessionListReply> {
  const { histories, next } = page
  return {
    _links: { self: linkTo(hrefOf(query)), ...(next !== null && { next: linkTo(hrefOf({ ...query, after: next })) }) },
    sessions: histories.map((history) => ({
      _links: linksTo(history.session.id),
      ...listedSessionMembers(history, tenant, viewOf(history.session)),
      user: history.session.user,
    })),
  }
}

/** The body of one session. Instants are epoch milliseconds. */
export function partnerSessionReply(
  history: SessionHistory,
  { issuer, subject }: SessionOwner,
  tenant: Tenant,
  view: SessionView,
): Wire<typeof PartnerSessionReply> {
  const { id, user: owner } = history.session
  return {
    _links: linksTo(id),
    session: { ...sessionDetailMembers(history, tenant, view), user: owner, issuer, subject },
  }
}

function linksTo(id: string) {
  return {
    self: linkTo(`${path}/${id}`),
    transactions: linkTo(`/v0/partner/transactions?session=${id}`),
    events: linkTo(`/v0/partner/events?session=${id}`),
  }
}

function hrefOf(query: PartnerSessionsQuery): string {
  const told = new URLSearchParams()
  for (const [name, value] of Object.entries(query)) if (value !== null) told.set(name, String(value))
  return `${path}?${told}`
}
