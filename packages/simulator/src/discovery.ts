import {
  type Direction,
  findAsset,
  findCountry,
  findFiat,
  methodsOf,
  servesAsset,
  servesCountry,
  servesDirection,
  servesFiat,
} from './catalogue.ts'
import { CRYPTO_ASSETS, type CryptoAsset } from './data/assets.ts'
import { COUNTRIES, type Country } from './data/countries.ts'
import { FIAT_CURRENCIES, type FiatCurrency } from './data/fiats.ts'
import { PAYMENT_METHODS, type PaymentMethod } from './data/payment-methods.ts'
import { PROVIDERS, type Provider } from './data/providers.ts'
import { decimal, roundDown, wireNumber } from './decimal.ts'
import { MeldRefusal, notFound } from './errors.ts'
import type { JsonRecord } from './json.ts'
import { fiatLimits } from './pricing.ts'
import { type Call, ok, type Reply, type WireRoute, type World } from './world.ts'

const BASE = '/network-partner'
const IMAGES = 'https://cdn.meld.io'

/** The Network Partner family of discovery (docs/meld.md, discovery); works with or without a key. */
export const discoveryRoutes: readonly WireRoute[] = [
  route('/supported/countries', countries),
  route('/defaults/:country/:category', defaults),
  route('/supported/currencies', currencies),
  route('/supported/payment-methods', paymentMethods),
  route('/supported/routes/:category/:country/:source/:destination', routes),
  route('/supported/partners', () => ok(PROVIDERS.map(renderPartner))),
  route('/supported/fiat-limits', limits),
  route('/supported/kyc-limits', kycLimits),
]

function route(path: string, run: (world: World, call: Call) => Reply): WireRoute {
  return { method: 'GET', url: `${BASE}${path}`, key: 'optional', run }
}

/** The direction a category stands for; undefined for categories the simulator has nothing in. */
export function directionOf(category: string | undefined): Direction | undefined {
  if (category === undefined || category === 'CRYPTO_ONRAMP') return 'buy'
  return category === 'CRYPTO_OFFRAMP' ? 'sell' : undefined
}

/** The providers of a comma separated list (all when absent) that work in the direction. */
export function listedProviders(list: string | undefined, direction: Direction | undefined): readonly Provider[] {
  if (direction === undefined) return []
  const asked = list?.split(',').map((code) => code.trim().toUpperCase())
  return PROVIDERS.filter(
    (provider) => servesDirection(provider, direction) && (asked?.includes(provider.code) ?? true),
  )
}

function countries(_world: World, { query }: Call): Reply {
  const providers = listedProviders(query.partners, directionOf(query.category))
  const served = COUNTRIES.filter(({ code }) => providers.some((provider) => servesCountry(provider, code)))
  return ok({
    countries: served.map(({ code, name }) => ({ countryCode: code, name, flag: flagUrl(code), subdivisions: [] })),
  })
}

/** There are no off-ramp defaults: 404 for every country (seen on the real API). */
function defaults(_world: World, { params }: Call): Reply {
  const country = findCountry(params.country ?? '')
  if (params.category !== 'CRYPTO_ONRAMP' || country === undefined) throw notFound()
  const { code, currencyCode, buyMethods } = country
  return ok({ countryCode: code, category: params.category, currencyCode, paymentMethods: buyMethods })
}

function currencies(_world: World, { query }: Call): Reply {
  const type = query.type ?? 'CRYPTO'
  if (type === 'FIAT' && query.network !== undefined) {
    const body = 'network is only supported for CRYPTO searches'
    throw new MeldRefusal({ status: 400, code: 'BAD_REQUEST', message: body, body })
  }
  const providers = listedProviders(query.partner, directionOf(query.category)).filter(
    (provider) => query.country === undefined || servesCountry(provider, query.country, query.subdivision),
  )
  if (type === 'FIAT') {
    const served = FIAT_CURRENCIES.filter(({ code }) => providers.some((provider) => servesFiat(provider, code)))
    return ok({ currencies: served.map(renderFiat) })
  }
  const served = CRYPTO_ASSETS.filter(
    (asset) =>
      providers.some((provider) => servesAsset(provider, asset.code)) &&
      (query.network === undefined || query.network === asset.chainCode) &&
      (query.providerCurrencyCode === undefined || query.providerCurrencyCode === asset.code),
  )
  return ok({ currencies: served.map(renderAsset) })
}

