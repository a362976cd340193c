import type { SupportedValues } from '@rampway/client'
import { compareDecimals, isDecimal, spanOf } from '../../ui/decimal.ts'
import type { TradeChoice } from '../address.ts'
import { fromAssetOf } from '../trade.ts'

/** What somebody takes of an amount; null where no bound is known. Amounts are decimal texts. */
export interface AmountLimits {
  readonly minimum: string | null
  readonly maximum: string | null
  /** How many providers said a bound. */
  readonly providers: number
}

/** The smallest and the largest amount that at least one provider takes; undefined where nobody says a bound. */
export function amountLimitsOf(values: SupportedValues, choice: TradeChoice): AmountLimits | undefined {
  const chain = choice.direction === 'sell' ? choice.chain : null
  const codes = codesOf(values, choice.method)
  const limits = values.limits.filter(
    (limit) =>
      limit.direction === choice.direction &&
      limit.symbol === fromAssetOf(choice) &&
      limit.chain_id === chain &&
      (limit.country_codes?.includes(choice.country) ?? true) &&
      (codes === undefined || limit.payment_method_types === null || overlaps(limit.payment_method_types, codes)),
  )
  if (limits.length === 0) return undefined
  return {
    minimum: spanOf(limits.flatMap(({ minimum_amount }) => minimum_amount ?? []))?.least ?? null,
    maximum: spanOf(limits.flatMap(({ maximum_amount }) => maximum_amount ?? []))?.greatest ?? null,
    providers: new Set(limits.map(({ service_provider }) => service_provider)).size,
  }
}

/** The bound that an amount is beyond, which is the nearest amount that somebody takes; undefined within the limits. */
export function nearestAmount(amount: string, limits: AmountLimits | undefined): string | undefined {
  if (limits === undefined || !isDecimal(amount)) return undefined
  const { minimum, maximum } = limits
  if (minimum !== null && compareDecimals(amount, minimum) < 0) return minimum
  if (maximum !== null && compareDecimals(amount, maximum) > 0) return maximum
  return undefined
}

/** The providers' codes behind a method; undefined for any method. */
function codesOf(values: SupportedValues, method: string): readonly string[] | undefined {
  return values.payment_methods.find(({ payment_method_type }) => payment_method_type === method)?.stands_for
}

function overlaps(some: readonly string[], others: readonly string[]): boolean {
  return some.some((one) => others.includes(one))
}
