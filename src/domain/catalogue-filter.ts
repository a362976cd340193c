import type { Catalogue, ProviderCoverage } from './catalogue.ts'
import type { Direction } from './trade.ts'

/** What to narrow a catalogue to; a null narrows nothing. */
export interface CatalogueFilter {
  readonly country: string | null
  readonly direction: Direction | null
  readonly symbol: string | null
  readonly chainId: number | null
}

/**
 * The part of a catalogue that fits the filter: the providers and directions that do, each reduced to the country and
 * assets asked for and to the bounds and methods that still apply. Unknown parts exclude nobody.
 */
export function narrowCatalogue(catalogue: Catalogue, filter: CatalogueFilter): Catalogue {
  const coverage = catalogue.coverage.flatMap((item) => narrowCoverage(item, filter) ?? [])
  const served = new Set(coverage.map(nameOf))
  const methods = new Set(coverage.flatMap(({ paymentMethods }) => paymentMethods.map(({ method }) => method)))
  return {
    coverage,
    bounds: catalogue.bounds
      .filter(
        (bound) =>
          served.has(nameOf(bound)) &&
          (filter.country === null || bound.countries === null || bound.countries.includes(filter.country)) &&
          (bound.chainId === null || fitsAsset({ symbol: bound.currency, chainId: bound.chainId }, filter)),
      )
      .map((bound) => ({ ...bound, countries: filter.country === null ? bound.countries : [filter.country] })),
    boundsComplete: catalogue.boundsComplete,
    methods: catalogue.methods.filter(({ method }) => methods.has(method)),
  }
}

function narrowCoverage(item: ProviderCoverage, filter: CatalogueFilter): ProviderCoverage | undefined {
  const { country, direction } = filter
  if (direction !== null && item.direction !== direction) return undefined
  const countries = country === null ? item.countries : item.countries.filter((code) => code === country)
  const assets = item.assets.filter((asset) => fitsAsset(asset, filter))
  if (countries.length === 0 && country !== null && !item.unknown.includes('countries')) return undefined
  const asksAsset = filter.symbol !== null || filter.chainId !== null
  if (assets.length === 0 && asksAsset && !item.unknown.includes('assets')) return undefined
  const paymentMethods = item.paymentMethods.filter(
    (method) => country === null || method.countries === null || method.countries.includes(country),
  )
  return { ...item, countries, assets, paymentMethods }
}

function fitsAsset(asset: { readonly symbol: string; readonly chainId: number }, filter: CatalogueFilter): boolean {
  return (
    (filter.symbol === null || asset.symbol === filter.symbol) &&
    (filter.chainId === null || asset.chainId === filter.chainId)
  )
}

function nameOf({ serviceProvider, direction }: Pick<ProviderCoverage, 'serviceProvider' | 'direction'>): string {
  return `${serviceProvider} ${direction}`
}
