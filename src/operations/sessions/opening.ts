import type { Findings } from '../../domain/exclusions.ts'
import type { OfferlessProviders, ProviderExclusion, Quote, RoutingDecision } from '../../domain/quote.ts'
import type { OpeningOutcome } from '../../domain/session-opening.ts'
import type { Switch } from '../../domain/switch.ts'
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
import { type Switching, siftSwitched, switchedOff, switchingOf } from '../routing/switching.ts'
import { unlistedAsset } from '../upstream-refusals.ts'
import {
  attemptMsMin,
  type Candidate,
  exclusionOf,
  type FailedAttempt,
  type Opening,
  type Prepared,
  sharesMax,
  tryProvider,
} from './attempts.ts'
import {
  askPrices,
  endedBy,
  failed,
  failedUpstream,
  nothingFound,
  openedAsPinned,
  pinnedRouting,
  refused,
  refusedTrade,
  upstreamTrade,
} from './opening-ends.ts'
import { openPinned } from './opening-pinned.ts'
import { nobodyOpened, providerRefusal, refusal } from './opening-refusals.ts'
import { pinnedSwitchedOff } from './switched-off-refusal.ts'

/** All calls upstream for one opening end within this; shorter than the lease of the key, which has to outlive them. */
export const openingBudgetMs = 18_000

/**
 * Opens one widget upstream: finds Meld's code of the asset, the user's customer, the provider (the pinned one, or the
 * best of those that can serve), and opens. Whatever comes of one provider that is not a widget leads to the next best
 * while the budget lasts, except what `judgeAttempt` names; a pinned provider is never replaced, and nobody who is
 * switched off is tried. Never throws for what upstream does; throws `overloaded` when the session is not this call's
 * any more.
 */
export async function openUpstream(deps: Deps, opening: Opening): Promise<OpeningOutcome> {
  const until = performance.now() + openingBudgetMs
  const { request, owner, prefer } = opening
  const { trade, country, paymentMethod } = request
  const open = prefer?.serviceProvider ?? null
  const switching = switchingOf(deps, { tenant: owner.tenant.id, trade, country, paymentMethod }, { open })
  const off = offWhateverComes(opening, switching)
  if (off !== undefined) return refuseSwitched(deps, opening, switching, off)
  const resolved = deps.aggregator.resolveAsset(accountOf(deps, owner.tenant), request.trade.crypto)
  const asset = resolved instanceof Promise ? await resolved : resolved
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
    switching,
    until,
  }
  const pinned = request.serviceProvider
  return pinned === null ? openRouted(deps, prepared) : openPinned(deps, prepared, pinned)
}

/**
 * The switch that leaves nothing to be tried, whatever Meld would say; it may be what Meld was switched off for. A
 * session that is open may keep the provider that it has.
 */
function offWhateverComes({ request, prefer }: Opening, switching: Switching): Switch | undefined {
  const { serviceProvider: pinned } = request
  if (pinned !== null) return switching.ofProvider(pinned)
  const off = switching.ofAll()
  return off === undefined || prefer === null
    ? off
    : switching.ofOffer(prefer.serviceProvider, prefer.paymentMethodType)
}

async function refuseSwitched(
  deps: Deps,
  { request, owner }: Opening,
  switching: Switching,
  off: Switch,
): Promise<OpeningOutcome> {
  const { serviceProvider: pinned } = request
  const catalogue = await catalogueOf(deps, owner.tenant)
  const trade = { request, trade: upstreamTrade(request, request.trade.crypto.symbol), catalogue, switching }
  deps.metrics.providerExcluded({ reason: 'switched_off', provider: pinned })
  if (pinned === null) return refused(nobodyOpened(trade, [], nothingFound, false), routingOf([], null, []))
  return refused(pinnedSwitchedOff(trade, pinned, off), pinnedRouting)
}

/** The provider that the session had before, unless it is switched off or cools down. */
function preferredOf(deps: Deps, { opening, switching }: Prepared): Candidate | null {
  const { prefer, owner } = opening
  if (prefer === null) return null
  const { serviceProvider, paymentMethodType } = prefer
  if (switching.ofOffer(serviceProvider, paymentMethodType) !== undefined) return null
  if (isCoolingDown(deps, owner.tenant.meld, serviceProvider)) return null
  // Where others of its methods are switched off it is to offer the one that is on.
  const isAnyOn = switching.ofOffer(serviceProvider, null) === undefined
  return { serviceProvider, paymentMethodType: isAnyOn ? null : paymentMethodType }
}

async function openRouted(deps: Deps, prepared: Prepared): Promise<OpeningOutcome> {
  const { owner } = prepared.opening
  const { switching } = prepared
  const attempts: FailedAttempt[] = []
  const preferred = preferredOf(deps, prepared)
  if (preferred !== null) {
    const attempt = await tryProvider(deps, prepared, preferred, sharesMax)
    const { serviceProvider } = preferred
    if (attempt.kind === 'opened') return openedAsPinned(attempt.widget)
    if (attempt.kind === 'ended') {
      if (attempt.by.kind !== 'refused') return endedBy(deps, attempt.by, pinnedRouting)
      return refused(providerRefusal(await refusedTrade(deps, prepared), attempt.by, serviceProvider), pinnedRouting)
    }
    attempts.push(attempt)
  }
  const quoted = await askPrices(deps, prepared)
  if (quoted.kind === 'refused') {
    return refused(refusal(await refusedTrade(deps, prepared), quoted, nothingFound), routingOf([], null, []))
  }
  if (quoted.kind !== 'quoted') return failedUpstream(deps, quoted)
  const on = siftSwitched(quoted.quotes, switching)
  /** Switched off since the prices were asked for. */
  const late: ProviderExclusion[] = []
  const candidates = bestOfEachProvider(rankQuotes(on.quotes))
  const untried = candidates.filter(({ serviceProvider }) => attempts.every((it) => it.provider !== serviceProvider))
  const settle = (chosen: string | null): RoutingDecision => {
    const passed = new Set(late.map(({ serviceProvider }) => serviceProvider))
    const waiting = candidates.filter(({ serviceProvider }) => !passed.has(serviceProvider))
    const coolingDown = chosen === null ? [] : listCoolingDown(waiting, chosen, attempts)
    const excluded = [...on.switched, ...late, ...quoted.excluded, ...attempts.map(exclusionOf), ...coolingDown]
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
    const { serviceProvider, paymentMethodType } = turn.value
    const off = switching.ofOffer(serviceProvider, paymentMethodType)
    if (off !== undefined) {
      late.push(switchedOff(serviceProvider, off))
      continue
    }
    const attempt = await tryProvider(deps, prepared, turn.value, left)
    if (attempt.kind === 'opened') return { ...attempt, routing: settle(serviceProvider) }
    if (attempt.kind === 'ended') {
      const routing = settle(null)
      if (attempt.by.kind !== 'refused') return endedBy(deps, attempt.by, routing)
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
