import type { CryptoAsset } from '../../domain/asset.ts'
import { cryptoAssets } from '../../domain/asset-registry.ts'
import { type ChainId, isChainId } from '../../domain/chain.ts'
import { isObject, type JsonObject, parsePlainJson, readText } from './json.ts'
import type { CurrencySource } from './request.ts'

/** One listed currency on a chain we serve. */
export interface ListedCurrency {
  readonly code: string
  /** True when the list itself says that it is the chain's own coin; false when it merely names no contract. */
  readonly declaredNative: boolean
}

/** Listed currencies by chain id and contract. */
export type CurrencyList = ReadonlyMap<string, readonly ListedCurrency[]>

const zeroAddress = `0x${'0'.repeat(40)}`
const contractPattern = /^0x[0-9a-f]{40}$/
/** Longest currency code taken. */
const codeLengthMax = 64

/**
 * Reads either of Meld's currency lists; entries on other chains, and entries that cannot be read, are left out.
 * Undefined when the reply is no list at all. `entries` counts what was listed before leaving out.
 */
export function readCurrencies(
  text: string,
  source: CurrencySource,
): { readonly list: CurrencyList; readonly entries: number } | undefined {
  const body = parsePlainJson(text)
  const items = source === 'network-partner' && isObject(body) ? body.currencies : body
  if (!Array.isArray(items)) return undefined
  const list = new Map<string, ListedCurrency[]>()
  for (const item of items) {
    const entry = isObject(item) ? readEntry(item) : undefined
    if (entry === undefined) continue
    const listed = list.get(entry.key)
    if (listed === undefined) list.set(entry.key, [entry.currency])
    else listed.push(entry.currency)
  }
  return { list, entries: items.length }
}

/**
 * The code of an asset; undefined when it is not listed.
 *
 * Where several codes share chain and contract they are the same coin, and the one whose first part is the asset's
 * symbol wins, then the shorter (older pages append the chain's name where it is not needed), then alphabetical order,
 * so that the order of the list never decides. For a chain's own coin an entry that merely lacks a contract counts only
 * with the coin's name: a token whose contract is missing from the list would otherwise pass for the coin.
 */
export function findCode(list: CurrencyList, asset: CryptoAsset): string | undefined {
  const [best] = [...listUsable(list, asset)].sort(
    (a, b) =>
      Number(isNamed(asset, b)) - Number(isNamed(asset, a)) ||
      a.code.length - b.code.length ||
      (a.code < b.code ? -1 : Number(a.code > b.code)),
  )
  return best?.code
}

/** The asset of the registry that a code stands for; undefined when none of them is listed under it. */
export function findAsset(list: CurrencyList, code: string): CryptoAsset | undefined {
  return cryptoAssets.find((asset) => listUsable(list, asset).some((listed) => listed.code === code))
}

function listUsable(list: CurrencyList, asset: CryptoAsset): readonly ListedCurrency[] {
  const listed = list.get(keyOf(asset.chainId, asset.contract?.toLowerCase() ?? null)) ?? []
  if (asset.contract !== null) return listed
  return listed.filter((entry) => entry.declaredNative || isNamed(asset, entry))
}

function isNamed({ symbol }: CryptoAsset, { code }: ListedCurrency): boolean {
  const names = coinNames.get(symbol) ?? [symbol]
  return names.includes(code.split('_')[0] ?? '')
}

/** Coins that Meld lists, or has listed, under another name than ours. Names are only compared, never constructed. */
const coinNames: ReadonlyMap<string, readonly string[]> = new Map([
  ['AVAX', ['AVAX', 'AVAXC']],
  ['POL', ['POL', 'MATIC']],
])

function readEntry(item: JsonObject): { key: string; currency: ListedCurrency } | undefined {
  if (item.type !== undefined && item.type !== null && item.type !== 'CRYPTO') return undefined
  const code = readText(item.currencyCode, codeLengthMax)
  const chainId = readChainId(item.chainId)
  if (code === undefined || chainId === undefined) return undefined
  const stated = item.contract ?? item.contractAddress ?? ''
  if (typeof stated !== 'string') return undefined
  const contract = stated.toLowerCase()
  if (contract === '' || contract === zeroAddress) {
    return { key: keyOf(chainId, null), currency: { code, declaredNative: contract !== '' } }
  }
  if (!contractPattern.test(contract)) return undefined
  return { key: keyOf(chainId, contract), currency: { code, declaredNative: false } }
}

/** Chain ids come as numbers and as strings; Solana's `"101"` and null fall out as no chain of ours. */
function readChainId(value: unknown): ChainId | undefined {
  const isWhole = typeof value === 'number' || (typeof value === 'string' && /^\d{1,9}$/.test(value))
  const id = isWhole ? Number(value) : Number.NaN
  return isChainId(id) ? id : undefined
}

function keyOf(chainId: ChainId, contract: string | null): string {
  return `${chainId}:${contract ?? 'native'}`
}
