import type { OpenSessionInput, QuotesInput } from '@rampway/client'
import type { TradeChoice } from './address.ts'

/** What is paid with. */
export function fromAssetOf({ direction, fiat, asset }: TradeChoice): string {
  return direction === 'buy' ? fiat : asset
}

/** What is received. */
export function toAssetOf({ direction, fiat, asset }: TradeChoice): string {
  return direction === 'buy' ? asset : fiat
}

/** The trade as `GET /v0/ramp/quotes` takes it. */
export function quotesInputOf(choice: TradeChoice): QuotesInput {
  return {
    source_amount: choice.amount,
    from_asset: fromAssetOf(choice),
    to_asset: toAssetOf(choice),
    chain_id: choice.chain,
    country_code: choice.country,
    ...(choice.method !== 'any' && { payment_method_type: choice.method }),
    ...(isAppSending(choice) && { redirect_flow: true }),
  }
}

/** The trade as `POST /v0/ramp/sessions` takes it. */
export function sessionInputOf(choice: TradeChoice): OpenSessionInput {
  return {
    ...quotesInputOf(choice),
    wallet_address: choice.wallet,
    ...(choice.provider !== 'best' && { service_provider: choice.provider }),
  }
}

/** Only sells have a flow in which the app sends. */
export function isAppSending({ direction, sends }: TradeChoice): boolean {
  return direction === 'sell' && sends === 'app'
}
