import { LRUCache } from 'lru-cache'
import { whyUnavailable } from './availability.ts'
import type { Catalogue } from './catalogue.ts'
import type { TradeQuery } from './offering.ts'
import type { ProviderExclusion } from './quote.ts'

/** Trades that are remembered of one catalogue; with some thirty providers each, and the texts that tell of them, two megabytes. */
const tradesMax = 128

type ExclusionsByProvider = Map<string, ProviderExclusion>

interface Entry {
  readonly providers: readonly string[]
  readonly trades: LRUCache<string, ExclusionsByProvider>
}

/** A catalogue does not change; a refreshed one is another one. */
const catalogues = new WeakMap<Catalogue, Entry>()

/** The names of all providers in a catalogue, sorted. */
export function providersOf(catalogue: Catalogue): readonly string[] {
  return entryOf(catalogue).providers
}

/**
 * Tells of a provider why it is out of a trade, as `whyUnavailable` does, with what would help or without; worked out once
 * for each.
 */
export function exclusionsFrom(
  catalogue: Catalogue,
  query: TradeQuery,
  withNearest: boolean,
): (serviceProvider: string) => ProviderExclusion {
  const exclusions = exclusionsOf(catalogue, query, withNearest)
  return (serviceProvider) => {
    const known = exclusions.get(serviceProvider)
    if (known !== undefined) return known
    const { nearest, ...rest } = whyUnavailable(catalogue, serviceProvider, query)
    const exclusion = { serviceProvider, ...rest, ...(withNearest && nearest !== undefined && { nearest }) }
    exclusions.set(serviceProvider, exclusion)
    return exclusion
  }
}

function exclusionsOf(catalogue: Catalogue, query: TradeQuery, withNearest: boolean): ExclusionsByProvider {
  const { direction, country, fiat, symbol, chainId, sourceAmount, paymentMethod } = query
  const trade = `${direction} ${country} ${fiat} ${symbol} ${chainId} ${sourceAmount} ${paymentMethod} ${withNearest}`
  const { trades } = entryOf(catalogue)
  const known = trades.get(trade)
  if (known !== undefined) return known
  const exclusions: ExclusionsByProvider = new Map()
  trades.set(trade, exclusions)
  return exclusions
}

function entryOf(catalogue: Catalogue): Entry {
  const known = catalogues.get(catalogue)
  if (known !== undefined) return known
  const providers = [...new Set(catalogue.coverage.map(({ serviceProvider }) => serviceProvider))].sort()
  const entry = { providers, trades: new LRUCache<string, ExclusionsByProvider>({ max: tradesMax }) }
  catalogues.set(catalogue, entry)
  return entry
}
