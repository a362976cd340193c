import type { Trade } from './trade.ts'

/** What one unit is worth in US dollars, roughly, as decimal text. Only ever compared with a wide margin. */
const currencies: Readonly<Record<string, string>> = {
  USD: '1',
  EUR: '1.1',
  GBP: '1.3',
  JPY: '0.0066',
  CNY: '0.14',
  CAD: '0.73',
  AUD: '0.66',
  CHF: '1.15',
  INR: '0.012',
  BRL: '0.18',
  KRW: '0.00072',
  MXN: '0.054',
  SEK: '0.097',
  NOK: '0.093',
  DKK: '0.147',
  SGD: '0.75',
  HKD: '0.128',
  NZD: '0.6',
  ZAR: '0.055',
  PLN: '0.26',
  CZK: '0.044',
  // Stablecoins.
  USDC: '1',
  USDT: '1',
  EURC: '1.1',
}

/** Coins with a price of their own. */
const coins: Readonly<Record<string, string>> = {
  ETH: '3000',
  POL: '0.3',
  AVAX: '25',
  BNB: '700',
  SEI: '0.25',
}

/** Two rough prices, and whether both are of currencies, which hardly move in years. */
export interface ReferencePrices {
  /** In US dollars for one unit of the fiat leg, as decimal text. */
  readonly fiat: string
  /** The same for the crypto leg. */
  readonly crypto: string
  /** False when the crypto leg is a coin whose price may rise or fall many times over. */
  readonly steady: boolean
}

/** The rough prices of a trade's legs; undefined when one is not known. */
export function referencePrices(
  fiat: Trade['fiat']['symbol'],
  crypto: Trade['crypto']['symbol'],
): ReferencePrices | undefined {
  const paid = currencies[fiat]
  const steady = currencies[crypto]
  const price = steady ?? coins[crypto]
  return paid === undefined || price === undefined
    ? undefined
    : { fiat: paid, crypto: price, steady: steady !== undefined }
}
