import type { AmountBound } from './amount-bound.ts'
import type { Catalogue, MethodListing, ProviderCoverage } from './catalogue.ts'
import { type ListedMethod, listedMethodOf } from './payment-method.ts'
import { isActive, type Switch } from './switch.ts'
import { findSwitch, noMethod, type SwitchIndex } from './switch-lookup.ts'
import type { TenantId } from './tenant.ts'
import type { Direction } from './trade.ts'

/** Whose catalogue is judged by which switches, and when. */
export interface SwitchedBy {
  readonly index: SwitchIndex
  readonly tenant: TenantId
  readonly now: number
}

/** The two legs of a trade. */
export interface TradeLegs {
  readonly direction: Direction
  readonly fiat: string
  readonly symbol: string
  readonly chainId: number
}

/**
 * The part of a catalogue that is not switched off: each country, currency, asset, method and bound that is left in
 * some combination, and the providers that have one left. The same catalogue where nothing is off.
 */
export function withoutSwitched(catalogue: Catalogue, by: SwitchedBy): Catalogue {
  const judged = judgeAll(catalogue, by, null)
  if (judged === undefined) return catalogue
  const coverage = catalogue.coverage.flatMap((item) => {
    const left = judged.get(nameOf(item))
    if (left === undefined) return [item]
    const paymentMethods = methodsLeft(item, left)
    const countries = item.countries.filter(left.country)
    const fiats = item.fiats.filter(left.fiat)
    const assets = item.assets.filter(left.asset)
    return left.isEmpty() ? [] : [{ ...item, countries, fiats, assets, paymentMethods }]
  })
  const methods = new Set(coverage.flatMap(({ paymentMethods }) => paymentMethods.map(({ method }) => method)))
  return {
    ...catalogue,
    coverage,
    bounds: boundsLeft(catalogue, judged),
    methods: catalogue.methods.filter(({ method }) => methods.has(method)),
  }
}

/**
 * The same for these two legs alone: each provider with the countries and methods that are left, none at all perhaps,
 * so that it can be told of every one why it is out, and what would bring it in.
 */
export function withoutSwitchedFor(catalogue: Catalogue, legs: TradeLegs, by: SwitchedBy): Catalogue {
  const judged = judgeAll(catalogue, by, legs)
  if (judged === undefined) return catalogue
  const coverage = catalogue.coverage.map((item) => {
    const left = judged.get(nameOf(item))
    if (left === undefined) return item
    return { ...item, countries: item.countries.filter(left.country), paymentMethods: methodsLeft(item, left) }
  })
  return { ...catalogue, coverage, bounds: boundsLeft(catalogue, judged) }
}

/** What is left of a provider in one direction. */
interface Left {
  readonly isEmpty: () => boolean
  readonly country: (code: string) => boolean
  readonly fiat: (code: string) => boolean
  readonly asset: (asset: Asset) => boolean
  /** By Meld's code; in that country, or in any. */
  readonly method: (code: string, country: string | null) => boolean
}

type Asset = Pick<TradeLegs, 'symbol' | 'chainId'>

/** By provider and direction, those that a switch is about; undefined when none is about any. */
function judgeAll(
  { coverage, methods }: Catalogue,
  by: SwitchedBy,
  legs: TradeLegs | null,
): ReadonlyMap<string, Left> | undefined {
  const { index, tenant, now } = by
  const active = index.switches.filter((one) => isActive(one, now) && (one.tenant === null || one.tenant === tenant))
  const judged = new Map<string, Left>()
  for (const item of coverage) {
    if (legs !== null && item.direction !== legs.direction) continue
    const about = active.filter(({ provider, direction }) => {
      const isProvider = provider === null || provider === item.serviceProvider
      return isProvider && (direction === null || direction === item.direction)
    })
    if (about.length > 0) judged.set(nameOf(item), judge(item, about, methods, by, legs))
  }
  return judged.size === 0 ? undefined : judged
}

/**
 * Tries combinations until one is on. Whatever no switch names is tried once for all of its kind, since all of it fares
 * alike.
 */
