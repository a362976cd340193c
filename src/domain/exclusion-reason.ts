/**
 * Every reason why a provider is excluded from a trade, as a partner's program reads it: a closed set, the same in
 * quotes, in refusals and in a session's routing, never an upstream's own word. Each text completes a sentence that
 * begins with the provider's name. docs/api.md documents them all.
 */
export const exclusionReasons = {
  // What the provider does not serve, as far as the catalogue knows.
  direction_not_supported: 'does not trade in this direction',
  country_not_supported: 'does not serve this country',
  asset_not_supported: 'does not deal in this asset',
  currency_not_supported: 'does not deal in this currency',
  payment_method_not_supported: 'does not offer this payment method for this trade',
  amount_too_low: 'wants a larger amount',
  amount_too_high: 'wants a smaller amount',
  no_offer: 'made no offer',
  // What the operator has turned off.
  switched_off: 'is switched off for this trade at present',
  // Who sends the crypto of a sell.
  redirect_flow_not_supported: 'has no flow in which your app sends the crypto (redirect_flow: true)',
  standard_flow_not_supported: 'has only the flow in which your app sends the crypto (redirect_flow: true)',
  // What the caller filtered out.
  identity_not_reusable: 'cannot reuse an identity check',
  not_used_before: 'was not used by this user before',
  // What was wrong with the offer it made.
  malformed_offer: 'made an offer that cannot be read',
  wrong_direction: 'priced the opposite direction',
  wrong_currency: 'priced other currencies',
  wrong_amount: 'priced another amount',
  wrong_payment_method: 'priced another payment method',
  no_amount: 'did not say what would be received',
  implausible: 'made an offer too far from what is usual',
  // How opening its widget went.
  not_enabled: 'is not enabled for this account',
  identity_check_required: 'wants an identity check first',
  refused: 'refused the trade',
  provider_failed: 'failed',
  timed_out: 'did not answer in time',
  no_answer: 'gave no answer that can be used',
  busy: 'has no time just now',
  failed_recently: 'failed a moment ago',
} as const satisfies Record<string, string>

/** One of the reasons. */
export type ExclusionReason = keyof typeof exclusionReasons

/** True for one of `exclusionReasons`. */
export function isExclusionReason(text: string): text is ExclusionReason {
  return Object.hasOwn(exclusionReasons, text)
}