function paymentMethods(_world: World, { query }: Call): Reply {
  const direction = directionOf(query.category) ?? 'buy'
  const served = COUNTRIES.filter(({ code }) => query.country === undefined || code === query.country)
  return ok(
    served.flatMap((country) => {
      const fiats = fiatsToTry(country, query.currencyCode)
      const providers = listedProviders(query.partners, directionOf(query.category))
      const codes = new Set(
        providers.flatMap((provider) =>
          fiats.flatMap((fiat) => methodsOf(provider, direction, country.code, fiat).map(({ code }) => code)),
        ),
      )
      const methods = PAYMENT_METHODS.filter(({ code }) => codes.has(code))
      const ofType = methods.filter(({ type }) => query.paymentType === undefined || type === query.paymentType)
      return ofType.map((method) => renderMethod(country, method))
    }),
  )
}

function fiatsToTry(country: Country, asked: string | undefined): readonly string[] {
  return asked === undefined ? [...new Set([country.currencyCode, 'EUR', 'USD'])] : [asked]
}

/** Sell corridors have the legs swapped: source is the asset. Crossed legs give an empty list, not an error. */
function routes(_world: World, { params, query }: Call): Reply {
  const direction = directionOf(params.category)
  const [source, destination] = [params.source ?? '', params.destination ?? '']
  const fiat = findFiat(direction === 'sell' ? destination : source)
  const asset = findAsset(direction === 'sell' ? source : destination)
  const country = params.country ?? ''
  if (direction === undefined || fiat === undefined || asset === undefined) return ok([])
  const providers = listedProviders(query.partners, direction).filter(
    (provider) => servesCountry(provider, country, query.subdivision) && servesAsset(provider, asset.code),
  )
  const rendered = providers.map((provider) => {
    const methods = methodsOf(provider, direction, country, fiat.code).filter(
      ({ code, type }) =>
        (query.paymentMethod === undefined || query.paymentMethod === code) &&
        (query.paymentType === undefined || query.paymentType === type),
    )
    const limits = renderLimits(provider, direction, fiat)
    return {
      partner: provider.code,
      source,
      destination,
      paymentMethods: methods.map((method) => ({
        paymentType: method.type,
        name: method.code,
        partnerMethodName: method.name,
        limits: { currencyCode: fiat.code, ...limits },
        logo: methodLogo(method.code),
        headlessSupported: false,
      })),
      kycLimits: [],
    }
  })
  return ok(rendered.filter(({ paymentMethods }) => paymentMethods.length > 0))
}

function limits(_world: World, { query }: Call): Reply {
  const rows = corridors(query).map(({ provider, direction, country, fiat, method }) => ({
    provider: provider.code,
    category: categoryOf(direction),
    countryCode: country.code,
    currencyCode: fiat.code,
    paymentMethod: method.code,
    ...renderLimits(provider, direction, fiat),
  }))
  return ok({ fiatLimits: rows })
}

interface Corridor {
  readonly provider: Provider
  readonly direction: Direction
  readonly country: Country
  readonly fiat: FiatCurrency
  readonly method: PaymentMethod
}

/** Every provider, country and method in the country's own currency, narrowed by the query. */
function corridors(query: Call['query']): readonly Corridor[] {
  const wanted = (name: string, value: string): boolean => query[name] === undefined || query[name] === value
  const found: Corridor[] = []
  for (const direction of ['buy', 'sell'] as const) {
    if (!wanted('category', categoryOf(direction))) continue
    for (const provider of listedProviders(query.provider ?? query.partners, direction)) {
      for (const country of COUNTRIES) {
        const fiat = findFiat(country.currencyCode)
        if (fiat === undefined || !wanted('countryCode', country.code) || !wanted('country', country.code)) continue
        for (const method of methodsOf(provider, direction, country.code, fiat.code)) {
          found.push({ provider, direction, country, fiat, method })
        }
      }
    }
  }
  return found
}

