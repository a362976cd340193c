import Type from 'typebox'
import { exclusionReasons, isExclusionReason } from '../domain/exclusion-reason.ts'
import type { NearestChange, ProviderExclusion } from '../domain/quote.ts'
import type { Wire } from './endpoint.ts'
import { Decimal, nullable, PaymentMethodCode } from './schema.ts'

const reasons = Object.keys(exclusionReasons).filter(isExclusionReason)

/** The members that tell why a provider is out, and what would bring it in. */
export const explanationMembers = {
  service_provider: nullable(
    Type.String(),
    'null when it concerns all of them, or when Meld did not say whose offer it was',
  ),
  reason: Type.Enum(reasons, { title: 'ExclusionReason', description: 'why, from a closed set' }),
  limit: Type.Optional(
    Type.Object(
      {
        kind: Type.Enum(['minimum', 'maximum']),
        amount: nullable(Decimal),
        currency: nullable(Type.String()),
      },
      {
        title: 'AmountLimit',
        description:
          'the bound on `source_amount`, where one is known; of a sell it is converted by Meld and moves with the price',
      },
    ),
  ),
  nearest: Type.Optional(
    Type.Object(
      {
        source_amount: Type.Optional(Decimal),
        payment_method_type: Type.Optional(PaymentMethodCode),
        country_code: Type.Optional(Type.String()),
        redirect_flow: Type.Optional(Type.Boolean()),
      },
      {
        title: 'NearestChange',
        description:
          'the parameters to change, all together, for this provider to quote. Only what Meld lists by name for that very country, currency and method is proposed; where that is not known, as of a `subdivision`, there is no `nearest`. On a sell the amount keeps 10 % inside the bound',
      },
    ),
  ),
}

/** Why one provider is out. */
export const Exclusion = Type.Object(
  {
    ...explanationMembers,
    detail: Type.Optional(Type.String({ description: 'words, where a reason says too little' })),
  },
  { title: 'Exclusion', description: 'why one provider is out of a trade, and what would bring it in' },
)

/** Why a provider is out, on the wire: the same members in quotes, in refusals and in a session's routing. */
export function exclusionMembers({
  serviceProvider,
  reason,
  detail,
  limit,
  nearest,
}: ProviderExclusion): Wire<typeof Exclusion> {
  return {
    service_provider: serviceProvider,
    reason,
    detail,
    limit,
    nearest: nearest && nearestMembers(nearest),
  }
}

/** What is remembered of a trade is written once. */
const written = new WeakMap<ProviderExclusion, string>()

/** The same members as JSON. */
export function writeExclusion(exclusion: ProviderExclusion): string {
  const known = written.get(exclusion)
  if (known !== undefined) return known
  const text = JSON.stringify(exclusionMembers(exclusion))
  written.set(exclusion, text)
  return text
}

/** The fields to change, by their names on the wire. */
export function nearestMembers({
  sourceAmount,
  paymentMethod,
  country,
  redirectFlow,
}: NearestChange): NonNullable<Wire<typeof Exclusion>['nearest']> {
  return {
    ...(sourceAmount === undefined ? {} : { source_amount: sourceAmount }),
    ...(paymentMethod === undefined ? {} : { payment_method_type: paymentMethod }),
    ...(country === undefined ? {} : { country_code: country }),
    ...(redirectFlow === undefined ? {} : { redirect_flow: redirectFlow }),
  }
}
