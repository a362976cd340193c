import { GatewayError } from '../domain/errors.ts'
import type { Limit, ProviderExclusion, RoutingDecision } from '../domain/quote.ts'
import { type Mint, newExternalSessionId, type SessionId, type SessionRequest } from '../domain/session.ts'
import type { RequestRefusal, UpstreamFailure, UpstreamTrade, WidgetOutcome } from '../providers/provider.ts'
import { type CustomerOwner, createCustomer } from './customers.ts'
import type { Deps } from './deps.ts'
import { type KycPass, noKycPass } from './kyc.ts'
import { bestOfEachProvider, candidatesMax, nobodyServes, rankQuotes, routingOf } from './routing.ts'
import { explainFailure, inOurWords, retryAfterSecondsDefault, unlistedAsset } from './upstream-refusals.ts'

/** No further upstream call starts after this long; the last one may still run its own deadline out. */
export const openingBudgetMs = 14_000

/** One widget to be opened upstream for a session. */
export interface Opening {
  readonly owner: CustomerOwner
  readonly session: SessionId
  readonly request: SessionRequest
  /** The user's customer at Meld, when one is kept. */
  readonly meldCustomerId: string | null
  readonly redirectUrl: string
  /** The end user's public address; null when not known. */
  readonly clientIp: string | null
  /** Tried first: the provider that the session had before. */
  readonly prefer: string | null
  /** What Meld is told of the user's identity check. */
  readonly kyc: KycPass
  /** False once another call may be opening the same session: then no widget is opened any more. */
  readonly isStillOurs: () => boolean
}

/** How it went. A failure says what becomes of the session: `refused` for certain, or `unclear`. */
export type OpeningOutcome =
  | { readonly kind: 'opened'; readonly mint: Mint; readonly routing: RoutingDecision }
  | {
      readonly kind: 'failed'
      readonly status: 'refused' | 'unclear'
      readonly error: GatewayError
      readonly routing: RoutingDecision | null
    }

/** A provider to try, with the rail it quoted. */
interface Candidate {
  readonly serviceProvider: string
  readonly paymentMethodType: string | null
}

/** What is known once the asset and the customer are. */
interface Prepared {
  readonly opening: Opening
  readonly trade: UpstreamTrade
  readonly customerId: string
  readonly until: number
}

/**
 * Opens one widget upstream: finds Meld's code of the asset, the user's customer, the provider (the pinned one, or the
 * best of those that can serve), and opens; a provider that fails by its own fault is followed by the next best. A
 * pinned provider is never replaced. Never throws for what upstream does; throws `overloaded` when the session is not
 * this call's any more.
 */
export async function openUpstream(deps: Deps, opening: Opening): Promise<OpeningOutcome> {
  const until = performance.now() + openingBudgetMs
  const { request, owner } = opening
  const asset = await deps.aggregator.resolveAsset(owner.tenant.meld, request.trade.crypto)
  if (asset.kind === 'unlisted') return failed('refused', unlistedAsset(request.trade))
  if (asset.kind !== 'resolved') return failedUpstream(deps, asset)
  const customer =
    opening.meldCustomerId === null
      ? await createCustomer(deps, owner, null)
      : { kind: 'customer' as const, customerId: opening.meldCustomerId }
  if (customer.kind !== 'customer') return failedUpstream(deps, customer)
  const prepared = { opening, trade: upstreamTrade(request, asset.code), customerId: customer.customerId, until }
  const outcome = await chooseAndOpen(deps, prepared)
  if (outcome !== 'customer_unknown') return outcome
  // The kept customer is gone at Meld (another account, or deleted there): make a new one, once.
  const renewed = await createCustomer(deps, owner, prepared.customerId)
  if (renewed.kind !== 'customer') return failedUpstream(deps, renewed)
  const again = await chooseAndOpen(deps, { ...prepared, customerId: renewed.customerId })
  return again === 'customer_unknown' ? failedUpstream(deps, { kind: 'unknown', reason: 'customer_unknown' }) : again
}

