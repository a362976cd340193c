import { LRUCache } from 'lru-cache'
import type { Amount } from './amount.ts'
import { type AmountlessVerdict, judgeAmountOf, judgeWithoutAmount } from './availability.ts'
import type { Catalogue } from './catalogue.ts'
import type { ExclusionReason } from './exclusion-reason.ts'
import type { TradeQuery } from './offering.ts'
import type { OfferlessProviders } from './quote.ts'

/** Most providers that are named in a session's routing; Meld lists some thirty. */
const providersMax = 100
/** Kinds of trades, and amounts of each, whose verdicts are kept for a catalogue: apps have some dozens of either. */
const shapesMax = 500
const amountsMax = 100

/** What is known of each provider, for all trades that differ in the amount alone. */
interface Shape {
  readonly verdicts: readonly { readonly serviceProvider: string; readonly verdict: AmountlessVerdict }[]
  /** The reasons of the providers, in their order, by amount, as far as they were asked for. */
  readonly reasons: LRUCache<Amount, ExclusionReason[]>
}

/** By catalogue, which lives for an hour. */
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
  const { verdicts, reasons } = shapeOf(catalogue, query)
  const known = reasons.get(query.sourceAmount) ?? []
  reasons.set(query.sourceAmount, known)
  const byReason: { [Reason in ExclusionReason]?: string[] } = {}
  for (const [index, { serviceProvider, verdict }] of verdicts.entries()) {
    if (mentioned.has(serviceProvider)) continue
    const reason = known[index] ?? reasonOf(verdict, query)
    known[index] = reason
    const named = byReason[reason]
    if (named === undefined) byReason[reason] = [serviceProvider]
    else named.push(serviceProvider)
  }
  return byReason
}

function reasonOf(verdict: AmountlessVerdict, query: TradeQuery): ExclusionReason {
  return 'methods' in verdict ? judgeAmountOf(verdict, query) : verdict.reason
}

function shapeOf(catalogue: Catalogue, query: TradeQuery): Shape {
  const { direction, country, fiat, symbol, chainId, paymentMethod } = query
  const name = `${direction} ${country} ${fiat} ${symbol} ${chainId} ${paymentMethod}`
  let ofCatalogue = shapes.get(catalogue)
  if (ofCatalogue === undefined) {
    ofCatalogue = new LRUCache({ max: shapesMax })
    shapes.set(catalogue, ofCatalogue)
  }
  const known = ofCatalogue.get(name)
  if (known !== undefined) return known
  const providers = [...new Set(catalogue.coverage.map(({ serviceProvider }) => serviceProvider))].sort()
  const verdicts = providers.slice(0, providersMax).map((serviceProvider) => ({
    serviceProvider,
    verdict: judgeWithoutAmount(catalogue, serviceProvider, query),
  }))
  const shape = { verdicts, reasons: new LRUCache<Amount, ExclusionReason[]>({ max: amountsMax }) }
  ofCatalogue.set(name, shape)
  return shape
}
