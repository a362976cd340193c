import { compareAmounts } from '../../domain/amount.ts'
import type { OfferlessProviders, ProviderExclusion, Quote, RoutingDecision } from '../../domain/quote.ts'

/** Most providers tried for one session: while Meld is down every caller makes that many calls. */
export const candidatesMax = 5

/** Best first: by what the user receives, then by ramp score, then by name, so that the order is fixed. */
export function rankQuotes(quotes: readonly Quote[]): Quote[] {
  return quotes.toSorted(
    (a, b) =>
      compareAmounts(b.destinationAmount, a.destinationAmount) ||
      (b.rampScore ?? -1) - (a.rampScore ?? -1) ||
      a.serviceProvider.localeCompare(b.serviceProvider, 'en'),
  )
}

/** The best quote of each provider, best first. */
export function bestOfEachProvider(ranked: readonly Quote[]): Quote[] {
  const seen = new Set<string>()
  return ranked.filter(({ serviceProvider }) => !seen.has(serviceProvider) && seen.add(serviceProvider))
}

/**
 * The candidates in the order in which they are tried, those that are cooling down last. `isCoolingDown` is asked only
 * when a candidate's turn has come.
 */
export function* coolingDownLast<T extends { readonly serviceProvider: string }>(
  candidates: readonly T[],
  isCoolingDown: (provider: string) => boolean,
): Generator<T> {
  const coolingDown: T[] = []
  for (const candidate of candidates) {
    if (isCoolingDown(candidate.serviceProvider)) coolingDown.push(candidate)
    else yield candidate
  }
  yield* coolingDown
}

/** The providers that ranked above the chosen one and were not tried because they were cooling down. */
export function listCoolingDown(
  candidates: readonly Quote[],
  chosen: string,
  tried: readonly { readonly provider: string }[],
): ProviderExclusion[] {
  const better = candidates.slice(
    0,
    candidates.findIndex(({ serviceProvider }) => serviceProvider === chosen),
  )
  return better
    .filter(({ serviceProvider }) => tried.every(({ provider }) => provider !== serviceProvider))
    .map(({ serviceProvider }) => ({ serviceProvider, reason: 'failed_recently' }))
}

/** The record of how a provider was found, or that none was. */
export function routingOf(
  candidates: readonly Quote[],
  chosen: string | null,
  excluded: readonly ProviderExclusion[],
  offerless: OfferlessProviders = {},
): RoutingDecision {
  return {
    mode: 'routed',
    chosen,
    candidates: candidates.map(({ serviceProvider, destinationAmount, rampScore, paymentMethodType }) => ({
      serviceProvider,
      destinationAmount,
      rampScore,
      paymentMethodType,
    })),
    excluded,
    ...(Object.keys(offerless).length > 0 && { offerless }),
  }
}