function judge(
  item: ProviderCoverage,
  about: readonly Switch[],
  listings: readonly MethodListing[],
  { index, tenant, now }: SwitchedBy,
  legs: TradeLegs | null,
): Left {
  const { serviceProvider: provider, direction } = item
  const stand = standIns(about, listings)
  const fiats = distinct(legs === null ? item.fiats : [legs.fiat], stand.fiat, unnamed)
  const assets = distinct<Asset, Asset>(legs === null ? item.assets : [legs], stand.asset, unnamedAsset)
  const countries = distinct(item.countries, stand.country, unnamed)
  const isOn = (country: string, method: ListedMethod, fiat: string, { symbol, chainId }: Asset): boolean =>
    findSwitch(index, { tenant, provider, country, method, direction, fiat, symbol, chainId }, now) === undefined

  const known = new Map<string, boolean>()
  const isPairOn = (country: string, method: ListedMethod): boolean => {
    const name = `${country} ${method.method}`
    const on = known.get(name) ?? fiats.some((fiat) => assets.some((asset) => isOn(country, method, fiat, asset)))
    known.set(name, on)
    return on
  }
  const methodsIn = (country: string): readonly ListedMethod[] => {
    const offered = item.paymentMethods.filter(({ countries: places }) => places === null || places.includes(country))
    return distinct(
      offered.map(({ method }) => method),
      stand.method,
      noMethod,
    )
  }
  const pairs = (): readonly (readonly [string, ListedMethod])[] =>
    (item.countries.length === 0 ? [unnamed] : item.countries).flatMap((country) =>
      methodsIn(country).map((method) => [stand.country(country), method] as const),
    )
  const open = once(() => pairs().filter(([country, method]) => isPairOn(country, method)))
  return {
    isEmpty: () => open().length === 0,
    country: (code) => methodsIn(code).some((method) => isPairOn(stand.country(code), method)),
    method: (code, place) => {
      const places = place === null ? countries : [stand.country(place)]
      return places.some((country) => isPairOn(country, stand.method(code)))
    },
    fiat: (code) =>
      open().some(([country, method]) => assets.some((asset) => isOn(country, method, stand.fiat(code), asset))),
    asset: (asset) =>
      open().some(([country, method]) => fiats.some((fiat) => isOn(country, method, fiat, stand.asset(asset)))),
  }
}

/** What stands for all values of a kind that no switch names. */
const unnamed = ''
const unnamedAsset: Asset = { symbol: unnamed, chainId: 0 }

/** Each value, or what stands for it. */
function standIns(about: readonly Switch[], listings: readonly MethodListing[]) {
  const names = new Set<unknown>(
    about.flatMap(({ country, method, asset, chainId }) => [country, method, asset, chainId]),
  )
  names.delete(null)
  return {
    country: (code: string): string => (names.has(code) ? code : unnamed),
    fiat: (code: string): string => (names.has(code) ? code : unnamed),
    asset: ({ symbol, chainId }: Asset): Asset => ({
      symbol: names.has(symbol) ? symbol : unnamed,
      chainId: names.has(chainId) ? chainId : unnamedAsset.chainId,
    }),
    method: (code: string): ListedMethod => {
      const listed = listedMethodOf(listings, code)
      return names.has(code) || names.has(listed.type) ? listed : noMethod
    },
  }
}

/** What stands for the values, each once; for none at all, as where a part is not known, `none`. */
function distinct<Value, Stand>(
  values: readonly Value[],
  stand: (value: Value) => Stand,
  none: Stand,
): readonly Stand[] {
  if (values.length === 0) return [none]
  return [...new Map(values.map((value) => [JSON.stringify(stand(value)), stand(value)])).values()]
}

function once<T>(make: () => T): () => T {
  let made: { readonly value: T } | undefined
  return () => {
    made ??= { value: make() }
    return made.value
  }
}

function methodsLeft(item: ProviderCoverage, left: Left): ProviderCoverage['paymentMethods'] {
  return item.paymentMethods.flatMap(({ method, countries }) => {
    const places = countries ?? item.countries
    const rest = places.filter((country) => left.method(method, country))
    if (rest.length === places.length) return left.method(method, null) ? [{ method, countries }] : []
    return rest.length === 0 ? [] : [{ method, countries: rest }]
  })
}

function boundsLeft({ bounds }: Catalogue, judged: ReadonlyMap<string, Left>): readonly AmountBound[] {
  return bounds.flatMap((bound) => {
    const left = judged.get(nameOf(bound))
    if (left === undefined) return [bound]
    const { currency, chainId, countries, paymentMethods } = bound
    const isLegOn = chainId === null ? left.fiat(currency) : left.asset({ symbol: currency, chainId })
    const places = countries?.filter((country) =>
      paymentMethods === null ? left.country(country) : paymentMethods.some((method) => left.method(method, country)),
    )
    const methods = paymentMethods?.filter((method) =>
      (countries ?? [null]).some((country) => left.method(method, country)),
    )
    if (!isLegOn || places?.length === 0 || methods?.length === 0) return []
    return [{ ...bound, countries: places ?? null, paymentMethods: methods ?? null }]
  })
}

function nameOf({ serviceProvider, direction }: Pick<ProviderCoverage, 'serviceProvider' | 'direction'>): string {
  return `${serviceProvider} ${direction}`
}
