import Big from 'big.js'
import { GatewayError } from '../domain/errors.ts'
import type { ProviderExclusion, Quote, RoutingDecision } from '../domain/quote.ts'

/** Most providers that are tried for one session. */
export const candidatesMax = 3

/** Best first: what the user receives, then the ramp score, then the name so that equals stand in a fixed order. */
export function rankQuotes(quotes: readonly Quote[]): Quote[] {
  return quotes.toSorted(
    (a, b) =>
      new Big(b.destinationAmount).cmp(a.destinationAmount) ||
      (b.rampScore ?? -1) - (a.rampScore ?? -1) ||
      a.serviceProvider.localeCompare(b.serviceProvider, 'en'),
  )
}

/** The best quote of each provider, best first. */
export function bestOfEachProvider(ranked: readonly Quote[]): Quote[] {
  const seen = new Set<string>()
  return ranked.filter(({ serviceProvider }) => !seen.has(serviceProvider) && seen.add(serviceProvider))
}

/** The record of how a provider was found, or that none was. */
export function routingOf(
  candidates: readonly Quote[],
  chosen: string | null,
  excluded: readonly ProviderExclusion[],
): RoutingDecision {
  return {
    mode: 'routed',
    chosen,
    candidates: candidates.map(({ serviceProvider, destinationAmount, rampScore }) => ({
      serviceProvider,
      destinationAmount,
      rampScore,
    })),
    excluded,
  }
}

/** Why each provider is out, as the partner is told. */
export function describeExclusions(excluded: readonly ProviderExclusion[]) {
  return excluded.map(({ serviceProvider, reason, limit }) => ({
    service_provider: serviceProvider,
    reason,
    ...(limit === undefined ? {} : { limit }),
  }))
}

/** The refusal when no provider serves the trade; says who is out and why, and what to do: retry, if that may help. */
export function nobodyServes(excluded: readonly ProviderExclusion[], mayPass: boolean): GatewayError {
  const named = excluded.map(({ serviceProvider, reason }) => `${serviceProvider ?? 'one offer'}: ${reason}`)
  const why = named.length === 0 ? 'none offered a price' : named.join('; ')
  const members = { unavailable: describeExclusions(excluded) }
  return mayPass
    ? new GatewayError('provider_unavailable', {
        detail: `Every provider that could serve this trade failed (${why}). Retry with the same idempotency_key.`,
        members,
      })
    : new GatewayError('provider_refused', {
        detail: `No provider serves this trade (${why}). Try another amount, payment method, country or asset.`,
        members,
      })
}
