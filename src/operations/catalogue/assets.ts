import type { AssetPage, AssetsQuery } from '../../contract/assets.ts'
import type { CryptoAsset, FiatAsset } from '../../domain/asset.ts'
import { describeUnknownSymbol } from '../../domain/asset-names.ts'
import { cryptoAssets, fiatAssets } from '../../domain/asset-registry.ts'
import { GatewayError } from '../../domain/errors.ts'

/** Every asset by symbol, then by chain. */
const sorted: readonly (CryptoAsset | FiatAsset)[] = [...cryptoAssets, ...fiatAssets].sort(
  (a, b) => (a.symbol < b.symbol ? -1 : Number(a.symbol > b.symbol)) || chainOf(a) - chainOf(b),
)

/** One page of the registry; fiat belongs to no chain. */
export function pageOfAssets({ chain_id: chainId, asset_type: assetType, offset, limit }: AssetsQuery): AssetPage {
  const wanted = sorted.filter(
    (asset) =>
      (assetType === null || asset.kind === assetType) &&
      (chainId === null || (asset.kind === 'crypto' && asset.chainId === chainId)),
  )
  return { assets: wanted.slice(offset, offset + limit), total: wanted.length }
}

/**
 * A crypto asset on that chain, or a currency, whatever the chain; the symbol's case is ignored. Throws
 * `asset_not_found`, which names the chains that have the asset, or all assets.
 */
export function findAsset(symbol: string, chainId: number): CryptoAsset | FiatAsset {
  const named = sorted.filter((asset) => asset.symbol === symbol.toUpperCase())
  const found = named.find((asset) => asset.kind === 'fiat' || asset.chainId === chainId)
  if (found !== undefined) return found
  if (named.length === 0) throw new GatewayError('asset_not_found', { detail: describeUnknownSymbol(symbol) })
  const elsewhere = named.map(chainOf).join(', ')
  throw new GatewayError('asset_not_found', {
    detail: `${symbol.toUpperCase()} is not listed on chain_id ${chainId}. It is on chain_id ${elsewhere}.`,
  })
}

function chainOf(asset: CryptoAsset | FiatAsset): number {
  return asset.kind === 'crypto' ? asset.chainId : 0
}
