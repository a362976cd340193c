import Type from 'typebox'
import { countries } from '../domain/country.ts'
import { parseSessionId, type Session, type SessionId } from '../domain/session.ts'
import { directions } from '../domain/trade.ts'
import { oneOf } from './choice.ts'
import { endpoint, type Wire } from './endpoint.ts'
import { type FieldValues, optional } from './field.ts'
import { linksOf, linkTo } from './hal.ts'
import { upstreamName, user } from './list-fields.ts'
import { instant, pageCount, pagePlace, tenant } from './operator-fields.ts'
import { type SummaryFacts, summaryMembers, summaryOf } from './operator-session-view.ts'
import { SessionStatus, shownStatuses } from './session-query.ts'

/** The query of `GET /operator/v0/sessions`. */
export const sessionListParameters = {
  tenant: optional(tenant, 'of this tenant alone'),
  status: optional({ ...oneOf(shownStatuses, ' for all'), schema: SessionStatus }, 'one status, as it is shown'),
  service_provider: optional(upstreamName, 'who serves the trade'),
  country_code: optional(oneOf(countries, ' for all'), 'the country of the request'),
  user: optional(user, 'of this user alone'),
  payment_method_type: optional(upstreamName, 'as a session shows it'),
  direction: optional(oneOf(directions, ' for both'), 'buys or sells'),
  created_after: optional(instant, 'asked for from then on'),
  created_before: optional(instant, 'asked for before then'),
  count: pageCount('sessions'),
  after: pagePlace(parseSessionId),
}

/** A query that was read. */
export type SessionListQuery = FieldValues<typeof sessionListParameters>

/** A page of sessions. */
export const SessionListReply = Type.Object(
  {
    _links: linksOf(['self'], ['next']),
    sessions: Type.Array(
      Type.Object({ _links: linksOf(['self']), ...summaryMembers }, { title: 'ListedSessionSummary' }),
      { description: 'newest first' },
    ),
  },
  { title: 'SessionSummaryList' },
)

const example = { tenant: 'org-demo:env-live', id: 'ses_019ac0ffee7b7c1d9a3b5f2e4d6c8b0a' }
const exampleAt = 1_764_187_200_000

/** A session in examples of lists. */
export const summaryExample = {
  _links: { self: { href: `/operator/v0/sessions/${example.id}?tenant=org-demo%3Aenv-live` } },
  ...example,
  support_code: 'K7Q2-M0AB',
  user: 'usr_3q2-7wAbCdEfGhIjKlMnOpQrStU',
  status: 'transacting',
  direction: 'buy',
  source_amount: '100',
  from_asset: 'USD',
  to_asset: 'USDC',
  chain_id: 8453,
  country_code: 'US',
  payment_method_type: 'CREDIT_DEBIT_CARD',
  wallet_address: '0x52908400098527886E0F7030069857D2E4169EE7',
  service_provider: 'TRANSAK',
  external_session_id: 'rw_019ac0ffee7b7c1d9a3b5f2e4d6c8b0a_2ecdf04c140c_2a5f038f4d',
  trace_id: '4bf92f3577b34da6a3ce929d0e0e4736',
  created_at: exampleAt,
  opened_at: exampleAt + 4_000,
  returned_at: null,
  updated_at: exampleAt + 9_000,
  transactions: [{ id: 'WmYh2gHpYrF6sfkfZ6tQ3T', status: 'pending' }],
}

/** Sessions of all tenants, or of one. */
export const listSessionsAsOperator = endpoint({
  name: 'listSessionsAsOperator',
  tag: 'Operator',
  summary: 'Sessions of all tenants, newest first, narrowed by what they have.',
  description:
    'A page looks back for a tenth of a second or so. Where few sessions are left in it may end before it is full, even empty; `_links.next` leads on from there, and is absent only at the end.',
  method: 'GET',
  path: '/operator/v0/sessions',
  access: 'operator',
  scope: 'read',
  query: sessionListParameters,
  replies: { 200: SessionListReply },
  example: {
    query: { status: 'transacting', count: '1' },
    status: 200,
    reply: {
      _links: {
        self: { href: '/operator/v0/sessions?status=transacting&count=1' },
        next: {
          href: '/operator/v0/sessions?status=transacting&count=1&after=ses_019ac0ffee7b7c1d9a3b5f2e4d6c8b0a',
        },
      },
      sessions: [summaryExample],
    },
  },
})

/** The sessions of a page, and where it leads on. */
export interface SessionListPage {
  readonly summaries: readonly {
    readonly session: Session
    readonly updatedAt: number
    readonly transactions: SummaryFacts['transactions']
  }[]
  readonly next: SessionId | null
}

/** The body of a page at `now`. Instants are epoch milliseconds. */
export function sessionSummariesReply(
  { summaries, next }: SessionListPage,
  query: SessionListQuery,
  now: number,
): Wire<typeof SessionListReply> {
  return {
    _links: { self: linkTo(hrefOf(query)), ...(next !== null && { next: linkTo(hrefOf({ ...query, after: next })) }) },
    sessions: summaries.map(({ session, updatedAt, transactions }) => ({
      _links: { self: linkTo(`/operator/v0/sessions/${session.id}?tenant=${encodeURIComponent(session.tenant)}`) },
      ...summaryOf(session, { updatedAt, traceId: session.traceId, transactions, now }),
    })),
  }
}

function hrefOf(query: SessionListQuery): string {
  const told = new URLSearchParams()
  for (const [name, value] of Object.entries(query)) if (value !== null) told.set(name, String(value))
  return `/operator/v0/sessions?${told}`
}
