import Type from 'typebox'
import type { CryptoAsset, FiatAsset } from '../domain/asset.ts'
import { oneOf } from './choice.ts'
import { endpoint, type Wire } from './endpoint.ts'
import { byDefault, type FieldValues, optional, type Reader } from './field.ts'
import { linksOf, linkTo } from './hal.ts'
import { readWhole, wholeNumber } from './query.ts'
import { nullable } from './schema.ts'
import { guessedChain } from './trade-fields.ts'

// docs/contract.md, assets.
const limitDefault = 50
const limitMax = 100
const chainIdDefault = 1329
const path = '/v0/assets'

const assetTypes = ['crypto', 'fiat'] as const

/** Any integer, not only a chain that the ramp accepts. */
const anyChainId: Reader<number> = {
  read: (value) => {
    const id = readWhole(value)
    if (id !== undefined) return { value: id }
    return { fault: `${guessedChain(value)}Send the chain’s EIP-155 id as an integer, such as 8453.` }
  },
  schema: Type.Integer({ minimum: 0, maximum: Number.MAX_SAFE_INTEGER }),
}

const assetsParameters = {
  chain_id: optional(anyChainId, 'only that chain’s; currencies have none'),
  asset_type: optional(oneOf(assetTypes, ' for both'), '`crypto` or `fiat`'),
  offset: wholeNumber({ min: 0, max: Number.MAX_SAFE_INTEGER, absent: 0 }, 'how many assets are skipped, 0 by default'),
  limit: wholeNumber(
    { min: 1, max: limitMax, absent: limitDefault },
    `assets to a page, 1 to ${limitMax}, ${limitDefault} by default`,
  ),
}

/** A query of `GET /v0/assets` that was read. */
export type AssetsQuery = FieldValues<typeof assetsParameters>

const Asset = Type.Object(
  {
    symbol: Type.String({ description: 'what the API calls it' }),
    name: Type.String({ description: 'for people' }),
    asset_type: Type.Enum(assetTypes, { description: 'a coin or token, or a currency' }),
    decimals: Type.Integer({ minimum: 0, description: 'how many an amount of it may have' }),
    chain_id: nullable(Type.Integer(), 'null for a currency'),
    contract_address: nullable(Type.String(), 'null for a currency, and for a chain’s own coin'),
  },
  { title: 'Asset' },
)

const AssetList = Type.Object(
  {
    _links: linksOf(['self', 'first', 'last'], ['prev', 'next']),
    assets: Type.Array(Asset, { description: 'by symbol and then by chain' }),
    total: Type.Integer({ description: 'how many there are in all' }),
    offset: Type.Integer({ description: 'how many were skipped' }),
    limit: Type.Integer({ description: 'how many to a page' }),
  },
  { title: 'AssetList' },
)

const AssetReply = Type.Object({ _links: linksOf(['self', 'assets']), asset: Asset }, { title: 'AssetReply' })

const usdc = {
  symbol: 'USDC',
  name: 'USD Coin',
  asset_type: 'crypto',
  decimals: 6,
  chain_id: 8453,
  contract_address: '0x833589fCD6eDb6E08f4c7C32D4f71b54bdA02913',
} as const

/** The assets and currencies that the API knows. */
export const listAssets = endpoint({
  name: 'listAssets',
  tag: 'Catalogue',
  summary: 'The assets and currencies that the API knows, whatever Meld offers at present.',
  description: 'Answers at `/v0/assets/` too. What is offered just now is told by `GET /v0/ramp/supported-values`.',
  method: 'GET',
  path: '/v0/assets',
  otherPath: '/v0/assets/',
  access: 'user',
  query: assetsParameters,
  replies: { 200: AssetList },
  leadsTo: [{ name: 'getAsset', about: 'one of them', params: { symbol: '/assets/0/symbol' } }],
  example: {
    query: { chain_id: '8453', asset_type: 'crypto', limit: '1', offset: '1' },
    status: 200,
    reply: {
      _links: {
        self: { href: '/v0/assets?chain_id=8453&asset_type=crypto&offset=1&limit=1' },
        first: { href: '/v0/assets?chain_id=8453&asset_type=crypto&offset=0&limit=1' },
        prev: { href: '/v0/assets?chain_id=8453&asset_type=crypto&offset=0&limit=1' },
        next: { href: '/v0/assets?chain_id=8453&asset_type=crypto&offset=2&limit=1' },
        last: { href: '/v0/assets?chain_id=8453&asset_type=crypto&offset=2&limit=1' },
      },
      assets: [usdc],
      total: 3,
      offset: 1,
      limit: 1,
    },
  },
})

/** One asset or currency. */
export const getAsset = endpoint({
  name: 'getAsset',
  tag: 'Catalogue',
  summary: 'One asset on one chain, or one currency.',
  description: 'The same symbol may be on several chains; `chain_id` says which is meant.',
  method: 'GET',
  path: '/v0/assets/:symbol',
  access: 'user',
  params: { symbol: Type.String({ description: 'in any case' }) },
  query: {
    chain_id: byDefault(anyChainId, chainIdDefault, `${chainIdDefault} by default; plays no part for a currency`),
  },
  replies: { 200: AssetReply },
  errors: ['asset_not_found'],
  example: {
    params: { symbol: 'USDC' },
    query: { chain_id: '8453' },
    status: 200,
    reply: {
      _links: { self: { href: '/v0/assets/USDC?chain_id=8453' }, assets: { href: '/v0/assets' } },
      asset: usdc,
    },
  },
})

/** One page and how many there are in all. */
export interface AssetPage {
  readonly assets: readonly (CryptoAsset | FiatAsset)[]
  readonly total: number
}

/** The body of the list. */
export function assetListReply({ assets, total }: AssetPage, query: AssetsQuery): Wire<typeof AssetList> {
  const { offset, limit } = query
  return { _links: pageLinks(query, total), assets: assets.map(assetMembers), total, offset, limit }
}

/** The body of one asset. */
export function assetReply(asset: CryptoAsset | FiatAsset): Wire<typeof AssetReply> {
  const query = asset.kind === 'crypto' ? `?chain_id=${asset.chainId}` : ''
  return {
    _links: { self: linkTo(`${path}/${encodeURIComponent(asset.symbol)}${query}`), assets: linkTo(path) },
    asset: assetMembers(asset),
  }
}

function assetMembers(asset: CryptoAsset | FiatAsset): Wire<typeof Asset> {
  const { kind, symbol, name, decimals } = asset
  const [chainId, contract] = asset.kind === 'crypto' ? [asset.chainId, asset.contract] : [null, null]
  return { symbol, name, asset_type: kind, decimals, chain_id: chainId, contract_address: contract }
}

/** Rels that lead nowhere are left out. An offset past the end leads back to the last page. */
function pageLinks(query: AssetsQuery, total: number): Wire<typeof AssetList>['_links'] {
  const { offset, limit } = query
  const last = total === 0 ? 0 : Math.floor((total - 1) / limit) * limit
  const at = (start: number) => linkTo(pageHref({ ...query, offset: start }))
  return {
    self: at(offset),
    first: at(0),
    ...(offset > 0 && { prev: at(Math.max(0, Math.min(offset - limit, last))) }),
    ...(offset + limit < total && { next: at(offset + limit) }),
    last: at(last),
  }
}

function pageHref({ chain_id: chainId, asset_type: assetType, offset, limit }: AssetsQuery): string {
  const query = new URLSearchParams({
    ...(chainId !== null && { chain_id: String(chainId) }),
    ...(assetType !== null && { asset_type: assetType }),
    offset: String(offset),
    limit: String(limit),
  })
  return `${path}?${query}`
}
