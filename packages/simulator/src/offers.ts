import type { Big } from 'big.js'
import { type Direction, methodsOf, resolveMethod, servesAsset, servesCountry, servesDirection } from './catalogue.ts'
import type { CryptoAsset } from './data/assets.ts'
import type { FiatCurrency } from './data/fiats.ts'
import type { PaymentMethod } from './data/payment-methods.ts'
import type { Provider } from './data/providers.ts'
import { plainText, roundUp } from './decimal.ts'
import { type MeldRefusal, refuse } from './errors.ts'
import { type FiatLimits, fiatLimits, fiatPerCrypto, type Price, priceTrade, type Terms } from './pricing.ts'

/** A trade somebody asks for, its codes already known to exist. */
export interface Trade {
  readonly direction: Direction
  readonly countryCode: string
  readonly subdivision?: string | undefined
  readonly fiat: FiatCurrency
  readonly asset: CryptoAsset
  readonly sourceAmount: Big
  readonly paymentMethodType?: string | undefined
}

export type UnservedReason = 'direction' | 'country' | 'asset' | 'method' | 'too_low' | 'too_high'

/** One provider's answer to a trade. */
export type Assessment =
  | { readonly kind: 'offer'; readonly method: PaymentMethod; readonly price: Price }
  | { readonly kind: 'unserved'; readonly reason: UnservedReason; readonly terms?: Terms }

/** Whether a provider would make the trade, and at what price. */
export function assessTrade(seed: string, provider: Provider, trade: Trade): Assessment {
  const { direction, fiat, asset } = trade
  if (!servesDirection(provider, direction)) return { kind: 'unserved', reason: 'direction' }
  if (!servesCountry(provider, trade.countryCode, trade.subdivision)) return { kind: 'unserved', reason: 'country' }
  if (!servesAsset(provider, asset.code)) return { kind: 'unserved', reason: 'asset' }
  const available = methodsOf(provider, direction, trade.countryCode, fiat.code)
  const method = resolveMethod(available, trade.paymentMethodType)
  if (method === undefined) return { kind: 'unserved', reason: 'method' }
  const terms: Terms = { seed, direction, provider, method, fiat, asset }
  const limits = fiatLimits(provider, direction, fiat)
  const fiatAmount = direction === 'buy' ? trade.sourceAmount : trade.sourceAmount.times(fiatPerCrypto(terms))
  if (fiatAmount.lt(limits.min)) return { kind: 'unserved', reason: 'too_low', terms }
  if (fiatAmount.gt(limits.max)) return { kind: 'unserved', reason: 'too_high', terms }
  const price = priceTrade(terms, trade.sourceAmount)
  return price === undefined ? { kind: 'unserved', reason: 'too_low', terms } : { kind: 'offer', method, price }
}

/**
 * The refusal for an amount outside a provider's limits. On buys some providers name the threshold in the message and
 * some do not; on sells the threshold is in crypto and only in the provider's own detail message (docs/meld.md, errors).
 */
export function limitRefusal(terms: Terms, reason: 'too_low' | 'too_high'): MeldRefusal {
  const { provider, direction, fiat } = terms
  const low = reason === 'too_low'
  const limits = fiatLimits(provider, direction, fiat)
  const code = low ? 'INVALID_AMOUNT_TOO_LOW' : 'INVALID_AMOUNT_TOO_HIGH'
  const side = low ? 'below the minimum allowed' : 'above the maximum allowed'
  const message = `[${provider.code}] Source amount is ${side}`
  if (direction === 'sell') {
    return refuse(400, code, message, { serviceProviderDetails: { message: sellThreshold(terms, limits, low) } })
  }
  if (provider.limitWording === 'bare') return refuse(400, code, message)
  const threshold = (low ? limits.min : limits.max).toFixed(fiat.decimals)
  return refuse(400, code, `${message}, which is ${threshold} ${fiat.code}`)
}

function sellThreshold(terms: Terms, limits: FiatLimits, low: boolean): string {
  const digits = Math.min(terms.asset.decimals, 8)
  const inCrypto = plainText(roundUp((low ? limits.min : limits.max).div(fiatPerCrypto(terms)), digits))
  const bound = low ? 'Minimum sell amount should be more than' : 'Maximum sell amount should be less than'
  return `${bound} or equal to ${inCrypto} ${terms.asset.code}`
}
