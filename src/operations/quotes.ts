import type { PricedTrade, QuoteOutcome, UpstreamAccount } from '../aggregators/aggregator.ts'
import type { QuoteQuery } from '../contract/quote-query.ts'
import type { QuoteList } from '../contract/quote-view.ts'
import type { ExclusionReason } from '../domain/exclusion-reason.ts'
import type { Findings, ProviderFilter } from '../domain/exclusions.ts'
import { reusesIdentity } from '../domain/identity-reuse.ts'
import type { ProviderExclusion, Quote } from '../domain/quote.ts'
import type { SwitchIndex } from '../domain/switch-lookup.ts'
import type { Tenant } from '../domain/tenant.ts'
import type { Trade } from '../domain/trade.ts'
import type { Principal } from '../domain/user.ts'
import { findUser } from '../store/users.ts'
import { catalogueOf } from './catalogue/catalogue.ts'
import { accountOf, type Deps } from './deps.ts'
import { requireKyc } from './kyc.ts'
import { type ExplainedTrade, explainTrade, toExclusion } from './routing/exclusions.ts'
import { rankQuotes } from './routing/routing.ts'
import { type Switching, siftSwitched, switchingOf } from './routing/switching.ts'
import { requireTrade } from './trade-request.ts'
import { explainFailure, unlistedAsset } from './upstream-refusals.ts'

/**
 * Asks every provider for its price, best first, and says of the others why they are excluded and what would make them
 * available. No offer at all is an answer, not a refusal. Nothing is created at Meld; the user's customer is sent along
 * if there is one.
 *
 * Throws `kyc_required`, `invalid_fields`, `invalid_pair`, `unknown_asset`, `unsupported_asset`, `provider_unavailable`
 * or `upstream_misconfigured`.
 */
export async function priceTrade(deps: Deps, principal: Principal, query: QuoteQuery): Promise<QuoteList> {
  const { tenant, user } = principal
  const pass = requireKyc(deps, principal)
  if (pass instanceof Promise) await pass
  return priceFor(deps, tenant, query, {
    customerId: () => findUser(deps.database, tenant.id, user).then((found) => found?.meldCustomerId ?? null),
  })
}

/** Who asks for prices, and under which switches. */
interface PriceOptions {
  /** The customer's id at Meld; null where there is none. */
  readonly customerId: () => Promise<string | null>
  /** In place of the switches in force. */
  readonly switches?: SwitchIndex
}

/** The same for nobody in particular, whatever identity check the tenant wants. Throws as `priceTrade`. */
export async function priceFor(
  deps: Deps,
  tenant: Tenant,
  query: QuoteQuery,
  { customerId, switches }: PriceOptions,
): Promise<QuoteList> {
  const trade = requireTrade(query)
  // Not awaited yet: it never rejects, and a first reading can go on while prices are asked for.
  const catalogue = catalogueOf(deps, tenant)
  const switching = switchingOfQuery(deps, tenant, query, trade, switches)
  const filter = { reusableIdentity: query.reusable_identity_only, usedBefore: query.used_before_only }
  // Nothing that Meld could say would change it, and Meld may be what it was switched off for.
  if (switching.ofAll() !== undefined) {
    const explained = explainedTrade(query, trade, trade.crypto.symbol, switching)
    return { trade, quotes: [], unavailable: explainTrade(await catalogue, explained, nothingFound, filter) }
  }
  const account = accountOf(deps, tenant)
  const known = deps.aggregator.resolveAsset(account, trade.crypto)
  const [asset, customer] =
    known instanceof Promise ? await Promise.all([known, customerId()]) : [known, await customerId()]
  if (asset.kind === 'unlisted') throw unlistedAsset(trade)
  if (asset.kind !== 'resolved') throw explainFailure(deps, asset, retryAdvice)
  const outcome = await askPrices(deps, account, pricedTrade(query, trade, asset.code), customer)
  const explained = explainedTrade(query, trade, asset.code, switching)
  const { quotes, leftOut, refused } = sift(deps, filter, outcome, explained)
  const available = new Set(quotes.map(({ serviceProvider }) => serviceProvider))
  const unavailable = explainTrade(await catalogue, explained, { available, leftOut, refused }, filter)
  return { trade, quotes: rankQuotes(quotes), unavailable }
}

