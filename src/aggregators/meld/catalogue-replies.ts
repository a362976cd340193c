import type { CryptoAsset } from '../../domain/asset.ts'
import { cryptoAssets, fiatAssets } from '../../domain/asset-registry.ts'
import type { MethodListing } from '../../domain/catalogue.ts'
import { isCountry } from '../../domain/country.ts'
import type { Direction } from '../../domain/trade.ts'
import { categories, type DiscoveryFamily } from './catalogue-paths.ts'
import { findCode, readCurrencies } from './currency-list.ts'
import { isObject, type JsonObject, parsePlainJson, readText } from './json.ts'

/** A provider that Meld lists as working, and what for. */
export interface ListedPartner {
  readonly serviceProvider: string
  readonly name: string
  readonly directions: readonly Direction[]
}

/** A listed method and where it is offered (null: any country). */
export interface ReadMethod extends MethodListing {
  readonly country: string | null
}

/** Longest code or name taken. */
const codeLengthMax = 64
const nameLengthMax = 100
/** More than Meld has partners, and a bound on what one refresh costs. */
const partnersMax = 200

const codePattern = /^[A-Z0-9_]+$/
const fiatSymbols: ReadonlySet<string> = new Set(fiatAssets.map(({ symbol }) => symbol))
const workingStatuses: ReadonlySet<unknown> = new Set([undefined, null, 'LIVE', 'RECENTLY_ADDED'])

/** Reads the list of providers, of which those that are not live and those without a ramp are left out. */
export function readPartners(text: string, family: DiscoveryFamily): readonly ListedPartner[] | undefined {
  const partners = readItems(parsePlainJson(text), undefined)?.flatMap((item) => {
    const serviceProvider = readCode(item.serviceProvider)
    if (serviceProvider === undefined || !workingStatuses.has(item.status)) return []
    const directions = (['buy', 'sell'] as const).filter((direction) => worksIn(item, categories[direction], family))
    const name = readText(item.name, nameLengthMax) ?? serviceProvider
    return directions.length === 0 ? [] : [{ serviceProvider, name, directions }]
  })
  return partners?.slice(0, partnersMax)
}

function worksIn(item: JsonObject, category: string, family: DiscoveryFamily): boolean {
  if (!Array.isArray(item.categories) || !item.categories.includes(category)) return false
  if (family === 'service-provider') {
    return !isObject(item.categoryStatuses) || workingStatuses.has(item.categoryStatuses[category])
  }
  const capabilities: readonly unknown[] = Array.isArray(item.capabilities) ? item.capabilities : []
  return capabilities.every(
    (entry) => !isObject(entry) || entry.category !== category || workingStatuses.has(entry.status),
  )
}

// A list that is empty as it came says nothing, and counts as unread: no provider serves nothing at all.

/** Reads the countries, of which only those that the API accepts are kept. */
export function readCountries(text: string, family: DiscoveryFamily): readonly string[] | undefined {
  return readSomeItems(text, family === 'network-partner' ? 'countries' : undefined)
    ?.map(({ countryCode }) => readCode(countryCode) ?? '')
    .filter(isCountry)
}

/** Reads the fiat currencies, of which only those that the API accepts are kept. */
export function readFiats(text: string, family: DiscoveryFamily): readonly string[] | undefined {
  return readSomeItems(text, family === 'network-partner' ? 'currencies' : undefined)
    ?.map(({ currencyCode }) => readCode(currencyCode) ?? '')
    .filter((symbol) => fiatSymbols.has(symbol))
}

/** Reads which assets of our registry are listed, by chain and contract, each with Meld's code. */
export function readAssets(
  text: string,
  family: DiscoveryFamily,
): readonly { readonly asset: CryptoAsset; readonly code: string }[] | undefined {
  const read = readCurrencies(text, family)
  if (read === undefined || read.entries === 0) return undefined
  return cryptoAssets.flatMap((asset) => {
    const code = findCode(read.list, asset)
    return code === undefined ? [] : [{ asset, code }]
  })
}

/** Reads the payment methods. The older family does not say where they are offered. */
export function readMethods(text: string): readonly ReadMethod[] | undefined {
  return readSomeItems(text, undefined)?.flatMap((item) => {
    const method = readCode(item.method ?? item.paymentMethod)
    const country = item.countryCode === undefined || item.countryCode === null ? null : readCode(item.countryCode)
    if (method === undefined || country === undefined || (country !== null && !isCountry(country))) return []
    const name = readText(item.name, nameLengthMax) ?? method
    return [{ method, name, type: readType(item.type ?? item.paymentType), country }]
  })
}

/** The older family counts these two as types of their own. */
const presentTypes: ReadonlyMap<string, string> = new Map([
  ['ACH', 'BANK_TRANSFER'],
  ['SEPA', 'BANK_TRANSFER'],
])

function readType(value: unknown): string | null {
  const type = readCode(value)
  return type === undefined ? null : (presentTypes.get(type) ?? type)
}

function readSomeItems(text: string, member: string | undefined): readonly JsonObject[] | undefined {
  const items = readItems(parsePlainJson(text), member)
  return items?.length === 0 ? undefined : items
}

/** The objects of a list that is the whole reply or one member of it; undefined when there is no list. */
export function readItems(body: unknown, member: string | undefined): readonly JsonObject[] | undefined {
  const list = member !== undefined && isObject(body) ? body[member] : body
  return Array.isArray(list) ? list.filter(isObject) : undefined
}

/** A code of Meld's: capitals, digits and underscores. */
export function readCode(value: unknown): string | undefined {
  const code = readText(value, codeLengthMax)
  return code !== undefined && codePattern.test(code) ? code : undefined
}
