import { depositFaults } from '../domain/deposit.ts'
import type { ProviderExclusion, RoutingDecision } from '../domain/quote.ts'
import { isOpenable, lockedFields, type Session, sessionStatusAt, sessionStatuses } from '../domain/session.ts'
import type { Deposit, SessionHistory, TimelineEntry, WithheldDeposit } from '../domain/session-history.ts'
import type { Tenant } from '../domain/tenant.ts'
import { legsOf, type Trade } from '../domain/trade.ts'
import { exclusionMembers } from './exclusions.ts'
import { type Links, linkTo } from './hal.ts'

/** What a reply needs to know beside the session. */
export interface SessionView {
  readonly publicUrl: string
  readonly linkToken: string
  readonly now: number
}

type OwnTenant = Pick<Tenant, 'widgetUrl'>

/** The body of a 201 and of its 208. Instants are epoch milliseconds. */
export function sessionReply(session: Session, tenant: OwnTenant, view: SessionView) {
  if (session.firstMint === null) throw new TypeError('a session without a widget has no reply')
  const { self, transactions, quotes } = commonLinks(session)
  return {
    _links: { self, widget: linkTo(`/w/${view.linkToken}`), transactions, quotes },
    session: sessionMembers(session, tenant, view),
  }
}

/** One session read back: as it was answered, as it stands, and what happened to it. */
export function sessionDetailReply(history: SessionHistory, tenant: OwnTenant, view: SessionView) {
  const { session } = history
  return {
    _links: ownLinks(history, view),
    session: {
      ...listedMembers(history, tenant, view),
      ...(history.deposit !== null && depositMembers(history.deposit)),
      routing: session.routing === null ? null : routingMembers(session.routing, session.request.trade),
      timeline: history.timeline.map(timelineMembers),
    },
  }
}

/** One page of sessions, newest first; `next` leads on from the last one. */
export function sessionListReply(
  page: { readonly histories: readonly SessionHistory[]; readonly links: Links },
  tenant: OwnTenant,
  viewOf: (session: Session) => SessionView,
) {
  return {
    _links: page.links,
    sessions: page.histories.map((history) => {
      const view = viewOf(history.session)
      return { _links: ownLinks(history, view), ...listedMembers(history, tenant, view) }
    }),
  }
}

/** `widget`: only while it may lead to one. `transaction`: the newest, once there is one. */
function ownLinks(history: SessionHistory, view: SessionView): Links {
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

function listedMembers(history: SessionHistory, tenant: OwnTenant, view: SessionView) {
  const { session, transactions } = history
  return {
    ...sessionMembers(session, tenant, view),
    opened_at: session.openedAt,
    returned_at: session.returnedAt,
    observation: session.observation,
    ...(session.failure !== null && { failure: session.failure }),
    transactions: transactions.map(({ id, status }) => ({ id, status })),
  }
}

/** A session that was never opened upstream has nulls where the widget would be told. */
function sessionMembers(session: Session, tenant: OwnTenant, view: SessionView) {
  const { request, firstMint: answered, mint } = session
  const { direction, crypto } = request.trade
  const [from, to] = legsOf(session.request.trade)
  const own = tenant.widgetUrl === 'rampway' && answered !== null
  return {
    id: session.id,
    widget_url: own ? `${view.publicUrl}/w/${view.linkToken}` : (answered?.widgetUrl ?? null),
    // The contract has a token always: where Meld named none, our link's own.
    token: answered === null ? null : ((own ? null : answered.upstreamToken) ?? view.linkToken),
    service_provider_widget_url: answered?.serviceProviderWidgetUrl ?? null,
    external_session_id: answered?.externalSessionId ?? null,
    status: sessionStatusAt(session, view.now),
    direction,
    service_provider: mint?.serviceProvider ?? request.serviceProvider,
    payment_method_type: mint?.paymentMethodType ?? answered?.paymentMethodType ?? request.paymentMethod,
    source_amount: request.sourceAmount,
    from_asset: from.symbol,
    to_asset: to.symbol,
    chain_id: crypto.chainId,
    wallet_address: request.walletAddress,
    country_code: request.country,
    ...(request.subdivision !== null && { subdivision: request.subdivision }),
    locked_fields: lockedFields(request),
    ...(direction === 'sell' && { redirect_flow: mint?.redirectFlow ?? request.redirectFlow }),
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

function routingMembers({ mode, chosen, candidates, excluded }: RoutingDecision, trade: Trade) {
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

function depositMembers(deposit: Deposit | WithheldDeposit) {
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

function timelineMembers({ at, kind, serviceProvider, transactionId, status }: TimelineEntry) {
  return {
    occurred_at: at,
    kind,
    ...(serviceProvider !== undefined && { service_provider: serviceProvider }),
    ...(transactionId !== undefined && { transaction_id: transactionId }),
    ...(status !== undefined && { status }),
  }
}
