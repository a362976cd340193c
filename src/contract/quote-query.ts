import { type FieldValues, optional } from './field.ts'
import { flag } from './query.ts'
import { chainParameter, countryField, paymentMethod, subdivisionField, tradeFields } from './trade-fields.ts'

/** The query of `GET /v0/ramp/quotes`, each parameter checked by itself. See docs/contract.md, quotes. */
export const quoteParameters = {
  ...tradeFields,
  chain_id: chainParameter,
  country_code: countryField,
  subdivision: subdivisionField,
  payment_method_type: optional(paymentMethod, 'narrows to one of the 15 methods'),
  reusable_identity_only: flag('`true`: only providers that can reuse the user’s identity check'),
  used_before_only: flag('`true`: only providers that this user has traded with; empty without a history'),
  redirect_flow: flag('for sells: `true` lists what can be had in the redirect flow, otherwise in the standard one'),
}

/** A query that was read. */
export type QuoteQuery = FieldValues<typeof quoteParameters>