const retryAdvice = 'Meld failed or did not answer in time. Retry after the number of seconds in Retry-After.'

type Answered = Extract<QuoteOutcome, { kind: 'quoted' | 'refused' }>

/**
 * A stored customer that Meld no longer knows is left out: prices need none, and opening a session creates a new one.
 */
async function askPrices(
  deps: Deps,
  account: UpstreamAccount,
  trade: PricedTrade,
  customerId: string | null,
): Promise<Answered> {
  const outcome = await deps.aggregator.quote(account, { trade, customerId })
  switch (outcome.kind) {
    case 'quoted':
    case 'refused':
      return outcome
    case 'customer_unknown':
      if (customerId !== null) return askPrices(deps, account, trade, null)
      throw explainFailure(
        deps,
        { kind: 'unavailable', reason: 'customer_unknown', retryAfterSeconds: null },
        retryAdvice,
      )
    default:
      throw explainFailure(deps, outcome, retryAdvice)
  }
}

interface Sifted {
  readonly quotes: readonly Quote[]
  readonly leftOut: readonly ProviderExclusion[]
  readonly refused: ProviderExclusion | null
}

/** The offers that are on and that the caller's filter admits, and why the others are not shown. */
function sift(deps: Deps, filter: ProviderFilter, outcome: Answered, explained: ExplainedTrade): Sifted {
  if (outcome.kind === 'refused') return { quotes: [], leftOut: [], refused: toExclusion(outcome, explained, null) }
  const on = siftSwitched(outcome.quotes, explained.switching)
  const leftOut: ProviderExclusion[] = [...on.switched, ...outcome.excluded]
  for (const { reason, serviceProvider } of leftOut)
    deps.metrics.providerExcluded({ reason, provider: serviceProvider })
  const quotes = on.quotes.filter(({ serviceProvider, usedBefore }) => {
    const reason = filterReason(filter, serviceProvider, usedBefore)
    if (reason !== null) leftOut.push({ serviceProvider, reason })
    return reason === null
  })
  return { quotes, leftOut, refused: null }
}

function filterReason(filter: ProviderFilter, serviceProvider: string, usedBefore: boolean): ExclusionReason | null {
  if (filter.reusableIdentity && !reusesIdentity(serviceProvider)) return 'identity_not_reusable'
  return filter.usedBefore && !usedBefore ? 'not_used_before' : null
}

const nothingFound: Findings = { available: new Set(), leftOut: [], refused: null }

function switchingOfQuery(
  deps: Deps,
  { id }: Tenant,
  { country_code: country, payment_method_type: paymentMethod }: QuoteQuery,
  trade: Trade,
  index: SwitchIndex | undefined,
): Switching {
  return switchingOf(deps, { tenant: id, trade, country, paymentMethod }, index === undefined ? {} : { index })
}

function explainedTrade(query: QuoteQuery, trade: Trade, cryptoCode: string, switching: Switching): ExplainedTrade {
  return {
    trade,
    cryptoCode,
    country: query.country_code,
    subdivision: query.subdivision,
    sourceAmount: query.source_amount,
    paymentMethod: query.payment_method_type,
    redirectFlow: query.redirect_flow,
    switching,
  }
}

function pricedTrade(query: QuoteQuery, trade: Trade, cryptoCode: string): PricedTrade {
  return {
    direction: trade.direction,
    country: query.country_code,
    subdivision: query.subdivision,
    fiatCode: trade.fiat.symbol,
    cryptoCode,
    cryptoSymbol: trade.crypto.symbol,
    sourceAmount: query.source_amount,
    paymentMethod: query.payment_method_type,
    redirectFlow: query.redirect_flow,
    walletAddress: null,
  }
}