async function chooseAndOpen(deps: Deps, prepared: Prepared): Promise<OpeningOutcome | 'customer_unknown'> {
  const { request, prefer } = prepared.opening
  const pinned = request.serviceProvider
  const known = pinned ?? prefer
  if (known !== null) {
    const routing: RoutingDecision = { mode: 'pinned', chosen: known, candidates: [], excluded: [] }
    const candidate = { serviceProvider: known, paymentMethodType: null }
    const { outcome, mint } = await openWith(deps, prepared, candidate)
    if (outcome.kind === 'opened' && mint !== null) return { kind: 'opened', mint, routing }
    if (outcome.kind === 'provider_failed' && pinned === null) return routeAndOpen(deps, prepared)
    return settleFailure(deps, prepared, outcome, known, routing)
  }
  return routeAndOpen(deps, prepared)
}

async function routeAndOpen(deps: Deps, prepared: Prepared): Promise<OpeningOutcome | 'customer_unknown'> {
  const { opening, trade, customerId, until } = prepared
  const quoted = await deps.aggregator.quote(opening.owner.tenant.meld, { trade, customerId })
  if (quoted.kind === 'customer_unknown') return 'customer_unknown'
  if (quoted.kind === 'refused') return failed('refused', refusal(prepared, quoted, null))
  if (quoted.kind !== 'quoted') return failedUpstream(deps, quoted)
  const candidates = bestOfEachProvider(rankQuotes(quoted.quotes))
  const excluded: ProviderExclusion[] = [...quoted.excluded]
  let mayPass = false
  for (const candidate of candidates.slice(0, candidatesMax)) {
    if (performance.now() > until) break
    const { outcome, mint } = await openWith(deps, prepared, candidate)
    if (outcome.kind === 'opened' && mint !== null) {
      countExclusions(deps, excluded)
      return { kind: 'opened', mint, routing: routingOf(candidates, candidate.serviceProvider, excluded) }
    }
    if (outcome.kind !== 'provider_failed') {
      return settleFailure(deps, prepared, outcome, candidate.serviceProvider, routingOf(candidates, null, excluded))
    }
    mayPass ||= outcome.transient
    excluded.push({ serviceProvider: candidate.serviceProvider, reason: outcome.reason })
    deps.log.warn(
      { provider: candidate.serviceProvider, reason: outcome.reason, code: outcome.code },
      'provider failed, trying the next',
    )
  }
  countExclusions(deps, excluded)
  const routing = routingOf(candidates, null, excluded)
  return { kind: 'failed', status: 'refused', error: nobodyServes(excluded, mayPass), routing }
}

/** A reuse of the identity check that Meld will not have is no reason to turn the user away: they are checked anew. */
async function openWith(deps: Deps, prepared: Prepared, candidate: Candidate): Promise<OpenedWith> {
  const opened = await callWidget(deps, prepared, candidate, prepared.opening.kyc)
  const { outcome } = opened
  if (outcome.kind !== 'provider_failed' || !kycReuseFailures.includes(outcome.code)) return opened
  if (!prepared.opening.kyc.bypassKyc && prepared.opening.kyc.shareToken === null) return opened
  deps.log.warn({ session: prepared.opening.session, code: outcome.code }, 'identity check not reused')
  return callWidget(deps, prepared, candidate, noKycPass)
}

/** Meld's codes that speak of the reuse alone. */
const kycReuseFailures = ['CUSTOMER_KYC_NOT_APPROVED', 'KYC_TOKEN_GENERATION_FAILED']

interface OpenedWith {
  readonly outcome: WidgetOutcome
  readonly mint: Mint | null
}

const claimLost =
  'The gateway could not reach its database for too long to go on. Try again with the same idempotency_key.'

async function callWidget(
  deps: Deps,
  { opening, trade, customerId }: Prepared,
  candidate: Candidate,
  kyc: KycPass,
): Promise<OpenedWith> {
  const { owner, session, redirectUrl, clientIp } = opening
  if (!opening.isStillOurs())
    throw new GatewayError('overloaded', { detail: claimLost, headers: { 'retry-after': '2' } })
  const externalSessionId = newExternalSessionId(owner.tenant.id, session)
  const outcome = await deps.aggregator.openWidget(owner.tenant.meld, {
    trade,
    customerId,
    externalSessionId,
    serviceProvider: candidate.serviceProvider,
    quotedPaymentMethod: candidate.paymentMethodType,
    redirectUrl,
    clientIp,
    bypassKyc: kyc.bypassKyc,
    kycShareToken: kyc.shareToken,
  })
  if (outcome.kind !== 'opened') return { outcome, mint: null }
  const mint = {
    externalSessionId,
    upstreamSessionId: outcome.upstreamSessionId,
    widgetUrl: outcome.widgetUrl,
    serviceProviderWidgetUrl: outcome.serviceProviderWidgetUrl,
    upstreamToken: outcome.token,
    serviceProvider: candidate.serviceProvider,
    paymentMethodType: trade.paymentMethod ?? candidate.paymentMethodType,
    clientIp,
    redirectFlow: outcome.redirectFlow,
    mintedAt: deps.clock(),
  }
  return { outcome, mint }
}

