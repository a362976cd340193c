import { isExclusionReason } from '../domain/exclusion-reason.ts'
import { type OperatorTimelineEntry, operatorTimelineOf } from '../domain/operator-timeline.ts'
import type { RoutingDecision } from '../domain/quote.ts'
import { networkOfAddress } from '../domain/redaction.ts'
import type { Widget } from '../domain/session.ts'
import { actLacks } from '../domain/session-acts.ts'
import type { RecordedTransaction, SessionRecord } from '../domain/session-record.ts'
import { legsOf } from '../domain/trade.ts'
import type { Wire } from './endpoint.ts'
import { linkTo } from './hal.ts'
import type {
  OperatorActReply,
  OperatorNoteReply,
  OperatorSession,
  OperatorSessionReply,
} from './operator-session-detail.ts'
import { summaryOf } from './operator-session-view.ts'
import { routingMembers } from './session-view.ts'

type Detail = Wire<typeof OperatorSession>

/** The body of a session that an operator reads. Instants are epoch milliseconds. */
export function operatorSessionReply(record: SessionRecord, now: number): Wire<typeof OperatorSessionReply> {
  return { _links: operatorSessionLinks(record), session: operatorSessionMembers(record, now) }
}

/** The body after an act. */
export function operatorActReply(acted: ActedOn, now: number): Wire<typeof OperatorActReply> {
  return { ...operatorSessionReply(acted.record, now), outcome: acted.outcome }
}

/** The body of a note that was added. */
export function operatorNoteReply({ record, text, operator, createdAt }: AddedNote): Wire<typeof OperatorNoteReply> {
  const { self: session } = operatorSessionLinks(record)
  return { _links: { session }, note: { text, operator, created_at: createdAt } }
}

/** A session after an act, and what came of that. */
interface ActedOn {
  readonly outcome: string
  readonly record: SessionRecord
}

interface AddedNote {
  readonly record: SessionRecord
  readonly text: string
  readonly operator: string
  readonly createdAt: number
}

/** Where the session and its bundle are read. */
function operatorSessionLinks({ session }: Pick<SessionRecord, 'session'>) {
  const path = `/operator/v0/sessions/${session.id}`
  const tenant = `tenant=${encodeURIComponent(session.tenant)}`
  return { self: linkTo(`${path}?${tenant}`), export: linkTo(`${path}/export?${tenant}`) }
}

/** Everything of a session; nothing in it is a token or leads to a widget. */
export function operatorSessionMembers(record: SessionRecord, now: number): Detail {
  const { session, transactions } = record
  const { request, firstWidget, widget, routing } = session
  const lacks = actLacks(record, now)
  const act = (why: string | null) => ({ allowed: why === null, why })
  return {
    ...summaryOf(session, { updatedAt: record.updatedAt, traceId: session.traceId, transactions, now }),
    issuer: record.issuer,
    subject: record.subject,
    expires_at: session.expiresAt,
    observation: session.observation,
    request: {
      payment_method_type: request.paymentMethod,
      service_provider: request.serviceProvider,
      subdivision: request.subdivision,
      return_url: request.returnLink,
      redirect_flow: request.redirectFlow,
    },
    client_state: request.clientState,
    quoted: quotedOf(record),
    delivered: deliveredOf(transactions),
    failure: session.failure,
    widgets: widgetsOf(firstWidget, widget).map(widgetMembers),
    external_session_ids: [...record.externalIds],
    routing: routing === null ? null : routingMembers(withOfferless(routing), request.trade),
    transactions: transactions.map(transactionMembers),
    next_check_at: record.nextCheckAt,
    timeline: operatorTimelineOf(record).map(timelineMembers),
    acts: { check: act(lacks.check), release_link: act(lacks.release_link), cancel: act(lacks.cancel) },
  }
}

/** Whoever is out, asked or not. */
function withOfferless(routing: RoutingDecision): RoutingDecision {
  const others = Object.entries(routing.offerless ?? {}).flatMap(([reason, names]) =>
    isExclusionReason(reason) ? names.map((serviceProvider) => ({ serviceProvider, reason })) : [],
  )
  return { ...routing, excluded: [...routing.excluded, ...others] }
}

function quotedOf({ session: { routing, request } }: SessionRecord): Detail['quoted'] {
  const chosen = routing?.candidates.find(({ serviceProvider }) => serviceProvider === routing.chosen)
  if (chosen === undefined) return null
  const [from, to] = legsOf(request.trade)
  return {
    service_provider: chosen.serviceProvider,
    source_amount: request.sourceAmount,
    from_asset: from.symbol,
    destination_amount: chosen.destinationAmount,
    to_asset: to.symbol,
  }
}

