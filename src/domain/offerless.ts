import { LRUCache } from 'lru-cache'
import { type AmountlessVerdict, judgeAmountOf, judgeWithoutAmount } from './availability.ts'
import type { Catalogue } from './catalogue.ts'
import type { ExclusionReason } from './exclusion-reason.ts'
import type { TradeQuery } from './offering.ts'
import type { OfferlessProviders } from './quote.ts'

/** Most providers that are named in a session's routing; Meld lists some thirty. */
const providersMax = 100
/** Kinds of trades whose verdicts are kept for each catalogue: an app has some dozens. */
const shapesMax = 1_000

type Shape = readonly { readonly serviceProvider: string; readonly verdict: AmountlessVerdict }[]

/** By catalogue, which lives for an hour; what is the same for every amount is judged once. */
const shapes = new WeakMap<Catalogue, LRUCache<string, Shape>>()

/**
 * Every provider of the catalogue that `mentioned` does not name, by why it makes no offer for a trade: the reason that
 * quotes would give. Cheap enough for every session that is opened.
 */
export function offerlessProviders(
  catalogue: Catalogue,
  query: TradeQuery,
  mentioned: ReadonlySet<string | null>,
): OfferlessProviders {
  const byReason: { [Reason in ExclusionReason]?: string[] } = {}
  for (const { serviceProvider, verdict } of shapeOf(catalogue, query)) {
    if (mentioned.has(serviceProvider)) continue
    const reason = 'methods' in verdict ? judgeAmountOf(verdict, query) : verdict.reason
    const named = byReason[reason]
    if (named === undefined) byReason[reason] = [serviceProvider]
    else named.push(serviceProvider)
  }
  return byReason
}

function shapeOf(catalogue: Catalogue, query: TradeQuery): Shape {
  const { direction, country, fiat, symbol, chainId, paymentMethod } = query
  const name = `${direction} ${country} ${fiat} ${symbol} ${chainId} ${paymentMethod}`
  const ofCatalogue = shapes.get(catalogue) ?? new LRUCache<string, Shape>({ max: shapesMax })
  shapes.set(catalogue, ofCatalogue)
  const known = ofCatalogue.get(name)
  if (known !== undefined) return known
  const providers = [...new Set(catalogue.coverage.map(({ serviceProvider }) => serviceProvider))].sort()
  const shape = providers.slice(0, providersMax).map((serviceProvider) => ({
    serviceProvider,
    verdict: judgeWithoutAmount(catalogue, serviceProvider, query),
  }))
  ofCatalogue.set(name, shape)
  return shape
}
