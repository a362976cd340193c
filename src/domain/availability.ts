import type { Catalogue, CoveragePart } from './catalogue.ts'
import { changeOfAmount, nearestCountry, nearestMethod } from './nearest-change.ts'
import {
  acceptedMethods,
  boundsOfSource,
  hasAsset,
  judgeByMethods,
  methodsFor,
  type Offering,
  offeringOf,
  type TradeQuery,
} from './offering.ts'
import type { ListedMethod } from './payment-method.ts'
import type { Limit, NearestChange } from './quote.ts'
import { legsOf } from './trade.ts'

/** Why a provider makes no offer. */
export interface Unavailability {
  readonly reason:
    | 'direction_not_supported'
    | 'country_not_supported'
    | 'asset_not_supported'
    | 'currency_not_supported'
    | 'payment_method_not_supported'
    | 'amount_too_low'
    | 'amount_too_high'
    /** Nothing is known that would exclude the provider. */
    | 'no_offer'
  /** With the two amount reasons. */
  readonly limit?: Limit
  /** Absent when no change of amount, method and country is known to help. */
  readonly nearest?: NearestChange
}

/**
 * Why a provider cannot serve a trade, and the nearest change that is known to work. Of several reasons the first in
 * the order of `reason` is given. What is not known excludes nobody: a provider that is not listed, an unread part, or
 * bounds on the leg whose amount is not given. Limits are on the source amount, so a sell is judged by bounds in crypto
 * only.
 */
export function whyUnavailable(catalogue: Catalogue, serviceProvider: string, query: TradeQuery): Unavailability {
  const listed = catalogue.coverage.filter((coverage) => coverage.serviceProvider === serviceProvider)
  const coverage = listed.find(({ direction }) => direction === query.direction)
  if (coverage === undefined) return { reason: listed.length === 0 ? 'no_offer' : 'direction_not_supported' }
  const offering = offeringOf(catalogue, coverage)
  const isKnown = (part: CoveragePart) => !coverage.unknown.includes(part)
  if (isKnown('countries') && !coverage.countries.includes(query.country)) {
    return withNearest('country_not_supported', nearestCountry(offering, query))
  }
  if (isKnown('assets') && !hasAsset(coverage, query)) return { reason: 'asset_not_supported' }
  if (isKnown('fiats') && !coverage.fiats.includes(query.fiat)) return { reason: 'currency_not_supported' }
  const methods = methodsFor(offering, query)
  if (methods === undefined || query.paymentMethod === null) return judgeSource(offering, methods, query)
  const meant = acceptedMethods(methods, query)
  if (meant.length > 0) return judgeSource(offering, meant, query)
  return withNearest('payment_method_not_supported', nearestMethod(offering, query))
}

/** True when a provider is known to serve the trade, not merely not known to refuse it. */
export function isKnownToServe(catalogue: Catalogue, serviceProvider: string, query: TradeQuery): boolean {
  const coverage = catalogue.coverage.find(
    (each) => each.serviceProvider === serviceProvider && each.direction === query.direction,
  )
  if (coverage === undefined) return false
  const change = changeOfAmount(offeringOf(catalogue, coverage), query)
  return change !== undefined && change.sourceAmount === undefined
}

function withNearest(reason: Unavailability['reason'], nearest: NearestChange | undefined): Unavailability {
  return { reason, ...(nearest !== undefined && { nearest }) }
}

function judgeSource(
  offering: Offering,
  methods: readonly ListedMethod[] | undefined,
  query: TradeQuery,
): Unavailability {
  const verdict = judgeByMethods(offering, methods, query, boundsOfSource(offering, query))
  if (verdict.kind === 'within') return { reason: 'no_offer' }
  const { kind, limit } = verdict
  const [currency] = legsOf({ direction: query.direction, fiat: query.fiat, crypto: query.symbol })
  return {
    ...withNearest(kind === 'minimum' ? 'amount_too_low' : 'amount_too_high', changeOfAmount(offering, query)),
    limit: { kind, amount: limit, currency },
  }
}
