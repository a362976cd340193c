import { type Amount, amountDecimalsMax } from './amount.ts'
import { type AmountBound, judgeAmount, type OutOfBounds, roundIntoBounds } from './amount-bound.ts'
import type { Direction } from './asset.ts'
import { cryptoAssets, fiatAssets } from './asset-registry.ts'
import { countries } from './country.ts'
import {
  isBroad,
  isMeantBy,
  type ListedMethod,
  methodAliases,
  methodTypes,
  type PaymentMethod,
  paymentMethods,
} from './payment-method.ts'
import type { Limit, NearestChange } from './quote.ts'

/** The parts of a provider's coverage that are read one by one. */
export type CoveragePart = 'countries' | 'assets' | 'fiats' | 'paymentMethods'

/** What a provider serves in one direction. */
export interface ProviderCoverage {
  readonly serviceProvider: string
  readonly name: string
  readonly direction: Direction
  /** ISO 3166-1 codes. */
  readonly countries: readonly string[]
  /** Only assets of our registry. */
  readonly assets: readonly { readonly symbol: string; readonly chainId: number }[]
  readonly fiats: readonly string[]
  /** Meld's codes, each with the countries where it is offered (null: any). */
  readonly paymentMethods: readonly { readonly method: string; readonly countries: readonly string[] | null }[]
  /** Parts that could not be read: their lists are empty and say nothing. */
  readonly unknown: readonly CoveragePart[]
}

/** A payment method as Meld lists it, with its name for people. */
export interface MethodListing extends ListedMethod {
  readonly name: string
}

/** Meld's discovery data, reduced to what our registry knows. */
export interface Catalogue {
  readonly coverage: readonly ProviderCoverage[]
  readonly bounds: readonly AmountBound[]
  /** False when a list of bounds could not be read: there may be more than these. */
  readonly boundsComplete: boolean
  readonly methods: readonly MethodListing[]
}

/** A trade that somebody wants from one provider. */
export interface Wish {
  readonly direction: Direction
  readonly country: string
  /** ISO 4217. */
  readonly fiat: string
  readonly symbol: string
  readonly chainId: number
  readonly sourceAmount: Amount
  readonly paymentMethod: PaymentMethod | null
}

/** Why a provider makes no offer. */
export interface Unavailability {
  readonly reason:
    | 'direction_not_supported'
    | 'country_not_supported'
    | 'asset_not_supported'
    | 'currency_not_supported'
    | 'payment_method_not_supported'
    | 'amount_too_low'
    | 'amount_too_high'
    /** Nothing known speaks against the trade. */
    | 'no_offer'
  /** With the two amount reasons. */
  readonly limit?: Limit
  /** Absent when no change of amount, method and country is known to help. */
  readonly nearest?: NearestChange
}

/**
 * Why a provider cannot serve a wish, and the nearest change that would work. The first reason in the order of
 * `reason` counts; nothing is claimed from what is not known: a provider that is not listed, an unread part, or bounds
 * on the leg whose amount is not given. Limits are on the source amount, so a sell is judged by bounds in crypto only.
 */
export function whyUnavailable(catalogue: Catalogue, serviceProvider: string, wish: Wish): Unavailability {
  const listed = catalogue.coverage.filter((coverage) => coverage.serviceProvider === serviceProvider)
  const coverage = listed.find(({ direction }) => direction === wish.direction)
  if (coverage === undefined) return { reason: listed.length === 0 ? 'no_offer' : 'direction_not_supported' }
  const isKnown = (part: CoveragePart) => !coverage.unknown.includes(part)
  if (isKnown('countries') && !coverage.countries.includes(wish.country)) {
    const nearest = nearestCountry(catalogue, coverage, wish)
    return { reason: 'country_not_supported', ...(nearest !== undefined && { nearest }) }
  }
  const { symbol, chainId } = wish
  if (isKnown('assets') && !coverage.assets.some((asset) => asset.symbol === symbol && asset.chainId === chainId)) {
    return { reason: 'asset_not_supported' }
  }
  if (isKnown('fiats') && !coverage.fiats.includes(wish.fiat)) return { reason: 'currency_not_supported' }
  const bounds = boundsOfSource(catalogue, coverage, wish)
  const methods = methodsInCountry(catalogue, coverage, wish.country)
  const { paymentMethod } = wish
  if (paymentMethod === null || methods === undefined) return judgeSource(catalogue, bounds, methods, wish)
  const meant = methods.filter((listing) => isMeantBy(paymentMethod, listing))
  if (meant.length > 0) return judgeSource(catalogue, bounds, meant, wish)
  const nearest = nearestMethod(catalogue, methods, bounds, { ...wish, paymentMethod })
  return { reason: 'payment_method_not_supported', ...(nearest !== undefined && { nearest }) }
}

/** Bounds on the leg whose amount is given, in the wish's country. */
function boundsOfSource(catalogue: Catalogue, coverage: ProviderCoverage, wish: Wish): readonly AmountBound[] {
  const isSell = wish.direction === 'sell'
  return catalogue.bounds.filter(
    (bound) =>
      bound.serviceProvider === coverage.serviceProvider &&
      bound.direction === wish.direction &&
      bound.currency === (isSell ? wish.symbol : wish.fiat) &&
      bound.chainId === (isSell ? wish.chainId : null) &&
      (bound.countries === null || bound.countries.includes(wish.country)),
  )
}

