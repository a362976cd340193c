import type { QuoteOutcome, UpstreamFailure, UpstreamTrade } from '../../aggregators/aggregator.ts'
import type { GatewayError } from '../../domain/errors.ts'
import type { Findings } from '../../domain/exclusions.ts'
import type { RoutingDecision } from '../../domain/quote.ts'
import type { SessionRequest, Widget } from '../../domain/session.ts'
import type { OpeningOutcome } from '../../domain/session-opening.ts'
import { catalogueOf } from '../catalogue/catalogue.ts'
import { accountOf, type Deps } from '../deps.ts'
import { explainFailure } from '../upstream-refusals.ts'
import { attemptMsMin, type CallEnd, type Prepared, renewCustomer } from './attempts.ts'
import type { ExplainedRefusal, RefusedTrade } from './opening-refusals.ts'

/** Nobody was asked. */
export const nothingFound: Findings = { available: new Set(), leftOut: [], refused: null }

/** The record of a routing in which the request names the provider, before it has been tried. */
export const pinnedRouting: RoutingDecision = { mode: 'pinned', chosen: null, candidates: [], excluded: [] }

/** Opened at the provider that the request names, or that the session had before. */
export function openedAsPinned(widget: Widget): OpeningOutcome {
  const routing: RoutingDecision = { mode: 'pinned', chosen: widget.serviceProvider, candidates: [], excluded: [] }
  return { kind: 'opened', widget, routing }
}

/** The record names everybody who is out, as the caller is told. */
export function refused(
  { error, unavailable }: ExplainedRefusal,
  routing: RoutingDecision,
): OpeningOutcome & { readonly kind: 'failed' } {
  return { kind: 'failed', status: 'refused', error, routing: { ...routing, excluded: unavailable } }
}

/** A kept customer that Meld no longer knows is made anew, once for an opening. */
export async function askPrices(
  deps: Deps,
  prepared: Prepared,
): Promise<Exclude<QuoteOutcome, { kind: 'customer_unknown' }>> {
  const { opening, trade, customer, until } = prepared
  const deadlineMs = Math.max(until - performance.now(), attemptMsMin)
  const outcome = await deps.aggregator.quote(accountOf(deps, opening.owner.tenant), {
    trade,
    customerId: customer.id,
    deadlineMs,
  })
  if (outcome.kind !== 'customer_unknown') return outcome
  const failure = await renewCustomer(deps, prepared)
  return failure ?? askPrices(deps, prepared)
}

/** Meld refuses us, or cannot be reached. */
export function endedBy(
  deps: Deps,
  end: Exclude<CallEnd, { kind: 'refused' }>,
  routing: RoutingDecision,
): OpeningOutcome {
  const { reason } = end
  const failure = end.kind === 'misconfigured' ? end : { kind: 'unavailable' as const, reason, retryAfterSeconds: null }
  return { ...failedUpstream(deps, failure), routing }
}

/** What a refusal is explained by; asked for when there is one to explain. */
export async function refusedTrade(deps: Deps, { opening, trade, switching }: Prepared): Promise<RefusedTrade> {
  return { request: opening.request, trade, switching, catalogue: await catalogueOf(deps, opening.owner.tenant) }
}

/** How an opening ends before anybody was chosen. */
export function failed(status: 'refused' | 'unclear', error: GatewayError): OpeningOutcome {
  return { kind: 'failed', status, error, routing: null }
}

/** How it ends where Meld failed. */
export function failedUpstream(deps: Deps, failure: UpstreamFailure): OpeningOutcome & { kind: 'failed' } {
  const status = failure.kind === 'unknown' ? 'unclear' : 'refused'
  return { kind: 'failed', status, error: explainFailure(deps, failure), routing: null }
}

/** A request's trade, in Meld's codes. */
export function upstreamTrade(request: SessionRequest, cryptoCode: string): UpstreamTrade {
  return {
    direction: request.trade.direction,
    country: request.country,
    subdivision: request.subdivision,
    fiatCode: request.trade.fiat.symbol,
    cryptoCode,
    cryptoSymbol: request.trade.crypto.symbol,
    sourceAmount: request.sourceAmount,
    paymentMethod: request.paymentMethod,
    redirectFlow: request.redirectFlow,
    walletAddress: request.walletAddress,
  }
}