/** What a failed call to one provider means for the session. */
function settleFailure(
  deps: Deps,
  prepared: Prepared,
  outcome: WidgetOutcome,
  provider: string,
  routing: RoutingDecision,
): OpeningOutcome | 'customer_unknown' {
  switch (outcome.kind) {
    case 'customer_unknown':
      return 'customer_unknown'
    case 'refused':
      return { kind: 'failed', status: 'refused', error: refusal(prepared, outcome, provider), routing }
    case 'provider_failed':
      return { kind: 'failed', status: 'refused', error: providerFailed(prepared, outcome, provider), routing }
    case 'opened':
      throw new TypeError('an opened widget is no failure')
    default:
      return { ...failedUpstream(deps, outcome), routing }
  }
}

function providerFailed(
  prepared: Prepared,
  outcome: Extract<WidgetOutcome, { kind: 'provider_failed' }>,
  provider: string,
): GatewayError {
  const message = ourWords(prepared, outcome.message)
  const members = { service_provider: provider, reason: outcome.reason }
  if (outcome.transient) {
    return new GatewayError('provider_unavailable', {
      detail: `${provider} failed: ${message}. Retry, or leave service_provider out to have another one chosen.`,
      members,
      headers: { 'retry-after': String(retryAfterSecondsDefault) },
    })
  }
  return new GatewayError('provider_refused', {
    detail: `${provider} cannot serve this trade: ${message}. Leave service_provider out to have another one chosen.`,
    members,
  })
}

function refusal(prepared: Prepared, refused: RequestRefusal, provider: string | null): GatewayError {
  const message = ourWords(prepared, refused.message)
  const currency = refused.limit?.currency ?? null
  const limit = refused.limit && {
    ...refused.limit,
    currency: currency === null ? null : ourWords(prepared, currency),
  }
  // Most messages name the bound already.
  const bound = limit === undefined || message.includes(limit.amount ?? '') ? '' : ` ${describeLimit(limit)}`
  return new GatewayError('provider_refused', {
    detail: `${message.replace(/\.?$/, '.')}${bound}`,
    members: {
      reason: refused.reason,
      ...(provider === null ? {} : { service_provider: provider }),
      ...(limit === undefined ? {} : { limit }),
    },
  })
}

function ourWords({ trade, opening }: Prepared, text: string): string {
  return inOurWords(text, opening.request.trade, trade.cryptoCode)
}

function describeLimit({ kind, amount, currency }: Limit): string {
  return amount === null ? '' : `The ${kind} is ${amount}${currency === null ? '' : ` ${currency}`}.`
}

function failed(status: 'refused' | 'unclear', error: GatewayError): OpeningOutcome {
  return { kind: 'failed', status, error, routing: null }
}

function failedUpstream(deps: Deps, failure: UpstreamFailure): OpeningOutcome & { kind: 'failed' } {
  const status = failure.kind === 'unknown' ? 'unclear' : 'refused'
  return { kind: 'failed', status, error: explainFailure(deps, failure), routing: null }
}

function upstreamTrade(request: SessionRequest, cryptoCode: string): UpstreamTrade {
  return {
    direction: request.trade.direction,
    country: request.country,
    fiatCode: request.trade.fiat.symbol,
    cryptoCode,
    cryptoSymbol: request.trade.crypto.symbol,
    sourceAmount: request.sourceAmount,
    paymentMethod: request.paymentMethod,
    redirectFlow: request.redirectFlow,
    walletAddress: request.walletAddress,
  }
}

function countExclusions(deps: Deps, excluded: readonly ProviderExclusion[]): void {
  for (const { reason } of excluded) deps.metrics.providerExcluded(reason)
}
