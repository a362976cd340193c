import type { Big } from 'big.js'
import { findAsset, findCountry, findFiat, findProvider, methodsOf, resolveMethod } from '../catalogue.ts'
import type { CryptoAsset } from '../data/assets.ts'
import type { FiatCurrency } from '../data/fiats.ts'
import type { PaymentMethod } from '../data/payment-methods.ts'
import { plainText } from '../decimal.ts'
import { MeldRefusal } from '../errors.ts'
import type { Session } from '../state.ts'
import { priceSession } from '../transactions.ts'
import type { World } from '../world.ts'
import { cryptoText, exactCryptoText, fiatText } from './amounts.ts'

/** One line of an order, both sides in words. */
export type Line = readonly [label: string, text: string, kind?: 'total']

/** A session as its buyer sees it: names and amounts, no codes. */
export interface Order {
  readonly providerCode: string
  readonly providerName: string
  readonly isBuy: boolean
  /** `USDC`. */
  readonly symbol: string
  /** `USD Coin on Base`. */
  readonly assetName: string
  readonly networkName: string
  /** What the buyer pays, or sells. */
  readonly sourceText: string
  /** What comes of it; undefined when the provider does not make this trade. */
  readonly receivedText: string | undefined
  /** How the price comes about, so that it adds up, and the rate; empty without one. */
  readonly priceLines: readonly Line[]
  readonly methodName: string
  readonly methodType: PaymentMethod['type'] | undefined
  readonly countryName: string
  readonly walletAddress: string | null
  readonly walletTag: string | null
  /** Why the provider does not make this trade. */
  readonly problem: string | undefined
}

/** The session's order for `amount`, priced now. */
export function describeOrder(world: World, session: Session, amount: Big = session.sourceAmount): Order {
  const isBuy = session.type === 'BUY'
  const provider = findProvider(session.serviceProvider)
  const asset = findAsset(isBuy ? session.destinationCurrencyCode : session.sourceCurrencyCode)
  const fiat = findFiat(isBuy ? session.sourceCurrencyCode : session.destinationCurrencyCode)
  const direction = isBuy ? 'buy' : 'sell'
  const methods =
    provider === undefined || fiat === undefined ? [] : methodsOf(provider, direction, session.countryCode, fiat.code)
  const method = resolveMethod(methods, session.paymentMethodType ?? undefined)
  const common = {
    methodName: method === undefined ? "The provider's own method" : methodName(method),
    methodType: method?.type,
    providerCode: session.serviceProvider,
    providerName: provider?.name ?? session.serviceProvider,
    isBuy,
    countryName: findCountry(session.countryCode)?.name ?? session.countryCode,
    walletAddress: session.walletAddress,
    walletTag: session.walletTag,
  }
  if (asset === undefined || fiat === undefined) {
    const symbol = isBuy ? session.destinationCurrencyCode : session.sourceCurrencyCode
    const sourceText = `${plainText(amount)} ${session.sourceCurrencyCode}`
    return { ...common, ...unpriced, symbol, assetName: symbol, networkName: symbol, sourceText, problem: NO_TRADE }
  }
  return {
    ...common,
    symbol: asset.symbol,
    assetName: assetName(asset),
    networkName: asset.chainName,
    sourceText: isBuy ? fiatText(amount, fiat) : exactCryptoText(amount, asset),
    ...priced(world, session, amount, { isBuy, asset, fiat }),
  }
}

/** A rate below it, in fiat, is shown with more decimals. */
const RATE_SMALL = 10
const RATE_DECIMALS_SMALL = 4

const NO_TRADE = 'This trade is not available.'

const unpriced = { receivedText: undefined, priceLines: [] } as const

type Priced = Pick<Order, 'receivedText' | 'priceLines' | 'problem'>

interface Legs {
  readonly isBuy: boolean
  readonly asset: CryptoAsset
  readonly fiat: FiatCurrency
}

function priced(world: World, session: Session, amount: Big, { isBuy, asset, fiat }: Legs): Priced {
  try {
    const { price } = priceSession(world, session, amount)
    const inFiat = (value: Big): string => fiatText(value, fiat)
    const goods = isBuy ? cryptoText(price.destinationAmount, asset) : exactCryptoText(amount, asset)
    const networkFee: Line[] = price.networkFee === null ? [] : [['Network fee', inFiat(price.networkFee)]]
    const serviceFee = inFiat(price.transactionFee.plus(price.partnerFee))
    const perUnit = price.fiatAmountWithoutFees.div(isBuy ? price.destinationAmount : price.sourceAmount)
    const rate = perUnit.round(Math.max(fiat.decimals, perUnit.lt(RATE_SMALL) ? RATE_DECIMALS_SMALL : 2))
    return {
      receivedText: isBuy ? goods : inFiat(price.destinationAmount),
      priceLines: [
        [goods, inFiat(price.fiatAmountWithoutFees)],
        ...networkFee,
        ['Service fee', isBuy ? serviceFee : `\u2212${serviceFee}`],
        isBuy
          ? ['Total', inFiat(price.sourceAmount), 'total']
          : ['You receive', inFiat(price.destinationAmount), 'total'],
        ['Rate', `1 ${asset.symbol} = ${inFiat(rate)}`],
      ],
      problem: undefined,
    }
  } catch (error) {
    if (!(error instanceof MeldRefusal)) throw error
    return { ...unpriced, problem: problemText(error) }
  }
}

/** `USD Coin on Base`, `Bitcoin`. */
function assetName({ name, chainName }: CryptoAsset): string {
  const plain = name.replace(/ \(.*\)$/, '')
  return plain === chainName ? plain : `${plain} on ${chainName}`
}

/** A method as its users call it: SEPA is a bank transfer. */
function methodName({ name, type }: PaymentMethod): string {
  if (type === 'BANK_TRANSFER' && !/bank/i.test(name)) return `${name} bank transfer`
  return name === 'Payout to card' ? 'Card' : name
}

/** What a refused buyer is told: Meld's message without the provider's code, and the provider's own words. */
export function problemText({ refusal }: MeldRefusal): string {
  const message = refusal.message.replace(/^\[\w+\] /, '')
  const detail = refusal.serviceProviderDetails?.message
  const sentences = [message, ...(typeof detail === 'string' ? [detail] : [])]
  return sentences.map((sentence) => sentence.replace(/\.?$/, '.')).join(' ')
}
