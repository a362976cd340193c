import type { Exclusion } from '@rampway/client'
import { formatDecimal } from '../../ui/decimal.ts'
import type { TradeChoice } from '../address.ts'

/** What a change that is proposed does to the trade, and in words what it is. */
export interface ProposedChange {
  readonly words: string
  readonly changes: Partial<TradeChoice>
}

/** The nearest change that would bring a provider in; undefined where none is known. */
export function nearestChangeOf(
  { nearest }: Exclusion,
  say: {
    readonly currency: string
    readonly method: (code: string) => string
    readonly country: (code: string) => string
  },
): ProposedChange | undefined {
  if (nearest === undefined) return undefined
  const { source_amount: amount, payment_method_type: method, country_code: country, redirect_flow: redirect } = nearest
  const words = [
    ...(amount === undefined ? [] : [`pay ${formatDecimal(amount)} ${say.currency}`]),
    ...(method === undefined ? [] : [`pay by ${say.method(method)}`]),
    ...(country === undefined ? [] : [`trade in ${say.country(country)}`]),
    ...(redirect === undefined ? [] : [redirect ? 'let your app send' : 'let the user send']),
  ]
  if (words.length === 0) return undefined
  return {
    words: words.join(' and ').replace(/^./, (first) => first.toUpperCase()),
    changes: {
      ...(amount !== undefined && { amount }),
      ...(method !== undefined && { method }),
      ...(country !== undefined && { country }),
      ...(redirect !== undefined && { sends: redirect ? 'app' : 'user' }),
    },
  }
}