function kycLimits(_world: World, { query }: Call): Reply {
  const rows = listedProviders(query.provider ?? query.partners, 'buy').flatMap((provider) =>
    COUNTRIES.filter(({ code }) => servesCountry(provider, code)).map((country) => {
      const fiat = findFiat(country.currencyCode)
      const max = fiat === undefined ? decimal(0) : fiatLimits(provider, 'buy', fiat).max
      return {
        provider: provider.code,
        category: 'CRYPTO_ONRAMP',
        countryCode: country.code,
        limitType: 'TRANSACTION',
        currencyCode: country.currencyCode,
        level1: provider.lowKyc ? wireNumber(roundDown(max.div(20), 0)) : null,
        level2: wireNumber(roundDown(max.div(2), 0)),
        level3: wireNumber(max),
      }
    }),
  )
  return ok({ kycLimits: rows })
}

/** Meld's name for a direction. */
export function categoryOf(direction: Direction): string {
  return direction === 'buy' ? 'CRYPTO_ONRAMP' : 'CRYPTO_OFFRAMP'
}

function renderLimits(provider: Provider, direction: Direction, fiat: FiatCurrency): JsonRecord {
  const { min, max } = fiatLimits(provider, direction, fiat)
  return { min: wireNumber(min), max: wireNumber(max) }
}

function renderFiat({ code, name, decimals }: FiatCurrency): JsonRecord {
  return { currencyCode: code, name, decimalPlaces: decimals, type: 'FIAT', symbol: symbolUrl('fiat', code) }
}

function renderAsset(asset: CryptoAsset): JsonRecord {
  return {
    currencyCode: asset.code,
    name: asset.name,
    decimalPlaces: asset.decimals,
    type: 'CRYPTO',
    symbol: symbolUrl('crypto', asset.code),
    chainCode: asset.chainCode,
    chainId: asset.chainId,
    contract: asset.contract,
  }
}

function renderMethod(country: Country, method: PaymentMethod): JsonRecord {
  return {
    countryCode: country.code,
    providerMethod: method.code.toLowerCase(),
    method: method.code,
    name: method.name,
    type: method.type,
    logo: methodLogo(method.code),
    headlessSupported: false,
    cardRenderMode: null,
  }
}

function renderPartner(provider: Provider): JsonRecord {
  const categories = categoriesOf(provider)
  return {
    serviceProvider: provider.code,
    name: provider.name,
    status: 'LIVE',
    categories,
    capabilities: categories.map((category) => ({ category, domains: [], status: 'LIVE' })),
    url: provider.website,
    logo: providerLogos(provider.code),
    headless: { supported: false, kycMode: 'NONE', uiCustomization: false },
  }
}

/** The categories a provider is listed under. */
export function categoriesOf(provider: Provider): readonly string[] {
  return servesDirection(provider, 'sell') ? ['CRYPTO_ONRAMP', 'CRYPTO_OFFRAMP'] : ['CRYPTO_ONRAMP']
}

export function flagUrl(country: string): string {
  return `${IMAGES}/images-country/${country}/flag.svg`
}

export function symbolUrl(kind: 'fiat' | 'crypto', code: string): string {
  return `${IMAGES}/images-currency/${kind}/${code}/symbol.png`
}

export function methodLogo(code: string): JsonRecord {
  const base = `${IMAGES}/images-paymentmethod/${code}`
  return { dark: `${base}/logo_dark.png`, light: `${base}/logo_light.png` }
}

export function providerLogos(code: string): JsonRecord {
  const base = `${IMAGES}/images-serviceprovider/${code}`
  return {
    dark: `${base}/logo_dark.png`,
    light: `${base}/logo_light.png`,
    darkShort: `${base}/short_logo_dark.png`,
    lightShort: `${base}/short_logo_light.png`,
  }
}
