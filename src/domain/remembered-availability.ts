import { type Unavailability, whyUnavailable } from './availability.ts'
import type { Catalogue } from './catalogue.ts'
import type { TradeQuery } from './offering.ts'

/** Answers that are remembered of one catalogue: some hundred trades of all providers, half a megabyte. */
const answersMax = 4_096

interface Remembered {
  readonly providers: readonly string[]
  /** The eldest first. */
  readonly answers: Map<string, Unavailability>
}

/** A catalogue does not change; a refreshed one is another one. */
const catalogues = new WeakMap<Catalogue, Remembered>()

/** The names of all providers in a catalogue, sorted. */
export function providersOf(catalogue: Catalogue): readonly string[] {
  return rememberedOf(catalogue).providers
}

/** The same as `whyUnavailable`, worked out once for each question. */
export function recallWhyUnavailable(catalogue: Catalogue, serviceProvider: string, query: TradeQuery): Unavailability {
  const { answers } = rememberedOf(catalogue)
  const { direction, country, fiat, symbol, chainId, sourceAmount, paymentMethod } = query
  const question = `${direction} ${country} ${fiat} ${symbol} ${chainId} ${sourceAmount} ${paymentMethod} ${serviceProvider}`
  const known = answers.get(question)
  if (known !== undefined) return known
  const answer = whyUnavailable(catalogue, serviceProvider, query)
  answers.set(question, answer)
  const [eldest] = answers.size > answersMax ? answers.keys() : []
  if (eldest !== undefined) answers.delete(eldest)
  return answer
}

function rememberedOf(catalogue: Catalogue): Remembered {
  const known = catalogues.get(catalogue)
  if (known !== undefined) return known
  const providers = [...new Set(catalogue.coverage.map(({ serviceProvider }) => serviceProvider))].sort()
  const remembered = { providers, answers: new Map<string, Unavailability>() }
  catalogues.set(catalogue, remembered)
  return remembered
}
