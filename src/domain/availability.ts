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

/** What speaks against a provider whatever the amount is; else what the amount is judged by. */
export type AmountlessVerdict =
  | {
      readonly reason: Exclude<Unavailability['reason'], 'amount_too_low' | 'amount_too_high'>
      readonly offering?: Offering
    }
  | { readonly offering: Offering; readonly methods: readonly ListedMethod[] | undefined }

/**
 * Why a provider cannot serve a trade, and the nearest change that is known to work. Of several reasons the first in
 * the order of `reason` is given. What is not known excludes nobody: a provider that is not listed, an unread part, or
 * bounds on the leg whose amount is not given. Limits are on the source amount, so a sell is judged by bounds in crypto
 * only.
 */
export function whyUnavailable(catalogue: Catalogue, serviceProvider: string, query: TradeQuery): Unavailability {
  const verdict = judgeWithoutAmount(catalogue, serviceProvider, query)
  if ('methods' in verdict) return judgeSource(verdict.offering, verdict.methods, query)
  const { reason, offering } = verdict
  if (offering === undefined) return { reason }
  const nearest = reason === 'country_not_supported' ? nearestCountry : nearestMethod
  return withNearest(reason, nearest(offering, query))
}

/** The part of `whyUnavailable` that is the same for every amount. The offering comes with what another one may mend. */
export function judgeWithoutAmount(
  catalogue: Catalogue,
  serviceProvider: string,
  query: Omit<TradeQuery, 'sourceAmount'>,
): AmountlessVerdict {
  const listed = catalogue.coverage.filter((coverage) => coverage.serviceProvider === serviceProvider)
  const coverage = listed.find(({ direction }) => direction === query.direction)
  if (coverage === undefined) return { reason: listed.length === 0 ? 'no_offer' : 'direction_not_supported' }
  const offering = offeringOf(catalogue, coverage)
  const isKnown = (part: CoveragePart) => !coverage.unknown.includes(part)
  if (isKnown('countries') && !coverage.countries.includes(query.country)) {
    return { reason: 'country_not_supported', offering }
  }
  if (isKnown('assets') && !hasAsset(coverage, query)) return { reason: 'asset_not_supported' }
  if (isKnown('fiats') && !coverage.fiats.includes(query.fiat)) return { reason: 'currency_not_supported' }
  const methods = methodsFor(offering, query)
  if (methods === undefined || query.paymentMethod === null) return { offering, methods }
  const meant = acceptedMethods(methods, query)
  return meant.length > 0 ? { offering, methods: meant } : { reason: 'payment_method_not_supported', offering }
}

/** Why the amount keeps a provider from serving a trade that it serves otherwise; `no_offer` where it does not. */
export function judgeAmountOf(
  { offering, methods }: Extract<AmountlessVerdict, { readonly methods: unknown }>,
  query: TradeQuery,
): 'amount_too_low' | 'amount_too_high' | 'no_offer' {
  const verdict = judgeByMethods(offering, methods, query, boundsOfSource(offering, query))
  if (verdict.kind === 'within') return 'no_offer'
  return verdict.kind === 'minimum' ? 'amount_too_low' : 'amount_too_high'
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
