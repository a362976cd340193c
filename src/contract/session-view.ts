import { depositFaults } from '../domain/deposit.ts'
import type { ProviderExclusion, RoutingDecision } from '../domain/quote.ts'
import {
  isOpenable,
  lockedFields,
  type Session,
  type SessionId,
  sessionStatusAt,
  sessionStatuses,
  type Widget,
} from '../domain/session.ts'
import type {
  Deposit,
  SessionHistory,
  SessionTransaction,
  TimelineEntry,
  WithheldDeposit,
} from '../domain/session-history.ts'
import { supportCodeOf } from '../domain/support-code.ts'
import { openInOf } from '../domain/surface.ts'
import type { Tenant } from '../domain/tenant.ts'
import { legsOf, type Trade } from '../domain/trade.ts'
import type { Wire } from './endpoint.ts'
import { exclusionMembers } from './exclusions.ts'
import { linkTo } from './hal.ts'
import type { SessionsQuery } from './session-query.ts'
import type { SessionDetailReply, SessionListReply, SessionReply } from './session-schema.ts'

/** What a reply needs to know beside the session. */
export interface SessionView {
  readonly publicUrl: string
  readonly linkToken: string
  readonly now: number
}

/** A session and its transactions, newest first. */
export interface ListedSession {
  readonly session: Session
  readonly transactions: readonly Pick<SessionTransaction, 'id' | 'status'>[]
}

type OwnTenant = Pick<Tenant, 'widgetUrl'>
type ListReply = Wire<typeof SessionListReply>
type DetailReply = Wire<typeof SessionDetailReply>
type Detail = DetailReply['session']

/** The body of a 201 and of its 208. Instants are epoch milliseconds. */
export function sessionReply(session: Session, tenant: OwnTenant, view: SessionView): Wire<typeof SessionReply> {
  const { firstWidget: answered } = session
  if (answered === null) throw new TypeError('a session without a widget has no reply')
  const { self, transactions, quotes } = commonLinks(session)
  return {
    _links: { self, widget: linkTo(`/w/${view.linkToken}`), transactions, quotes },
    session: sessionMembers(session, widgetMembers(answered, tenant, view), view),
  }
}

/** One session read back: as it was first answered, as it is now, and what happened to it. */
export function sessionDetailReply(
  history: SessionHistory,
  tenant: OwnTenant,
  view: SessionView,
): Wire<typeof SessionDetailReply> {
  return {
    _links: ownLinks(history, view),
    session: sessionDetailMembers(history, tenant, view),
  }
}

/** What a session shows when it is read alone. */
export function sessionDetailMembers(history: SessionHistory, tenant: OwnTenant, view: SessionView): Detail {
  const { session, deposit, timeline } = history
  return {
    ...listedSessionMembers(history, tenant, view),
    ...(deposit !== null && depositMembers(deposit)),
    routing: session.routing === null ? null : routingMembers(session.routing, session.request.trade),
    timeline: timeline.map(timelineMembers),
  }
}

/** One page of sessions, newest first; `next` leads on from the last one. */
export function sessionListReply(
  page: { readonly histories: readonly SessionHistory[]; readonly links: ListReply['_links'] },
  tenant: OwnTenant,
  viewOf: (session: Session) => SessionView,
): ListReply {
  return {
    _links: page.links,
    sessions: page.histories.map((history) => {
      const view = viewOf(history.session)
      return { _links: ownLinks(history, view), ...listedSessionMembers(history, tenant, view) }
    }),
  }
}

