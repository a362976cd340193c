import type { CryptoAsset, FiatAsset } from '../domain/asset.ts'
import type { FieldFault } from '../domain/errors.ts'
import type { Field, FieldResult } from './body.ts'
import { oneOf } from './choice.ts'
import { type Links, linkTo } from './hal.ts'
import { readQuery } from './query.ts'
import { guessedChain, optional } from './trade-fields.ts'

// docs/contract.md, assets.
const limitDefault = 50
const limitMax = 100
const chainIdDefault = 1329
/** Everything that fits a chain id or an offset on the wire. */
const wholeMax = Number.MAX_SAFE_INTEGER
const path = '/v0/assets'

const assetTypes = ['crypto', 'fiat'] as const

/** The query of `GET /v0/assets`. */
export interface AssetsQuery {
  /** Any integer, not only a chain that the ramp accepts. */
  readonly chainId: number | null
  readonly assetType: (typeof assetTypes)[number] | null
  readonly offset: number
  readonly limit: number
}

/** Reads the query of the list; every fault at once. */
export function readAssetsQuery(
  query: unknown,
): { readonly values: AssetsQuery } | { readonly faults: readonly FieldFault[] } {
  const read = readQuery(query, {
    chain_id: optional(readAnyChainId),
    asset_type: optional(readAssetType),
    offset: wholeNumber(0, wholeMax, 0),
    limit: wholeNumber(1, limitMax, limitDefault),
  })
  if ('faults' in read) return read
  const { chain_id: chainId, asset_type: assetType, offset, limit } = read.values
  return { values: { chainId, assetType, offset, limit } }
}

/** Reads the query of one asset. */
export function readAssetQuery(
  query: unknown,
): { readonly values: { readonly chain_id: number } } | { readonly faults: readonly FieldFault[] } {
  return readQuery(query, { chain_id: { read: readAnyChainId, absent: { value: chainIdDefault } } })
}

function readAnyChainId(value: unknown): FieldResult<number> {
  const id = readWhole(value)
  if (id !== undefined) return { value: id }
  return { fault: `${guessedChain(value)}Send the chain’s EIP-155 id as an integer, such as 8453.` }
}

const readAssetType = oneOf(assetTypes, ' for both')

function wholeNumber(min: number, max: number, absent: number): Field<number> {
  const range = max === wholeMax ? `from ${min} on` : `from ${min} to ${max}`
  return {
    read: (value) => {
      const number = readWhole(value)
      if (number !== undefined && number >= min && number <= max) return { value: number }
      return { fault: `Send a whole number ${range}. Left out it is ${absent}.` }
    },
    absent: { value: absent },
  }
}

function readWhole(value: unknown): number | undefined {
  const number = typeof value === 'string' && /^\d{1,16}$/.test(value) ? Number(value) : Number.NaN
  return Number.isSafeInteger(number) ? number : undefined
}

/** One page and how many there are in all. */
export interface AssetPage {
  readonly assets: readonly (CryptoAsset | FiatAsset)[]
  readonly total: number
}

/** The body of the list. */
export function assetListReply({ assets, total }: AssetPage, query: AssetsQuery) {
  const { offset, limit } = query
  return { _links: pageLinks(query, total), assets: assets.map(assetMembers), total, offset, limit }
}

/** The body of one asset. */
export function assetReply(asset: CryptoAsset | FiatAsset) {
  const query = asset.kind === 'crypto' ? `?chain_id=${asset.chainId}` : ''
  return {
    _links: { self: linkTo(`${path}/${encodeURIComponent(asset.symbol)}${query}`), assets: linkTo(path) },
    asset: assetMembers(asset),
  }
}

function assetMembers(asset: CryptoAsset | FiatAsset) {
  const { kind, symbol, name, decimals } = asset
  const [chainId, contract] = asset.kind === 'crypto' ? [asset.chainId, asset.contract] : [null, null]
  return { symbol, name, asset_type: kind, decimals, chain_id: chainId, contract_address: contract }
}

/** Rels that lead nowhere are left out. An offset past the end leads back to the last page. */
function pageLinks(query: AssetsQuery, total: number): Links {
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

function pageHref({ chainId, assetType, offset, limit }: AssetsQuery): string {
  const query = new URLSearchParams({
    ...(chainId !== null && { chain_id: String(chainId) }),
    ...(assetType !== null && { asset_type: assetType }),
    offset: String(offset),
    limit: String(limit),
  })
  return `${path}?${query}`
}