function deliveredOf(transactions: readonly RecordedTransaction[]): Detail['delivered'] {
  const completed = transactions.find(({ status }) => status === 'completed')
  if (completed === undefined) return null
  const { upstream, assets } = completed
  return {
    service_provider: upstream.serviceProvider,
    source_amount: upstream.sourceAmount,
    from_asset: assets.from,
    destination_amount: upstream.destinationAmount,
    to_asset: assets.to,
  }
}

function widgetsOf(first: Widget | null, latest: Widget | null): readonly Widget[] {
  if (first === null || latest === null) return []
  return first.externalSessionId === latest.externalSessionId ? [first] : [first, latest]
}

function widgetMembers(widget: Widget): Detail['widgets'][number] {
  return {
    service_provider: widget.serviceProvider,
    external_session_id: widget.externalSessionId,
    upstream_session_id: widget.upstreamSessionId,
    payment_method_type: widget.paymentMethodType,
    client_network: widget.clientIp === null ? null : networkOfAddress(widget.clientIp),
    created_at: widget.createdAt,
  }
}

function transactionMembers(transaction: RecordedTransaction): Detail['transactions'][number] {
  const { id, status, upstream, assets } = transaction
  return {
    id,
    status,
    meld_status: upstream.meldStatus,
    service_provider: upstream.serviceProvider,
    payment_method_type: upstream.paymentMethodType,
    from_asset: assets.from,
    to_asset: assets.to,
    chain_id: assets.chainId,
    source_amount: upstream.sourceAmount,
    destination_amount: upstream.destinationAmount,
    total_fee: upstream.fees.total,
    transaction_hash: upstream.transactionHash,
    failure_reason: upstream.failureReason,
    external_session_id: upstream.externalSessionId,
    upstream_session_id: upstream.upstreamSessionId,
    service_transaction_id: upstream.serviceTransactionId,
    meld_created_at: upstream.createdAt,
    meld_updated_at: upstream.updatedAt,
    first_seen_at: transaction.firstSeenAt,
    checked_at: transaction.checkedAt,
  }
}

/** The names of an entry's facts on the wire, in their order. */
function timelineMembers(entry: OperatorTimelineEntry): Detail['timeline'][number] {
  const detail = detailMembers(entry)
  return {
    happened_at: entry.at,
    kind: entry.kind,
    by: entry.by,
    title: entry.title,
    ...(entry.serviceProvider !== undefined && { service_provider: entry.serviceProvider }),
    ...(entry.transactionId !== undefined && { transaction_id: entry.transactionId }),
    ...(entry.status !== undefined && { status: entry.status }),
    ...(entry.httpStatus !== undefined && { http_status: entry.httpStatus }),
    ...(entry.result !== undefined && { outcome: entry.result }),
    ...(entry.reason !== undefined && { reason: entry.reason }),
    ...(entry.durationMs !== undefined && { duration_ms: entry.durationMs }),
    ...(entry.traceId !== undefined && { trace_id: entry.traceId }),
    ...(Object.keys(detail).length > 0 && { detail }),
  }
}

function detailMembers(entry: OperatorTimelineEntry): NonNullable<Detail['timeline'][number]['detail']> {
  const { webhook, routing } = entry
  return {
    ...(entry.call !== undefined && { call: entry.call }),
    ...(entry.causedBy !== undefined && { caused_by: entry.causedBy }),
    ...(entry.meldStatus !== undefined && { meld_status: entry.meldStatus }),
    ...(entry.meldUpdatedAt !== undefined && { meld_updated_at: entry.meldUpdatedAt }),
    ...(entry.sessionStatus !== undefined && { session_status: entry.sessionStatus }),
    ...(entry.browser !== undefined && { browser: entry.browser }),
    ...(entry.network !== undefined && { network: entry.network }),
    ...(entry.operator !== undefined && { operator: entry.operator }),
    ...(entry.text !== undefined && { text: entry.text }),
    ...(entry.more !== undefined && { more: entry.more }),
    ...(webhook !== undefined && {
      webhook_id: webhook.id,
      attempts: webhook.attempts,
      handled_at: webhook.handledAt,
      ...(webhook.handledAt === null && { next_attempt_at: webhook.nextAttemptAt }),
    }),
    ...(routing !== undefined && {
      chosen: routing.chosen,
      candidates: routing.candidates.length,
      excluded: withOfferless(routing).excluded.length,
    }),
  }
}
