import type { Amount } from '../../domain/amount.ts'
import type { AmountBound } from '../../domain/amount-bound.ts'
import type { CryptoAsset } from '../../domain/asset.ts'
import { fiatAssets } from '../../domain/asset-registry.ts'
import { isCountry } from '../../domain/country.ts'
import type { Direction } from '../../domain/trade.ts'
import { categories } from './catalogue-paths.ts'
import { readCode, readItems } from './catalogue-replies.ts'
import { isObject, type JsonObject, parseExactJson } from './json.ts'
import { readAmount, readDecimal } from './numbers.ts'

/** A bound as it is listed: for one country and one method, or for any. */
export interface ListedBound extends Pick<AmountBound, 'serviceProvider' | 'direction' | 'currency' | 'chainId'> {
  readonly country: string | null
  readonly paymentMethod: string | null
  readonly minimum: Amount | null
  readonly maximum: Amount | null
}

const fiatSymbols: ReadonlySet<string> = new Set(fiatAssets.map(({ symbol }) => symbol))

/** Reads the present family's limits. They are in fiat in both directions. Items that cannot be read are left out. */
export function readFiatLimits(text: string): readonly ListedBound[] | undefined {
  return readItems(parseExactJson(text), 'fiatLimits')?.flatMap((item) => {
    const serviceProvider = readCode(item.provider)
    const direction = directionOf(item.category)
    const currency = readCode(item.currencyCode)
    const country = readCodeOrAny(item.countryCode)
    const paymentMethod = readCodeOrAny(item.paymentMethod)
    const range = readRange(item.min, item.max)
    if (serviceProvider === undefined || direction === undefined || currency === undefined) return []
    if (country === undefined || paymentMethod === undefined || range === undefined) return []
    if (!fiatSymbols.has(currency) || (country !== null && !isCountry(country))) return []
    return [{ serviceProvider, direction, country, currency, chainId: null, paymentMethod, ...range }]
  })
}

/**
 * Reads the older family's limits, which name each provider's own under `serviceProviderDetails`: in fiat for
 * purchases, in crypto for sells. `assetOf` finds the asset behind Meld's code.
 */
export function readOlderLimits(
  text: string,
  direction: Direction,
  assetOf: (code: string) => CryptoAsset | undefined,
): readonly ListedBound[] | undefined {
  return readItems(parseExactJson(text), undefined)?.flatMap((item) => {
    const leg = readLeg(item, direction, assetOf)
    if (leg === undefined || !isObject(item.serviceProviderDetails)) return []
    return Object.entries(item.serviceProviderDetails).flatMap(([name, detail]) => {
      const serviceProvider = readCode(name)
      const range = isObject(detail) ? readRange(detail.minimumAmount, detail.maximumAmount) : undefined
      if (serviceProvider === undefined || range === undefined) return []
      return [{ serviceProvider, direction, country: null, ...leg, paymentMethod: null, ...range }]
    })
  })
}

function readLeg(item: JsonObject, direction: Direction, assetOf: (code: string) => CryptoAsset | undefined) {
  const code = readCode(item.currencyCode)
  if (code === undefined) return undefined
  if (direction === 'buy') return fiatSymbols.has(code) ? { currency: code, chainId: null } : undefined
  const asset = assetOf(code)
  return asset === undefined ? undefined : { currency: asset.symbol, chainId: asset.chainId }
}

function directionOf(category: unknown): Direction | undefined {
  return (['buy', 'sell'] as const).find((direction) => categories[direction] === category)
}

/** Null for "any"; undefined when there is a value that is no code. */
function readCodeOrAny(value: unknown): string | null | undefined {
  return value === undefined || value === null ? null : readCode(value)
}

/** Both limits; undefined when one cannot be read, when neither is given, and when no amount satisfies both. */
function readRange(min: unknown, max: unknown): Pick<ListedBound, 'minimum' | 'maximum'> | undefined {
  const [minimum, maximum] = [readLimit(min), readLimit(max)]
  if (minimum === undefined || maximum === undefined || (minimum === null && maximum === null)) return undefined
  const [low, high] = [readDecimal(min), readDecimal(max)]
  if (low !== undefined && high !== undefined && low.gt(high)) return undefined
  return { minimum, maximum }
}

/** Null for no limit, which a minimum of zero is as well. */
function readLimit(value: unknown): Amount | null | undefined {
  if (value === undefined || value === null || readDecimal(value)?.eq(0)) return null
  return readAmount(value)
}

/**
 * Puts bounds of equal figures together: first the methods of a country, then the countries with the same methods. A
 * provider mostly has one pair of figures for many of both.
 */
export function groupBounds(listed: readonly ListedBound[]): readonly AmountBound[] {
  const byCountry = gather(listed, ({ paymentMethod, ...rest }) => [rest, paymentMethod])
  const byFigures = gather(byCountry, ([{ country, ...rest }, paymentMethods]) => [
    { ...rest, paymentMethods },
    country,
  ])
  return byFigures.map(([bound, countries]) => ({ ...bound, countries }))
}

/** Gathers the second parts of what has equal first parts, sorted and each once; a null among them absorbs the rest. */
function gather<T, Key>(
  items: readonly T[],
  split: (item: T) => readonly [Key, string | null],
): readonly (readonly [Key, readonly string[] | null])[] {
  const groups = new Map<string, { readonly key: Key; readonly parts: Set<string | null> }>()
  for (const item of items) {
    const [key, part] = split(item)
    const name = JSON.stringify(key)
    const group = groups.get(name)
    if (group === undefined) groups.set(name, { key, parts: new Set([part]) })
    else group.parts.add(part)
  }
  return [...groups].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, { key, parts }]) => [key, listParts(parts)])
}

function listParts(parts: ReadonlySet<string | null>): readonly string[] | null {
  return parts.has(null) ? null : [...parts].filter((part) => part !== null).sort()
}
