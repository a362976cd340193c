import type { QuoteOutcome, UpstreamFailure, UpstreamTrade } from '../../aggregators/aggregator.ts'
import type { GatewayError } from '../../domain/errors.ts'
import type { Findings } from '../../domain/exclusions.ts'
import type { OfferlessProviders, ProviderExclusion, Quote, RoutingDecision } from '../../domain/quote.ts'
import type { SessionRequest } from '../../domain/session.ts'
import type { OpeningOutcome } from '../../domain/session-opening.ts'
import { catalogueOf, knownCatalogue } from '../catalogue/catalogue.ts'
import { createCustomer } from '../customers.ts'
import { accountOf, type Deps } from '../deps.ts'
import { explainOfferless } from '../routing/exclusions.ts'
import { isCoolingDown } from '../routing/provider-health.ts'
import {
  bestOfEachProvider,
  candidatesMax,
  coolingDownLast,
  listCoolingDown,
  rankQuotes,
  routingOf,
} from '../routing/routing.ts'
import { explainFailure, unlistedAsset } from '../upstream-refusals.ts'
import {
  attemptMsMin,
  type CallEnd,
  exclusionOf,
  type FailedAttempt,
  type Opening,
  type Prepared,
  renewCustomer,
  sharesMax,
  tryProvider,
} from './attempts.ts'
import {
  type ExplainedRefusal,
  nobodyOpened,
  providerFailed,
  providerRefusal,
  type RefusedTrade,
  refusal,
} from './opening-refusals.ts'

/** All calls upstream for one opening end within this; shorter than the lease of the key, which has to outlive them. */
export const openingBudgetMs = 18_000

/**
 * Opens one widget upstream: finds Meld's code of the asset, the user's customer, the provider (the pinned one, or the
 * best of those that can serve), and opens. Whatever comes of one provider that is not a widget leads to the next best
 * while the budget lasts, except what `judgeAttempt` names; a pinned provider is never replaced. Never throws for what
 * upstream does; throws `overloaded` when the session is not this call's any more.
 */
export async function openUpstream(deps: Deps, opening: Opening): Promise<OpeningOutcome> {
  const until = performance.now() + openingBudgetMs
  const { request, owner } = opening
  const asset = await deps.aggregator.resolveAsset(accountOf(deps, owner.tenant), request.trade.crypto)
  if (asset.kind === 'unlisted') return failed('refused', unlistedAsset(request.trade))
  if (asset.kind !== 'resolved') return failedUpstream(deps, asset)
  const customer =
    opening.meldCustomerId === null
      ? await createCustomer(deps, owner, null, Math.max(until - performance.now(), attemptMsMin))
      : { kind: 'customer' as const, customerId: opening.meldCustomerId }
  if (customer.kind !== 'customer') return failedUpstream(deps, customer)
  const prepared: Prepared = {
    opening,
    trade: upstreamTrade(request, asset.code),
    customer: { id: customer.customerId, renewed: false },
    until,
  }
  const pinned = request.serviceProvider
  return pinned === null ? openRouted(deps, prepared) : openPinned(deps, prepared, pinned)
}

async function openPinned(deps: Deps, prepared: Prepared, provider: string): Promise<OpeningOutcome> {
  deps.log.addSubject({ provider })
  const attempt = await tryProvider(deps, prepared, { serviceProvider: provider, paymentMethodType: null }, 1)
  const routing = { mode: 'pinned' as const, chosen: null, candidates: [], excluded: [] }
  if (attempt.kind === 'opened') return { ...attempt, routing: { ...routing, chosen: provider } }
  if (attempt.kind === 'ended') {
    if (attempt.by.kind !== 'refused') return endedBy(deps, attempt.by, routing)
    return refused(providerRefusal(await refusedTrade(deps, prepared), attempt.by, provider), routing)
  }
  const explained = providerFailed(await refusedTrade(deps, prepared), attempt)
  return { ...refused(explained, routing), status: attempt.unclear ? 'unclear' : 'refused' }
}

