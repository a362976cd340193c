import type { Big } from 'big.js'
import type { Direction } from './catalogue.ts'
import { type CryptoAsset, NETWORK_FEE_USD } from './data/assets.ts'
import type { FiatCurrency } from './data/fiats.ts'
import type { PaymentMethod } from './data/payment-methods.ts'
import type { Provider } from './data/providers.ts'
import { decimal, larger, roundDown, roundToDigits, roundUp, WIRE_DECIMALS_MAX } from './decimal.ts'
import { seededFraction } from './ids.ts'

/** How far the seed moves a provider's rate for one asset, in percent either way. */
const RATE_WOBBLE_PERCENT = 0.6

/** One priced trade. Fees are in fiat. `networkFee` is null on sells. */
export interface Price {
  readonly sourceAmount: Big
  readonly destinationAmount: Big
  readonly fiatAmountWithoutFees: Big
  readonly networkFee: Big | null
  readonly transactionFee: Big
  readonly partnerFee: Big
  readonly totalFee: Big
  readonly exchangeRate: Big
}

/** The two legs of a trade at one provider. */
export interface Terms {
  readonly seed: string
  readonly direction: Direction
  readonly provider: Provider
  readonly method: PaymentMethod
  readonly fiat: FiatCurrency
  readonly asset: CryptoAsset
}

/** The smallest and largest source amount, in fiat, that the provider takes; also for sells. */
export interface FiatLimits {
  readonly min: Big
  readonly max: Big
}

/** The provider's limits for a direction in a fiat currency, rounded as limits are published. */
export function fiatLimits(provider: Provider, direction: Direction, fiat: FiatCurrency): FiatLimits {
  const usd = direction === 'buy' ? provider.buyLimitsUsd : provider.sellLimitsUsd
  const inFiat = (amount: string): Big => roundToDigits(decimal(amount).times(fiat.perUsd), 2)
  return { min: inFiat(usd.min), max: inFiat(usd.max) }
}

/** How much fiat one unit of the asset costs at this provider, spread included. */
export function fiatPerCrypto(terms: Terms): Big {
  const { seed, provider, asset, fiat, direction } = terms
  const wobble =
    (seededFraction(seed, `rate|${provider.code}|${asset.code}|${fiat.code}`) * 2 - 1) * RATE_WOBBLE_PERCENT
  const percent = decimal(provider.spreadPercent).plus(wobble.toFixed(4))
  const signed = direction === 'buy' ? percent : percent.times(-1)
  return decimal(asset.priceUsd).times(fiat.perUsd).times(signed.plus(100)).div(100)
}

/** Prices a trade, or undefined when the fees eat the whole amount. */
export function priceTrade(terms: Terms, sourceAmount: Big): Price | undefined {
  return terms.direction === 'buy' ? priceBuy(terms, sourceAmount) : priceSell(terms, sourceAmount)
}

function priceBuy(terms: Terms, sourceAmount: Big): Price | undefined {
  const { fiat, asset } = terms
  const networkUsd = NETWORK_FEE_USD.get(asset.chainCode) ?? '0'
  const networkFee = roundUp(decimal(networkUsd).times(fiat.perUsd), fiat.decimals)
  const { transactionFee, partnerFee } = providerFees(terms, sourceAmount)
  const totalFee = networkFee.plus(transactionFee).plus(partnerFee)
  const fiatAmountWithoutFees = sourceAmount.minus(totalFee)
  if (fiatAmountWithoutFees.lte(0)) return undefined
  const decimals = Math.min(asset.decimals, WIRE_DECIMALS_MAX)
  const destinationAmount = roundDown(fiatAmountWithoutFees.div(fiatPerCrypto(terms)), decimals)
  if (destinationAmount.lte(0)) return undefined
  const exchangeRate = roundDown(sourceAmount.div(destinationAmount), WIRE_DECIMALS_MAX)
  const fees = { networkFee, transactionFee, partnerFee, totalFee }
  return { sourceAmount, destinationAmount, fiatAmountWithoutFees, ...fees, exchangeRate }
}

function priceSell(terms: Terms, sourceAmount: Big): Price | undefined {
  const { fiat } = terms
  const rate = fiatPerCrypto(terms)
  const fiatAmountWithoutFees = roundDown(sourceAmount.times(rate), fiat.decimals)
  const { transactionFee, partnerFee } = providerFees(terms, fiatAmountWithoutFees)
  const totalFee = transactionFee.plus(partnerFee)
  const destinationAmount = fiatAmountWithoutFees.minus(totalFee)
  if (destinationAmount.lte(0)) return undefined
  const exchangeRate = roundDown(fiatAmountWithoutFees.div(sourceAmount), WIRE_DECIMALS_MAX)
  const fees = { networkFee: null, transactionFee, partnerFee, totalFee }
  return { sourceAmount, destinationAmount, fiatAmountWithoutFees, ...fees, exchangeRate }
}

function providerFees(terms: Terms, fiatAmount: Big): { transactionFee: Big; partnerFee: Big } {
  const { provider, method, fiat } = terms
  const schedule = provider.fees[method.type]
  const share = fiatAmount.times(schedule.percent).div(100).plus(decimal(schedule.flatUsd).times(fiat.perUsd))
  const minimum = decimal(schedule.minimumUsd).times(fiat.perUsd)
  return {
    transactionFee: roundUp(larger(share, minimum), fiat.decimals),
    partnerFee: roundUp(fiatAmount.times(provider.partnerPercent).div(100), fiat.decimals),
  }
}
