import type { Amount } from './amount.ts'
import { type AmountBound, type BoundVerdict, judgeAmount, type OutOfBounds } from './amount-bound.ts'
import type { Catalogue, ProviderCoverage } from './catalogue.ts'
import { coversMethod, type ListedMethod, type PaymentMethod } from './payment-method.ts'
import type { Direction } from './trade.ts'

/** What the catalogue is asked about a trade: can a provider serve it? */
export interface TradeQuery {
  readonly direction: Direction
  readonly country: string
  /** ISO 4217. */
  readonly fiat: string
  readonly symbol: string
  readonly chainId: number
  readonly sourceAmount: Amount
  readonly paymentMethod: PaymentMethod | null
}

/** What is known of one provider in one direction. */
export interface Offering {
  readonly catalogue: Catalogue
  readonly coverage: ProviderCoverage
  readonly bounds: readonly AmountBound[]
}

/** Narrows the catalogue to one provider in one direction. */
export function offeringOf(catalogue: Catalogue, coverage: ProviderCoverage): Offering {
  const { serviceProvider, direction } = coverage
  const bounds = catalogue.bounds.filter(
    (bound) => bound.serviceProvider === serviceProvider && bound.direction === direction,
  )
  return { catalogue, coverage, bounds }
}

/** Whether the asset of the query is listed. */
export function hasAsset(
  { assets }: ProviderCoverage,
  { symbol, chainId }: Pick<TradeQuery, 'symbol' | 'chainId'>,
): boolean {
  return assets.some((asset) => asset.symbol === symbol && asset.chainId === chainId)
}

/** Bounds on the leg whose amount is given, in the country of the query. */
export function boundsOfSource({ bounds }: Offering, query: TradeQuery): readonly AmountBound[] {
  const isSell = query.direction === 'sell'
  return bounds.filter(
    ({ currency, chainId, countries: places }) =>
      currency === (isSell ? query.symbol : query.fiat) &&
      chainId === (isSell ? query.chainId : null) &&
      (places === null || places.includes(query.country)),
  )
}

/** The countries that are listed by name for the currency of the query. */
export function listedCountries({ bounds }: Offering, { fiat }: TradeQuery): ReadonlySet<string> {
  return new Set(
    bounds.flatMap(({ currency, chainId, countries: places }) =>
      currency === fiat && chainId === null ? (places ?? []) : [],
    ),
  )
}

/** Meld's codes of the methods that are listed by name for exactly the country and currency of the query. */
export function listedMethods(
  { bounds }: Offering,
  { country, fiat }: Pick<TradeQuery, 'country' | 'fiat'>,
): readonly string[] {
  return bounds.flatMap(({ currency, chainId, countries: places, paymentMethods: codes }) =>
    currency === fiat && chainId === null && places?.includes(country) === true ? (codes ?? []) : [],
  )
}

/**
 * The provider's methods for the country and currency of the query; undefined when they are not known. The list of
 * methods says nothing of currencies, so where a complete list of limits names methods for both, only those count.
 */
export function methodsFor(
  offering: Offering,
  query: Pick<TradeQuery, 'country' | 'fiat'>,
): readonly ListedMethod[] | undefined {
  const { catalogue, coverage } = offering
  if (coverage.unknown.includes('paymentMethods')) return undefined
  const named = new Set(listedMethods(offering, query))
  const namesAll = named.size > 0 && catalogue.boundsComplete && !boundsAnyMethod(offering, query)
  return coverage.paymentMethods
    .filter(({ countries: places }) => places === null || places.includes(query.country))
    .filter(({ method }) => !namesAll || named.has(method))
    .map(({ method }) => listingOf(catalogue, method))
}

function boundsAnyMethod({ bounds }: Offering, { country, fiat }: Pick<TradeQuery, 'country' | 'fiat'>): boolean {
  return bounds.some(
    ({ currency, chainId, countries: places, paymentMethods: codes }) =>
      currency === fiat && chainId === null && codes === null && (places === null || places.includes(country)),
  )
}

/** The methods that the query accepts. */
export function acceptedMethods(
  methods: readonly ListedMethod[],
  { paymentMethod }: Pick<TradeQuery, 'paymentMethod'>,
): readonly ListedMethod[] {
  return paymentMethod === null ? methods : methods.filter((listing) => coversMethod(paymentMethod, listing))
}

/** How Meld lists a method; one that it does not list has no type. */
export function listingOf(catalogue: Catalogue, method: string): ListedMethod {
  return catalogue.methods.find((listing) => listing.method === method) ?? { method, type: null }
}

/** Judges the source amount by the bounds of each accepted method; one that admits it is enough. */
export function judgeByMethods(
  { catalogue }: Offering,
  methods: readonly ListedMethod[] | undefined,
  query: TradeQuery,
  bounds: readonly AmountBound[],
): BoundVerdict {
  const { paymentMethod, sourceAmount } = query
  const isMeant = (code: string) => paymentMethod === null || coversMethod(paymentMethod, listingOf(catalogue, code))
  const choices = methods?.map(({ method }) => boundsOfMethod(bounds, (code) => code === method)) ?? [
    boundsOfMethod(bounds, isMeant),
  ]
  let nearest: OutOfBounds | undefined
  for (const choice of choices) {
    const verdict = judgeAmount(sourceAmount, choice)
    if (verdict.kind === 'within') return verdict
    if (nearest === undefined || verdict.distance.lt(nearest.distance)) nearest = verdict
  }
  return nearest ?? { kind: 'within' }
}

function boundsOfMethod(bounds: readonly AmountBound[], isWanted: (code: string) => boolean): readonly AmountBound[] {
  return bounds.filter(({ paymentMethods: codes }) => codes === null || codes.some(isWanted))
}