async function openRouted(deps: Deps, prepared: Prepared): Promise<OpeningOutcome> {
  const { prefer, owner } = prepared.opening
  const attempts: FailedAttempt[] = []
  if (prefer !== null && !isCoolingDown(deps, owner.tenant.meld, prefer)) {
    const attempt = await tryProvider(deps, prepared, { serviceProvider: prefer, paymentMethodType: null }, sharesMax)
    const routing = { mode: 'pinned' as const, chosen: null, candidates: [], excluded: [] }
    if (attempt.kind === 'opened') return { ...attempt, routing: { ...routing, chosen: prefer } }
    if (attempt.kind === 'ended') {
      if (attempt.by.kind !== 'refused') return endedBy(deps, attempt.by, routing)
      return refused(providerRefusal(await refusedTrade(deps, prepared), attempt.by, prefer), routing)
    }
    attempts.push(attempt)
  }
  const quoted = await askPrices(deps, prepared)
  if (quoted.kind === 'refused') {
    return refused(refusal(await refusedTrade(deps, prepared), quoted, nothingFound), routingOf([], null, []))
  }
  if (quoted.kind !== 'quoted') return failedUpstream(deps, quoted)
  const candidates = bestOfEachProvider(rankQuotes(quoted.quotes))
  const untried = candidates.filter(({ serviceProvider }) => attempts.every((it) => it.provider !== serviceProvider))
  const settle = (chosen: string | null): RoutingDecision => {
    const coolingDown = chosen === null ? [] : listCoolingDown(candidates, chosen, attempts)
    const excluded = [...quoted.excluded, ...attempts.map(exclusionOf), ...coolingDown]
    for (const { reason, serviceProvider } of excluded)
      deps.metrics.providerExcluded({ reason, provider: serviceProvider })
    for (const { reason, serviceProvider } of coolingDown) {
      if (serviceProvider !== null) deps.metrics.providerFailed({ provider: serviceProvider, reason })
    }
    return routingOf(
      candidates,
      chosen,
      excluded,
      chosen === null ? {} : offerless(deps, prepared, candidates, excluded),
    )
  }
  const turns = coolingDownLast(untried, (provider) => isCoolingDown(deps, owner.tenant.meld, provider))
  const isOutOfTime = () => prepared.until - performance.now() < attemptMsMin
  for (let left = Math.min(untried.length, candidatesMax - attempts.length); left > 0 && !isOutOfTime(); left--) {
    const turn = turns.next()
    if (turn.done) break
    const attempt = await tryProvider(deps, prepared, turn.value, left)
    if (attempt.kind === 'opened') return { ...attempt, routing: settle(turn.value.serviceProvider) }
    if (attempt.kind === 'ended') {
      const routing = settle(null)
      if (attempt.by.kind !== 'refused') return endedBy(deps, attempt.by, routing)
      const { serviceProvider } = turn.value
      const found = findings(candidates, routing, serviceProvider)
      return refused(providerRefusal(await refusedTrade(deps, prepared), attempt.by, serviceProvider, found), routing)
    }
    attempts.push(attempt)
  }
  const [routing, outOfTime] = [settle(null), isOutOfTime()]
  const explained = nobodyOpened(
    await refusedTrade(deps, prepared),
    attempts,
    findings(candidates, routing, null),
    outOfTime,
  )
  const status = attempts.some(({ unclear }) => unclear) ? 'unclear' : 'refused'
  return { ...refused(explained, routing), status }
}

/** Everybody else that is known without asking anybody, for the record of an opened session. */
function offerless(
  deps: Deps,
  { opening }: Prepared,
  candidates: readonly Quote[],
  excluded: readonly ProviderExclusion[],
): OfferlessProviders {
  const catalogue = knownCatalogue(deps, opening.owner.tenant)
  if (catalogue === undefined) return {}
  const mentioned = new Set([...candidates, ...excluded].map(({ serviceProvider }) => serviceProvider))
  return explainOfferless(catalogue, opening.request, mentioned)
}

/** A candidate that was not tried, or not to the end, is not out. */
function findings(candidates: readonly Quote[], { excluded }: RoutingDecision, ended: string | null): Findings {
  const out = new Set([ended, ...excluded.map(({ serviceProvider }) => serviceProvider)])
  const available = candidates.map(({ serviceProvider }) => serviceProvider).filter((name) => !out.has(name))
  return { available: new Set(available), leftOut: excluded, refused: null }
}

const nothingFound: Findings = { available: new Set(), leftOut: [], refused: null }

/** The record names everybody who is out, as the caller is told. */
function refused(
  { error, unavailable }: ExplainedRefusal,
  routing: RoutingDecision,
): OpeningOutcome & { readonly kind: 'failed' } {
  return { kind: 'failed', status: 'refused', error, routing: { ...routing, excluded: unavailable } }
}

/** A kept customer that Meld no longer knows is made anew, once for an opening. */
async function askPrices(deps: Deps, prepared: Prepared): Promise<Exclude<QuoteOutcome, { kind: 'customer_unknown' }>> {
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
function endedBy(deps: Deps, end: Exclude<CallEnd, { kind: 'refused' }>, routing: RoutingDecision): OpeningOutcome {
  const { reason } = end
  const failure = end.kind === 'misconfigured' ? end : { kind: 'unavailable' as const, reason, retryAfterSeconds: null }
  return { ...failedUpstream(deps, failure), routing }
}

/** What a refusal is explained by; asked for when there is one to explain. */
async function refusedTrade(deps: Deps, { opening, trade }: Prepared): Promise<RefusedTrade> {
  return { request: opening.request, trade, catalogue: await catalogueOf(deps, opening.owner.tenant) }
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
