import { formatDecimal } from './decimal.ts'

/** Why a provider is out, as the gateway tells it. */
export interface Excluded {
  readonly reason: string
  readonly limit?: { readonly kind: string; readonly amount: string | null; readonly currency: string | null } | null
  readonly detail?: string | null
}

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
  switched_off: 'is switched off',
  busy: 'has no time just now',
  failed_recently: 'failed a moment ago, so others were tried first',
}

/** Why a provider is out, with the bound where one is known. */
export function reasonOf({ reason, limit, detail }: Excluded): string {
  const words = reasons[reason] ?? reason.replaceAll('_', ' ')
  const amount = limit?.amount ?? null
  const bound =
    amount === null
      ? ''
      : `: ${limit?.kind === 'minimum' ? 'at least' : 'at most'} ${formatDecimal(amount)} ${limit?.currency ?? ''}`
  const further = detail ?? ''
  return `${words}${bound}${further === '' ? '' : ` (${further})`}`.trim()
}
