import Type from 'typebox'
import type { AmountBound } from '../domain/amount-bound.ts'
import { cryptoAssets, fiatAssets } from '../domain/asset-registry.ts'
import type { Catalogue, ProviderCoverage } from '../domain/catalogue.ts'
import type { CatalogueFilter } from '../domain/catalogue-filter.ts'
import { chains } from '../domain/chain.ts'
import { countries } from '../domain/country.ts'
import type { Direction } from '../domain/trade.ts'
import type { Wire } from './endpoint.ts'
import { linksOf, linkTo } from './hal.ts'
import { listPaymentMethods, PaymentMethodSchema } from './payment-methods.ts'
import { Decimal, DirectionName, explained, nullable } from './schema.ts'
import { Instant } from './timestamps.ts'

const path = '/v0/ramp/supported-values'
const directions = ['buy', 'sell'] as const

const sides = Type.Array(DirectionName)
const codes = Type.Array(Type.String())
const ofAny = nullable(codes, 'null: any')

/** What can be traded. */
export const SupportedValuesReply = Type.Object(
  {
    _links: linksOf(['self', 'sessions', 'quotes', 'assets']),
    fetched_at: explained(Instant, 'when the data was read'),
    stale: Type.Boolean({ description: 'true when a refresh is overdue' }),
    fiats: Type.Array(
      Type.Object({ symbol: Type.String(), name: Type.String(), decimals: Type.Integer(), directions: sides }),
      { description: 'the currencies' },
    ),
    assets: Type.Array(
      Type.Object({
        symbol: Type.String(),
        chain_id: Type.Integer(),
        name: Type.String(),
        contract_address: nullable(Type.String()),
        decimals: Type.Integer(),
        directions: sides,
      }),
      { description: 'the coins and tokens, each on a chain' },
    ),
    chains: Type.Array(Type.Object({ chain_id: Type.Integer(), name: Type.String() }), {
      description: 'their chains',
    }),
    countries: Type.Array(Type.Object({ country_code: Type.String() }), { description: 'where users may be' }),
    payment_methods: Type.Array(PaymentMethodSchema, {
      description: 'those that may be sent first, then the providers’ own',
    }),
    providers: Type.Array(
      Type.Object({
        service_provider: Type.String(),
        name: Type.String(),
        directions: sides,
        coverage: Type.Array(
          Type.Object({
            direction: DirectionName,
            country_codes: codes,
            fiats: codes,
            assets: Type.Array(Type.Object({ symbol: Type.String(), chain_id: Type.Integer() })),
            payment_method_types: Type.Array(Type.String(), { description: 'the provider’s own codes' }),
            unknown: Type.Array(Type.Enum(['country_codes', 'assets', 'fiats', 'payment_method_types']), {
              description: 'the parts that could not be read: their lists say nothing',
            }),
          }),
        ),
      }),
      {
        description:
          'who serves any of it; `coverage` tells by direction what, and `unknown` which of its lists could not be read and say nothing',
      },
    ),
    limits: Type.Array(
      Type.Object({
        service_provider: Type.String(),
        direction: DirectionName,
        symbol: Type.String(),
        chain_id: nullable(Type.Integer(), 'null for an amount in fiat, which sells mostly have too'),
        minimum_amount: nullable(Decimal),
        maximum_amount: nullable(Decimal),
        country_codes: ofAny,
        payment_method_types: ofAny,
      }),
      { description: 'the bounds on amounts: one entry for every country and method named with the same figures' },
    ),
    limits_complete: Type.Boolean({ description: 'false when a list of limits could not be read' }),
  },
  { title: 'SupportedValues' },
)

type Reply = Wire<typeof SupportedValuesReply>

/** A catalogue that the filter has narrowed, with its age. */
export interface SupportedValues {
  readonly filter: CatalogueFilter
  readonly catalogue: Catalogue
  readonly fetchedAt: number
  readonly stale: boolean
}

/** The body of `GET /v0/ramp/supported-values`. Instants are epoch milliseconds; every list has an order of its own. */
export function supportedValuesReply({
  filter,
  catalogue,
  fetchedAt,
  stale,
}: SupportedValues): Wire<typeof SupportedValuesReply> {
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

function listProviders(coverage: readonly ProviderCoverage[]): Reply['providers'] {
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

function limitMembers(bound: AmountBound): Reply['limits'][number] {
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

function supportedValuesLinks({ country, direction, symbol, chainId }: CatalogueFilter): Reply['_links'] {
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