/** The provider's methods in a country; undefined when they are not known. */
function methodsInCountry(
  catalogue: Catalogue,
  coverage: ProviderCoverage,
  country: string,
): readonly ListedMethod[] | undefined {
  if (coverage.unknown.includes('paymentMethods')) return undefined
  return coverage.paymentMethods
    .filter(({ countries }) => countries === null || countries.includes(country))
    .map(({ method }) => listingOf(catalogue, method))
}

function listingOf(catalogue: Catalogue, method: string): ListedMethod {
  return catalogue.methods.find((listing) => listing.method === method) ?? { method, type: null }
}

/** Judges the source amount by the bounds of each method that would do; one that admits it is enough. */
function judgeSource(
  catalogue: Catalogue,
  bounds: readonly AmountBound[],
  methods: readonly ListedMethod[] | undefined,
  wish: Wish,
): Unavailability {
  const choices = methods?.map(({ method }) => boundsOfMethod(bounds, (code) => code === method)) ?? [
    boundsOfMethod(
      bounds,
      (code) => wish.paymentMethod === null || isMeantBy(wish.paymentMethod, listingOf(catalogue, code)),
    ),
  ]
  let best: { readonly verdict: OutOfBounds; readonly bounds: readonly AmountBound[] } | undefined
  for (const choice of choices) {
    const verdict = judgeAmount(wish.sourceAmount, choice)
    if (verdict.kind === 'within') return { reason: 'no_offer' }
    if (best === undefined || verdict.distance.lt(best.verdict.distance)) best = { verdict, bounds: choice }
  }
  if (best === undefined) return { reason: 'no_offer' }
  const { kind, limit } = best.verdict
  return {
    reason: kind === 'minimum' ? 'amount_too_low' : 'amount_too_high',
    limit: { kind, amount: limit, currency: wish.direction === 'buy' ? wish.fiat : wish.symbol },
    nearest: { sourceAmount: roundIntoBounds(best.verdict, best.bounds, sourceDecimals(wish)) },
  }
}

function boundsOfMethod(bounds: readonly AmountBound[], isWanted: (code: string) => boolean): readonly AmountBound[] {
  return bounds.filter(({ paymentMethods: codes }) => codes === null || codes.some(isWanted))
}

function sourceDecimals({ direction, fiat, symbol, chainId }: Wish): number {
  const asset =
    direction === 'buy'
      ? fiatAssets.find((known) => known.symbol === fiat)
      : cryptoAssets.find((known) => known.symbol === symbol && known.chainId === chainId)
  return asset?.decimals ?? amountDecimalsMax
}

/** The accepted names to propose: those that say most first, and none that merely stands for another. */
const proposals: readonly PaymentMethod[] = [
  ...paymentMethods.filter((name) => methodAliases[name] === undefined && !isBroad(name)),
  ...methodTypes,
]

/** Another method: rather one of the same broad type, rather one that takes the amount as it is. */
function nearestMethod(
  catalogue: Catalogue,
  methods: readonly ListedMethod[],
  bounds: readonly AmountBound[],
  wish: Wish & { readonly paymentMethod: PaymentMethod },
): NearestChange | undefined {
  const type = broadTypeOf(catalogue, wish.paymentMethod)
  const related = methods.filter((listing) => type !== null && listing.type === type)
  let withAmount: NearestChange | undefined
  for (const group of [related, methods]) {
    for (const paymentMethod of proposals) {
      const meant = group.filter((listing) => isMeantBy(paymentMethod, listing))
      if (meant.length === 0) continue
      const { reason, nearest } = judgeSource(catalogue, bounds, meant, { ...wish, paymentMethod })
      if (reason === 'no_offer') return { paymentMethod }
      withAmount ??= { ...nearest, paymentMethod }
    }
  }
  return withAmount
}

function broadTypeOf(catalogue: Catalogue, name: PaymentMethod): string | null {
  const meant = methodAliases[name] ?? name
  return isBroad(meant) ? meant : listingOf(catalogue, meant).type
}

/** Another country: rather one with known bounds in the currency, rather one where nothing else has to change. */
function nearestCountry(catalogue: Catalogue, coverage: ProviderCoverage, wish: Wish): NearestChange | undefined {
  let plain: NearestChange | undefined
  let withMore: NearestChange | undefined
  for (const country of countries) {
    if (!coverage.countries.includes(country)) continue
    const moved = { ...wish, country }
    const { reason, nearest } = whyUnavailable(catalogue, coverage.serviceProvider, moved)
    if (reason !== 'no_offer') {
      if (nearest !== undefined) withMore ??= { ...nearest, country }
    } else if (boundsOfSource(catalogue, coverage, moved).length > 0) {
      return { country }
    } else {
      plain ??= { country }
    }
  }
  return plain ?? withMore
}
