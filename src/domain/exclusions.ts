import Big from 'big.js'
import { type Amount, compareAmounts } from './amount.ts'
import type { Catalogue } from './catalogue.ts'
import { reusesIdentity } from './identity-reuse.ts'
import type { TradeQuery } from './offering.ts'
import type { ProviderExclusion } from './quote.ts'
import { exclusionsFrom, providersOf } from './remembered-availability.ts'
import { type FlowQuery, flowExclusion } from './sell-flow.ts'

/** To which providers a caller limits a trade. */
export interface ProviderFilter {
  /** Those that can reuse the user's identity check. */
  readonly reusableIdentity: boolean
  /** Those that the user has traded with. */
  readonly usedBefore: boolean
}

/** No limit. */
export const everyProvider: ProviderFilter = { reusableIdentity: false, usedBefore: false }

/** What the providers' answers to a trade have shown. */
export interface Findings {
  /** Those that serve it. */
  readonly available: ReadonlySet<string>
  /** Those that were excluded for a reason of their own, in the order found. */
  readonly leftOut: readonly ProviderExclusion[]
  /** Why the trade as a whole was refused; null when it was not. */
  readonly refused: ProviderExclusion | null
}

/** What decides about the providers that the findings do not mention. */
export interface ExclusionBasis {
  /** Undefined when none could be read. */
  readonly catalogue: Catalogue | undefined
  readonly query: TradeQuery
  /** The state or province, if given; the catalogue does not say who serves it. */
  readonly subdivision: string | null
  /** Of a sell: the requested flow. */
  readonly redirectFlow: boolean
  readonly filter: ProviderFilter
}

/**
 * Every provider that is not available for a trade, each once, with the reason. Those that the smallest change would
 * make available come first: another amount (the nearest first) or method, then another country. A refusal of the whole
 * trade precedes them, unless a provider's own entry says the same. When no provider is available and none excluded,
 * the one entry says that nobody offers the trade.
 */
export function listExclusions(
  { available, leftOut, refused }: Findings,
  { catalogue, query, subdivision, redirectFlow, filter }: ExclusionBasis,
): ProviderExclusion[] {
  const exclusions = new Map<string, ProviderExclusion>()
  for (const exclusion of leftOut) {
    const { serviceProvider, reason } = exclusion
    const name = serviceProvider ?? `\0${reason}`
    if (!available.has(name) && !exclusions.has(name)) exclusions.set(name, exclusion)
  }
  if (catalogue !== undefined) {
    const exclusionOf = exclusionsFrom(catalogue, query, subdivision === null)
    for (const serviceProvider of providersOf(catalogue)) {
      if (available.has(serviceProvider) || exclusions.has(serviceProvider)) continue
      exclusions.set(serviceProvider, exclusionOf(serviceProvider))
    }
  }
  const { direction, sourceAmount } = query
  const listed = [...exclusions.values()]
    .map((exclusion) => withFilter(withFlow(exclusion, { direction, redirectFlow }), filter))
    .sort((a, b) => compareEase(a, b, sourceAmount))
  if (refused !== null && !listed.some((exclusion) => tellsAsMuch(exclusion, refused))) {
    return [withFilter(refused, filter), ...listed]
  }
  return listed.length === 0 && available.size === 0 ? [nobody] : listed
}

/** Where a provider has sells in the other flow only, that flow is part of the change that makes it available. */
function withFlow(exclusion: ProviderExclusion, query: FlowQuery): ProviderExclusion {
  const { serviceProvider, nearest } = exclusion
  if (serviceProvider === null || nearest === undefined || flowExclusion(serviceProvider, query) === null)
    return exclusion
  return { ...exclusion, nearest: { ...nearest, redirectFlow: !query.redirectFlow } }
}

/** No change helps a provider that the filter excludes, and which those are is not always known. */
function withFilter(exclusion: ProviderExclusion, filter: ProviderFilter): ProviderExclusion {
  const { serviceProvider } = exclusion
  if (!filter.reusableIdentity && !filter.usedBefore) return exclusion
  if (serviceProvider !== null && filter.reusableIdentity && !reusesIdentity(serviceProvider)) {
    return { serviceProvider, reason: 'identity_not_reusable' }
  }
  const isCertain = serviceProvider !== null && !filter.usedBefore
  return exclusion.nearest === undefined || isCertain ? exclusion : withoutNearest(exclusion)
}

function withoutNearest({ nearest: _, ...rest }: ProviderExclusion): ProviderExclusion {
  return rest
}

/** True for a provider's entry with the same reason and limit, or any limit where the refusal names no figure. */
function tellsAsMuch({ reason, limit }: ProviderExclusion, refused: ProviderExclusion): boolean {
  const told = limit?.amount ?? null
  const general = refused.limit?.amount ?? null
  return reason === refused.reason && told !== null && (general === null || compareAmounts(told, general) === 0)
}

function compareEase(a: ProviderExclusion, b: ProviderExclusion, asked: Amount): number {
  const byChange = changeRank(a) - changeRank(b)
  if (byChange !== 0) return byChange
  // Mostly.
  if (a.nearest?.sourceAmount === b.nearest?.sourceAmount) return 0
  return amountToMove(a, asked).cmp(amountToMove(b, asked))
}

function changeRank({ nearest }: ProviderExclusion): number {
  if (nearest === undefined) return 2
  return nearest.country === undefined ? 0 : 1
}

function amountToMove({ nearest }: ProviderExclusion, asked: Amount): Big {
  return new Big(nearest?.sourceAmount ?? asked).minus(asked).abs()
}

const nobody: ProviderExclusion = {
  serviceProvider: null,
  reason: 'no_offer',
  detail: 'No provider offers this trade. Try another amount, payment method, country or asset.',
}
