import Big from 'big.js'
import { type Amount, amountDecimalsMax, compareAmounts } from './amount.ts'
import { type AmountBound, isPossible, roundInward } from './amount-bound.ts'
import { cryptoAssets, fiatAssets } from './asset-registry.ts'
import type { Catalogue } from './catalogue.ts'
import { countries } from './country.ts'
import {
  acceptedMethods,
  boundsOfSource,
  hasAsset,
  judgeByMethods,
  listedCountries,
  listedMethods,
  listingOf,
  methodsFor,
  type Offering,
  type TradeQuery,
} from './offering.ts'
import {
  coversMethod,
  isBroad,
  methodAliases,
  methodTypes,
  type PaymentMethod,
  paymentMethods,
} from './payment-method.ts'
import type { Limit, NearestChange } from './quote.ts'

/**
 * How the amount of a query must change for it to be served as to country and method; empty when it fits already.
 * Undefined unless everything is known: the country, the asset, the currency, a method that is listed by name for both
 * country and currency, and bounds on the amount.
 */
export function changeOfAmount(offering: Offering, query: TradeQuery): Pick<NearestChange, 'sourceAmount'> | undefined {
  const { catalogue, coverage } = offering
  if ((['countries', 'assets', 'fiats'] as const).some((part) => coverage.unknown.includes(part))) return undefined
  const { country, fiat } = query
  if (!coverage.countries.includes(country) || !coverage.fiats.includes(fiat) || !hasAsset(coverage, query)) {
    return undefined
  }
  const bounds = boundsOfSource(offering, query)
  const trusted = (query.direction === 'sell' ? bounds.map(drawIn) : bounds).filter(isPossible)
  const allowed = methodsFor(offering, query)
  const named = acceptedMethods(
    [...new Set(listedMethods(offering, query))].map((method) => listingOf(catalogue, method)),
    query,
  ).filter(
    ({ method }) =>
      (allowed === undefined || allowed.some((listing) => listing.method === method)) &&
      // Without bounds on this amount nobody knows whether it would be accepted.
      trusted.some(({ paymentMethods: codes }) => codes === null || codes.includes(method)),
  )
  if (named.length === 0) return undefined
  const verdict = judgeByMethods(offering, named, query, trusted)
  if (verdict.kind === 'within') return {}
  const sourceAmount = roundInward(verdict, sourceDecimals(query))
  if (sourceAmount === undefined) return undefined
  const moved = judgeByMethods(offering, named, { ...query, sourceAmount }, trusted)
  return moved.kind === 'within' ? { sourceAmount } : undefined
}

/**
 * The amount to propose at a limit on the source amount: one that fits the currency's decimals and, on a sell, is well
 * inside the limit. Undefined when there is none.
 */
export function amountNearLimit(kind: Limit['kind'], limit: Amount, query: TradeQuery): Amount | undefined {
  const kept = query.direction === 'sell' ? keepAway(kind, limit) : limit
  const rounded = kept && roundInward({ kind, limit: kept }, sourceDecimals(query))
  // As it was written, where nothing had to be rounded.
  return rounded !== undefined && compareAmounts(rounded, limit) === 0 ? limit : rounded
}

/**
 * A proposed amount is inside a bound on a sell by this share of it. Providers bound sells in the fiat currency that is
 * paid out; the figure in crypto is converted at a price that has moved since, and often from another currency.
 */
const sellMargin = new Big('0.1')

function keepAway(kind: Limit['kind'], limit: Amount): Amount | undefined {
  const margin = sellMargin.times(limit)
  const kept = kind === 'minimum' ? margin.plus(limit) : new Big(limit).minus(margin)
  return roundInward({ kind, limit: kept }, amountDecimalsMax)
}

/** A bound on a sell, narrowed by the margin. */
function drawIn(bound: AmountBound): AmountBound {
  return {
    ...bound,
    minimum: bound.minimum && (keepAway('minimum', bound.minimum) ?? bound.minimum),
    maximum: bound.maximum && (keepAway('maximum', bound.maximum) ?? bound.maximum),
  }
}

function sourceDecimals({ direction, fiat, symbol, chainId }: TradeQuery): number {
  const asset =
    direction === 'buy'
      ? fiatAssets.find((known) => known.symbol === fiat)
      : cryptoAssets.find((known) => known.symbol === symbol && known.chainId === chainId)
  return asset?.decimals ?? amountDecimalsMax
}

/** The accepted names to propose, the most specific first; no aliases. */
const proposals: readonly PaymentMethod[] = [
  ...paymentMethods.filter((name) => methodAliases[name] === undefined && !isBroad(name)),
  ...methodTypes,
]

/** Another method, preferably of the same broad type, then one that takes the amount unchanged. */
export function nearestMethod(offering: Offering, query: TradeQuery): NearestChange | undefined {
  const type = query.paymentMethod === null ? null : broadTypeOf(offering.catalogue, query.paymentMethod)
  const names = listedMethods(offering, query).map((method) => listingOf(offering.catalogue, method))
  const related = names.filter((listing) => type !== null && listing.type === type)
  let withAmount: NearestChange | undefined
  for (const group of [related, names]) {
    for (const paymentMethod of proposals) {
      if (!group.some((listing) => coversMethod(paymentMethod, listing))) continue
      const change = changeOfAmount(offering, { ...query, paymentMethod })
      if (change === undefined) continue
      if (change.sourceAmount === undefined) return { paymentMethod }
      withAmount ??= { ...change, paymentMethod }
    }
  }
  return withAmount
}

function broadTypeOf(catalogue: Catalogue, name: PaymentMethod): string | null {
  const meant = methodAliases[name] ?? name
  return isBroad(meant) ? meant : listingOf(catalogue, meant).type
}

/** Another country, preferably one where nothing else has to change, then one where only the amount has to. */
export function nearestCountry(offering: Offering, query: TradeQuery): NearestChange | undefined {
  let withAmount: NearestChange | undefined
  let withMethod: NearestChange | undefined
  // Narrowed first, since most currencies are listed for a few countries only.
  const named = listedCountries(offering, query)
  for (const country of countries) {
    if (!named.has(country) || !offering.coverage.countries.includes(country)) continue
    const moved = { ...query, country }
    const change = changeOfAmount(offering, moved)
    if (change === undefined) {
      const method = withMethod === undefined ? nearestMethod(offering, moved) : undefined
      if (method !== undefined) withMethod = { ...method, country }
    } else if (change.sourceAmount === undefined) {
      return { country }
    } else {
      withAmount ??= { ...change, country }
    }
  }
  return withAmount ?? withMethod
}
