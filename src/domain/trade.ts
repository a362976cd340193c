import type { CryptoAsset, FiatAsset } from './asset.ts'
import { describeUnknownSymbol } from './asset-names.ts'
import { cryptoAssets, fiatAssets } from './asset-registry.ts'
import { type ChainId, chainName } from './chain.ts'

/** Buying is fiat to crypto, selling crypto to fiat. */
export const directions = ['buy', 'sell'] as const

/** One of `directions`. */
export type Direction = (typeof directions)[number]

/** The two legs of a trade, told apart. */
export interface Trade {
  readonly direction: Direction
  readonly fiat: FiatAsset
  readonly crypto: CryptoAsset
}

/** The values of the two legs as paid and received: a buy pays the fiat one, a sell the crypto one. */
export function legsOf<F, C>({
  direction,
  fiat,
  crypto,
}: {
  readonly direction: Direction
  readonly fiat: F
  readonly crypto: C
}): readonly [paid: F | C, received: F | C] {
  return direction === 'buy' ? [fiat, crypto] : [crypto, fiat]
}

/** Why two symbols and a chain are no trade; `detail` says what would be. */
export interface TradeFault {
  readonly kind: 'invalid_pair' | 'unknown_asset' | 'unsupported_asset'
  readonly detail: string
}

const fiatBySymbol: ReadonlyMap<string, FiatAsset> = new Map(fiatAssets.map((asset) => [asset.symbol, asset]))
const cryptoBySymbol: ReadonlyMap<string, readonly CryptoAsset[]> = groupBySymbol(cryptoAssets)

/**
 * Finds the direction and both legs: exactly one symbol is fiat, the other a crypto asset on `chainId`. Symbols are
 * read without regard to case.
 */
export function resolveTrade(from: string, to: string, chainId: ChainId): Trade | TradeFault {
  const [source, target] = [from.trim().toUpperCase(), to.trim().toUpperCase()]
  for (const symbol of [source, target]) {
    if (!fiatBySymbol.has(symbol) && !cryptoBySymbol.has(symbol)) {
      return { kind: 'unknown_asset', detail: describeUnknownSymbol(symbol) }
    }
  }
  const [sourceFiat, targetFiat] = [fiatBySymbol.get(source), fiatBySymbol.get(target)]
  if (sourceFiat !== undefined && targetFiat !== undefined) {
    return {
      kind: 'invalid_pair',
      detail: `${source} and ${target} are both fiat; exactly one of from_asset and to_asset must be crypto.`,
    }
  }
  const fiat = sourceFiat ?? targetFiat
  if (fiat === undefined) {
    return {
      kind: 'invalid_pair',
      detail: `${source} and ${target} are both crypto; exactly one of from_asset and to_asset must be fiat, such as USD.`,
    }
  }
  const symbol = sourceFiat === undefined ? source : target
  const listed = cryptoBySymbol.get(symbol) ?? []
  const crypto = listed.find((asset) => asset.chainId === chainId)
  if (crypto === undefined) {
    const elsewhere = listed.map((asset) => `${asset.chainId} (${chainName(asset.chainId)})`).join(', ')
    return {
      kind: 'unsupported_asset',
      detail: `${symbol} is not supported on chain ${chainId} (${chainName(chainId)}). It is on chain_id ${elsewhere}.`,
    }
  }
  return { direction: sourceFiat === undefined ? 'sell' : 'buy', fiat, crypto }
}

function groupBySymbol(assets: readonly CryptoAsset[]): ReadonlyMap<string, readonly CryptoAsset[]> {
  const groups = new Map<string, CryptoAsset[]>()
  for (const asset of assets) groups.set(asset.symbol, [...(groups.get(asset.symbol) ?? []), asset])
  return groups
}
