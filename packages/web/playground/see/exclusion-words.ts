import type { Exclusion } from '@rampway/client'
import { formatDecimal } from '../../ui/decimal.ts'
import type { TradeChoice } from '../address.ts'

/** Each completes a sentence that begins with the provider's name. docs/api.md has them all. */
const reasons: Readonly<Record<string, string>> = {
  direction_not_supported: 'does not trade in this direction',
  country_not_supported: 'does not serve this country',
  asset_not_supported: 'does not deal in this asset on this network',
  currency_not_supported: 'does not deal in this currency',
  payment_method_not_supported: 'does not offer this payment method for this trade',
  amount_too_low: 'wants a larger amount',
  amount_too_high: 'wants a smaller amount',
  no_offer: 'made no offer',
  redirect_flow_not_supported: 'has no flow in which your app sends the crypto',
  standard_flow_not_supported: 'only has the flow in which your app sends the crypto',
  identity_not_reusable: 'cannot reuse an identity check',
  not_used_before: 'was not used by this user before',
  malformed_offer: 'made an offer that cannot be read',
  wrong_direction: 'priced the opposite direction',
  wrong_currency: 'priced other currencies',
  wrong_amount: 'priced another amount',
  wrong_payment_method: 'priced another payment method',
  no_amount: 'did not say what would be received',
  implausible: 'made an offer too far from what is usual, so it is held back',
  not_enabled: 'is not enabled for this account',
  identity_check_required: 'wants an identity check first',
  refused: 'refused the trade',
  provider_failed: 'failed',
  timed_out: 'did not answer in time',
  no_answer: 'gave no answer that can be used',
  busy: 'has no time just now',
  failed_recently: 'failed a moment ago, so others were tried first',
}

/** Why a provider is out, with the bound where one is known. */
export function reasonOf({ reason, limit, detail }: Exclusion): string {
  const words = reasons[reason] ?? reason.replaceAll('_', ' ')
  const bound =
    limit === undefined || limit.amount === null
      ? ''
      : `: ${limit.kind === 'minimum' ? 'at least' : 'at most'} ${formatDecimal(limit.amount)} ${limit.currency ?? ''}`
  return `${words}${bound}${detail === undefined ? '' : ` (${detail})`}`.trim()
}

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
