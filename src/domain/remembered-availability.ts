import { LRUCache } from 'lru-cache'
import { type Unavailability, whyUnavailable } from './availability.ts'
import type { Catalogue } from './catalogue.ts'
import type { TradeQuery } from './offering.ts'

/** Answers that are remembered of one catalogue: some hundred trades of all providers, half a megabyte. */
const answersMax = 4_096

interface Entry {
  readonly providers: readonly string[]
  readonly answers: LRUCache<string, Unavailability>
}

/** A catalogue does not change; a refreshed one is another one. */
const catalogues = new WeakMap<Catalogue, Entry>()

/** The names of all providers in a catalogue, sorted. */
export function providersOf(catalogue: Catalogue): readonly string[] {
  return entryOf(catalogue).providers
}

/** The same as `whyUnavailable`, worked out once for each question. */
export function recallWhyUnavailable(catalogue: Catalogue, serviceProvider: string, query: TradeQuery): Unavailability {
  const { direction, country, fiat, symbol, chainId, sourceAmount, paymentMethod } = query
  const question = `${direction} ${country} ${fiat} ${symbol} ${chainId} ${sourceAmount} ${paymentMethod} ${serviceProvider}`
  const { answers } = entryOf(catalogue)
  const known = answers.get(question)
  if (known !== undefined) return known
  const answer = whyUnavailable(catalogue, serviceProvider, query)
  answers.set(question, answer)
  return answer
}

function entryOf(catalogue: Catalogue): Entry {
  const known = catalogues.get(catalogue)
  if (known !== undefined) return known
  const providers = [...new Set(catalogue.coverage.map(({ serviceProvider }) => serviceProvider))].sort()
  const entry = { providers, answers: new LRUCache<string, Unavailability>({ max: answersMax }) }
  catalogues.set(catalogue, entry)
  return entry
}