/** The links of one page: `self` differs from page to page; `next` is there while there is more. */
export function sessionsLinks(query: SessionsQuery, next: SessionId | null): ListReply['_links'] {
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

/** `widget`: only while it may lead to one. `transaction`: the newest, once there is one. */
function ownLinks(history: SessionHistory, view: SessionView): DetailReply['_links'] {
  const { session, transactions } = history
  const { self, ...rest } = commonLinks(session)
  const newest = transactions[0]
  return {
    self,
    ...(isOpen(session, view.now) && { widget: linkTo(`/w/${view.linkToken}`) }),
    ...rest,
    ...(newest !== undefined && { transaction: linkTo(`/v0/ramp/transactions/${encodeURIComponent(newest.id)}`) }),
  }
}

function isOpen(session: Session, now: number): boolean {
  const status = sessionStatusAt(session, now)
  return sessionStatuses.some((stored) => stored === status && isOpenable(stored))
}

/** What a session shows wherever it is listed, as of `view.now`. */
export function listedSessionMembers(
  { session, transactions }: ListedSession,
  tenant: OwnTenant,
  view: SessionView,
): Omit<ListReply['sessions'][number], '_links'> {
  const { firstWidget: answered } = session
  return {
    ...sessionMembers(session, answered === null ? noWidget : widgetMembers(answered, tenant, view), view),
    opened_at: session.openedAt,
    returned_at: session.returnedAt,
    observation: session.observation,
    ...(session.failure !== null && { failure: session.failure }),
    transactions: transactions.map(({ id, status }) => ({ id, status })),
  }
}

/** What a session tells of its widget; `None` is null where there may be none. */
interface WidgetMembers<None extends null> {
  readonly widget_url: string | None
  readonly token: string | None
  readonly service_provider_widget_url: string | null
  readonly external_session_id: string | None
}

/** Of a session that was never opened upstream. */
const noWidget: WidgetMembers<null> = {
  widget_url: null,
  token: null,
  service_provider_widget_url: null,
  external_session_id: null,
}

function widgetMembers(
  answered: Widget,
  { widgetUrl }: OwnTenant,
  { publicUrl, linkToken }: SessionView,
): WidgetMembers<never> {
  const own = widgetUrl === 'rampway'
  return {
    widget_url: own ? `${publicUrl}/w/${linkToken}` : answered.widgetUrl,
    // The contract has a token always: where Meld named none, our link's own.
    token: (own ? null : answered.upstreamToken) ?? linkToken,
    service_provider_widget_url: answered.serviceProviderWidgetUrl,
    external_session_id: answered.externalSessionId,
  }
}

/** One literal, for it is on the way of every POST. */
function sessionMembers<None extends null>(session: Session, shown: WidgetMembers<None>, view: SessionView) {
  const { request, firstWidget: answered, widget } = session
  const { direction, crypto } = request.trade
  const [from, to] = legsOf(session.request.trade)
  const serviceProvider = widget?.serviceProvider ?? request.serviceProvider
  const paymentMethod = widget?.paymentMethodType ?? answered?.paymentMethodType ?? request.paymentMethod
  return {
    id: session.id,
    support_code: supportCodeOf(session.id),
    widget_url: shown.widget_url,
    token: shown.token,
    service_provider_widget_url: shown.service_provider_widget_url,
    external_session_id: shown.external_session_id,
    status: sessionStatusAt(session, view.now),
    direction,
    service_provider: serviceProvider,
    payment_method_type: paymentMethod,
    source_amount: request.sourceAmount,
    from_asset: from.symbol,
    to_asset: to.symbol,
    chain_id: crypto.chainId,
    wallet_address: request.walletAddress,
    country_code: request.country,
    ...(request.subdivision !== null && { subdivision: request.subdivision }),
    open_in: openInOf({ serviceProvider, paymentMethod, direction }),
    client_state: request.clientState,
    locked_fields: lockedFields(request),
    ...(direction === 'sell' && { redirect_flow: widget?.redirectFlow ?? request.redirectFlow }),
    created_at: session.createdAt,
    expires_at: session.expiresAt,
  }
}

function commonLinks(session: Session) {
  const { request } = session
  const [from, to] = legsOf(request.trade)
  const { chainId } = request.trade.crypto
  const subdivision = request.subdivision === null ? '' : `&subdivision=${request.subdivision}`
  const flow = request.redirectFlow ? '&redirect_flow=true' : ''
  // Amounts, symbols and codes need no percent signs.
  const quotes = `source_amount=${request.sourceAmount}&from_asset=${from.symbol}&to_asset=${to.symbol}&chain_id=${chainId}&country_code=${request.country}${subdivision}${flow}`
  return {
    self: linkTo(`/v0/ramp/sessions/${session.id}`),
    transactions: linkTo('/v0/ramp/transactions'),
    quotes: linkTo(`/v0/ramp/quotes?${quotes}`),
  }
}

/** How a session's provider was chosen, on the wire. */
export function routingMembers(
  { mode, chosen, candidates, excluded }: RoutingDecision,
  trade: Trade,
): Detail['routing'] {
  return {
    mode,
    chosen,
    candidates: candidates.map((candidate) => ({
      service_provider: candidate.serviceProvider,
      destination_amount: candidate.destinationAmount,
      ramp_score: candidate.rampScore,
    })),
    excluded: excluded.map((exclusion) => exclusionMembers(inSymbols(exclusion, trade))),
  }
}

/** Older rows have a bound in Meld's own code of the crypto asset, of which partners know the symbol alone. */
function inSymbols(exclusion: ProviderExclusion, { fiat, crypto }: Trade): ProviderExclusion {
  const { limit } = exclusion
  if (limit === undefined || limit.currency === null || limit.currency === fiat.symbol) return exclusion
  return { ...exclusion, limit: { ...limit, currency: crypto.symbol } }
}

function depositMembers(deposit: Deposit | WithheldDeposit): Pick<Detail, 'deposit' | 'deposit_withheld'> {
  const { transactionId } = deposit
  if ('withheld' in deposit) {
    const { withheld: reason } = deposit
    return { deposit_withheld: { reason, detail: depositFaults[reason], transaction_id: transactionId } }
  }
  const { address, amount, asset, chainId, sentBy } = deposit
  return {
    deposit: { sent_by: sentBy, address, amount, asset, chain_id: chainId, transaction_id: transactionId },
  }
}

function timelineMembers({
  at,
  kind,
  serviceProvider,
  transactionId,
  status,
}: TimelineEntry): Detail['timeline'][number] {
  return {
    occurred_at: at,
    kind,
    ...(serviceProvider !== undefined && { service_provider: serviceProvider }),
    ...(transactionId !== undefined && { transaction_id: transactionId }),
    ...(status !== undefined && { status }),
  }
}
