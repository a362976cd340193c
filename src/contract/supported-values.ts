import Type from 'typebox'
import type { AmountBound } from '../domain/amount-bound.ts'
import { guessSymbols } from '../domain/asset-names.ts'
import { cryptoAssets, fiatAssets } from '../domain/asset-registry.ts'
import type { Catalogue, ProviderCoverage } from '../domain/catalogue.ts'
import type { CatalogueFilter } from '../domain/catalogue-filter.ts'
import { chains } from '../domain/chain.ts'
import { countries } from '../domain/country.ts'
import { didYouMean, nearestWords } from '../domain/near-miss.ts'
import type { Direction } from '../domain/trade.ts'
import { oneOf } from './choice.ts'
import { type FieldValues, optional, type Reader } from './field.ts'
import { type Links, linkTo } from './hal.ts'
import { listPaymentMethods } from './payment-methods.ts'
import { chainIdText, country, symbol } from './trade-fields.ts'

const path = '/v0/ramp/supported-values'
const symbols = [...new Set(cryptoAssets.map(({ symbol }) => symbol))]

const directions = ['buy', 'sell'] as const
const directionWords: Readonly<Record<Direction, readonly string[]>> = {
  buy: ['onramp', 'purchase', 'crypto purchase'],
  sell: ['offramp', 'sale', 'crypto sell'],
}

const direction = oneOf(directions, ' for both', (text) =>
  directions.filter((word) => nearestWords(text, [word, ...directionWords[word]]).length > 0),
)

const cryptoSymbol: Reader<string> = {
  read: (value, choices) => {
    const read = symbol.read(value, choices)
    if ('fault' in read) return read
    const found = symbols.find((known) => known === read.value.trim().toUpperCase())
    return found === undefined
      ? { fault: `${guessedSymbol(read.value)}Send the symbol of a crypto asset: ${symbols.join(', ')}.` }
      : { value: found }
  },
  schema: Type.String({ pattern: `^\\s*(${symbols.map(inAnyCase).join('|')})\\s*$`, maxLength: 32 }),
}

/** A pattern that is matched by the letters in any case: JSON Schema's own knows no such flag. */
function inAnyCase(word: string): string {
  return word.replaceAll(/[A-Z]/g, (letter) => `[${letter}${letter.toLowerCase()}]`)
}

function guessedSymbol(text: string): string {
  const meant = guessSymbols(text).filter((known) => symbols.includes(known))
  return meant.length === 0 ? '' : `${didYouMean(meant)} `
}

/** The query of `GET /v0/ramp/supported-values`. */
export const supportedValuesParameters = {
  country_code: optional(country, 'one of 43 ISO 3166-1 codes'),
  direction: optional(direction, '`buy` or `sell`'),
  asset: optional(cryptoSymbol, 'a crypto symbol, such as `USDC`'),
  chain_id: optional(chainIdText, 'a chain’s id'),
}

/** What a query narrows the catalogue to. */
export function catalogueFilterOf(query: FieldValues<typeof supportedValuesParameters>): CatalogueFilter {
  return { country: query.country_code, direction: query.direction, symbol: query.asset, chainId: query.chain_id }
}

/** A catalogue that the filter has narrowed, with its age. */
export interface SupportedValues {
  readonly filter: CatalogueFilter
  readonly catalogue: Catalogue
  readonly fetchedAt: number
  readonly stale: boolean
}

/** The body of `GET /v0/ramp/supported-values`. Instants are epoch milliseconds; every list has an order of its own. */
export function supportedValuesReply({ filter, catalogue, fetchedAt, stale }: SupportedValues) {
  const { coverage, bounds, boundsComplete } = catalogue
  const assets = listAssets(coverage)
  const chainIds = new Set(assets.map(({ chain_id }) => chain_id))
  const countryCodes = new Set(coverage.flatMap((item) => item.countries))
  return {
    _links: supportedValuesLinks(filter),
    fetched_at: fetchedAt,
    stale,
    fiats: listFiats(coverage),
    assets,
    chains: chains.filter(({ id }) => chainIds.has(id)).map(({ id, name }) => ({ chain_id: id, name })),
    countries: countries.filter((code) => countryCodes.has(code)).map((code) => ({ country_code: code })),
    payment_methods: listPaymentMethods(catalogue.methods),
    providers: listProviders(coverage),
    limits: bounds.map(limitMembers),
    limits_complete: boundsComplete,
  }
}

function listFiats(coverage: readonly ProviderCoverage[]) {
  return fiatAssets.flatMap(({ symbol, name, decimals }) => {
    const directions = directionsOf(coverage.filter(({ fiats }) => fiats.includes(symbol)))
    return directions.length === 0 ? [] : [{ symbol, name, decimals, directions }]
  })
}

function listAssets(coverage: readonly ProviderCoverage[]) {
  return cryptoAssets.flatMap(({ symbol, name, chainId, contract, decimals }) => {
    const directions = directionsOf(
      coverage.filter(({ assets }) => assets.some((asset) => asset.symbol === symbol && asset.chainId === chainId)),
    )
    if (directions.length === 0) return []
    return [{ symbol, chain_id: chainId, name, contract_address: contract, decimals, directions }]
  })
}

function listProviders(coverage: readonly ProviderCoverage[]) {
  const names = new Map(coverage.map(({ serviceProvider, name }) => [serviceProvider, name]))
  return [...names].map(([serviceProvider, name]) => {
    const own = coverage.filter((item) => item.serviceProvider === serviceProvider)
    return {
      service_provider: serviceProvider,
      name,
      directions: directionsOf(own),
      coverage: own.map(coverageMembers),
    }
  })
}

function coverageMembers({ direction, countries, fiats, assets, paymentMethods, unknown }: ProviderCoverage) {
  return {
    direction,
    country_codes: countries,
    fiats,
    assets: assets.map(({ symbol, chainId }) => ({ symbol, chain_id: chainId })),
    payment_method_types: paymentMethods.map(({ method }) => method),
    unknown: unknown.map((part) => partNames[part]),
  }
}

const partNames = {
  countries: 'country_codes',
  assets: 'assets',
  fiats: 'fiats',
  paymentMethods: 'payment_method_types',
} as const

function limitMembers(bound: AmountBound) {
  return {
    service_provider: bound.serviceProvider,
    direction: bound.direction,
    symbol: bound.currency,
    chain_id: bound.chainId,
    minimum_amount: bound.minimum,
    maximum_amount: bound.maximum,
    country_codes: bound.countries,
    payment_method_types: bound.paymentMethods,
  }
}

function directionsOf(coverage: readonly ProviderCoverage[]): Direction[] {
  return directions.filter((direction) => coverage.some((item) => item.direction === direction))
}

function supportedValuesLinks({ country, direction, symbol, chainId }: CatalogueFilter): Links {
  const query = new URLSearchParams({
    ...(country !== null && { country_code: country }),
    ...(direction !== null && { direction }),
    ...(symbol !== null && { asset: symbol }),
    ...(chainId !== null && { chain_id: String(chainId) }),
  }).toString()
  return {
    self: linkTo(query === '' ? path : `${path}?${query}`),
    sessions: linkTo('/v0/ramp/sessions', 'POST'),
    quotes: { href: `/v0/ramp/quotes?${quoteVariables}`, templated: true },
    assets: linkTo('/v0/assets'),
  }
}

const quoteVariables = ['source_amount', 'from_asset', 'to_asset', 'chain_id', 'country_code']
  .map((name) => `${name}={${name}}`)
  .join('&')
