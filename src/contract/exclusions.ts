import type { NearestChange, ProviderExclusion } from '../domain/quote.ts'

/** Why a provider is out, on the wire: the same members in quotes, in refusals and in a session's routing. */
export function exclusionMembers({ serviceProvider, reason, detail, limit, nearest }: ProviderExclusion) {
  return {
    service_provider: serviceProvider,
    reason,
    ...(detail === undefined ? {} : { detail }),
    ...(limit === undefined ? {} : { limit }),
    ...(nearest === undefined ? {} : { nearest: nearestMembers(nearest) }),
  }
}

/** The fields to change, by their names on the wire. */
export function nearestMembers({ sourceAmount, paymentMethod, country, redirectFlow }: NearestChange) {
  return {
    ...(sourceAmount === undefined ? {} : { source_amount: sourceAmount }),
    ...(paymentMethod === undefined ? {} : { payment_method_type: paymentMethod }),
    ...(country === undefined ? {} : { country_code: country }),
    ...(redirectFlow === undefined ? {} : { redirect_flow: redirectFlow }),
  }
}
