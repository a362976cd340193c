import Type from 'typebox'
import { type Session, sessionStatusAt } from '../domain/session.ts'
import { supportCodeOf } from '../domain/support-code.ts'
import { legsOf } from '../domain/trade.ts'
import type { TransactionStatus as TransactionStatusName } from '../domain/transaction.ts'
import type { Wire } from './endpoint.ts'
import { CountryCode, Decimal, DirectionName, explained, nullable, TransactionStatus } from './schema.ts'
import { SessionStatus } from './session-query.ts'
import { Instant } from './timestamps.ts'

/** What operators see of a session wherever it is listed. */
export const summaryMembers = {
  tenant: Type.String(),
  id: Type.String({ pattern: '^ses_[0-9a-f]{32}$' }),
  support_code: Type.String({ description: 'what the user reads out to support' }),
  user: Type.String({ description: 'our id of the user' }),
  status: SessionStatus,
  direction: DirectionName,
  source_amount: explained(Decimal, 'how much of `from_asset` is paid'),
  from_asset: Type.String(),
  to_asset: Type.String(),
  chain_id: Type.Integer({ description: 'of the crypto asset' }),
  country_code: CountryCode,
  payment_method_type: nullable(Type.String()),
  wallet_address: Type.String({
    description: 'of the user; in full, since users name it and find their session by it',
  }),
  service_provider: nullable(Type.String(), 'who serves the trade; null where nobody was found and none was named'),
  external_session_id: nullable(Type.String(), 'what names the session at Meld'),
  trace_id: nullable(Type.String(), 'of the call that opened it'),
  created_at: Instant,
  opened_at: nullable(Instant),
  returned_at: nullable(Instant),
  updated_at: Instant,
  transactions: Type.Array(Type.Object({ id: Type.String(), status: TransactionStatus }), {
    description: 'newest first',
  }),
}

/** A session as it stands in lists for operators. */
export const SessionSummary = Type.Object(summaryMembers, { title: 'OperatorSessionSummary' })

/** What a summary needs beside the session. */
export interface SummaryFacts {
  readonly updatedAt: number
  readonly traceId: string | null
  /** Newest first. */
  readonly transactions: readonly { readonly id: string; readonly status: TransactionStatusName }[]
  /** Epoch milliseconds: the status is told as of then. */
  readonly now: number
}

/** A session's summary; instants are epoch milliseconds. */
export function summaryOf(session: Session, facts: SummaryFacts): Wire<typeof SessionSummary> {
  const { request, firstWidget, widget } = session
  const { direction, crypto } = request.trade
  const [from, to] = legsOf(request.trade)
  return {
    tenant: session.tenant,
    id: session.id,
    support_code: supportCodeOf(session.id),
    user: session.user,
    status: sessionStatusAt(session, facts.now),
    direction,
    source_amount: request.sourceAmount,
    from_asset: from.symbol,
    to_asset: to.symbol,
    chain_id: crypto.chainId,
    country_code: request.country,
    payment_method_type: widget?.paymentMethodType ?? firstWidget?.paymentMethodType ?? request.paymentMethod,
    wallet_address: request.walletAddress,
    service_provider: widget?.serviceProvider ?? request.serviceProvider,
    external_session_id: (widget ?? firstWidget)?.externalSessionId ?? null,
    trace_id: facts.traceId,
    created_at: session.createdAt,
    opened_at: session.openedAt,
    returned_at: session.returnedAt,
    updated_at: facts.updatedAt,
    transactions: facts.transactions.map(({ id, status }) => ({ id, status })),
  }
}
