import { cryptoAssets, fiatAssets } from './asset-registry.ts'
import { didYouMean, nearestWords } from './near-miss.ts'

/** What people call an asset beside its name in the registry, and symbols that it had before. */
const otherNames: Readonly<Record<string, readonly string[]>> = {
  ETH: ['Ethereum'],
  POL: ['Polygon', 'MATIC'],
  BNB: ['Binance Coin', 'BNB Coin'],
  USDT: ['Tether'],
  USD: ['Dollar', 'US$'],
  EUR: ['Euros'],
  GBP: ['Pound', 'Pounds', 'Sterling', 'Pound Sterling'],
  JPY: ['Yen'],
  CNY: ['Yuan', 'RMB', 'Renminbi'],
  INR: ['Rupee', 'Rupees'],
  BRL: ['Real', 'Reais'],
  KRW: ['Won', 'Korean Won'],
  PLN: ['Zloty', 'Złoty'],
  ZAR: ['Rand'],
}

const symbolByName: ReadonlyMap<string, string> = new Map(
  [...cryptoAssets, ...fiatAssets].flatMap(({ symbol, name }) =>
    [symbol, name, ...(otherNames[symbol] ?? [])].map((word) => [word, symbol] as const),
  ),
)

/** The symbols that a text may stand for: a name, a misspelling, or Meld's code (`USDC_BASE`). */
export function guessSymbols(text: string): readonly string[] {
  const [beforeChain = ''] = text.trim().toUpperCase().split('_')
  const coded = symbolByName.get(beforeChain)
  if (coded !== undefined) return [coded]
  const near = nearestWords(text, [...symbolByName.keys()])
  return [...new Set(near.flatMap((name) => symbolByName.get(name) ?? []))]
}

/** A sentence for people: there is no such asset, which one may be meant, and which exist. */
export function describeUnknownSymbol(symbol: string): string {
  const meant = guessSymbols(symbol)
  const guess = meant.length === 0 ? '' : ` ${didYouMean(meant)}`
  const chain = meant.length > 0 && symbol.includes('_') ? ' The chain is told by chain_id.' : ''
  const known = `Known: ${symbolsOf(cryptoAssets)}, and the currencies ${symbolsOf(fiatAssets)}.`
  return `${quote(symbol)} is not an asset this gateway knows.${guess}${chain} ${known}`
}

function quote(symbol: string): string {
  return JSON.stringify(symbol.length > 20 ? `${symbol.slice(0, 20)}…` : symbol)
}

function symbolsOf(assets: readonly { readonly symbol: string }[]): string {
  return [...new Set(assets.map(({ symbol }) => symbol))].join(', ')
}
