import { type Direction, findFiat, methodsOf, servesAsset, servesCountry, servesFiat } from './catalogue.ts'
import { CRYPTO_ASSETS } from './data/assets.ts'
import { COUNTRIES } from './data/countries.ts'
import { FIAT_CURRENCIES } from './data/fiats.ts'
import { PAYMENT_METHODS, type PaymentMethod } from './data/payment-methods.ts'
import type { Provider } from './data/providers.ts'
import { decimal, larger, roundDown, roundUp, wireNumber } from './decimal.ts'
import {
  categoriesOf,
  directionOf,
  flagUrl,
  listedProviders,
  methodLogo,
  providerLogos,
  symbolUrl,
} from './discovery.ts'
import { fiatLimits, fiatPerCrypto } from './pricing.ts'
import { type Call, ok, type Reply, type WireRoute, type World } from './world.ts'

const BASE = '/service-providers'

/** The older, deprecated discovery family that production wallets still use (docs/meld.md, discovery): bare arrays. */
export const serviceProviderRoutes: readonly WireRoute[] = [
  route('', providers),
  route('/properties/countries', countries),
  route('/properties/fiat-currencies', fiatCurrencies),
  route('/properties/crypto-currencies', cryptoCurrencies),
  route('/properties/payment-methods', paymentMethods),
  route('/properties/defaults/by-country', defaultsByCountry),
  route('/limits/fiat-currency-purchases', purchaseLimits),
  route('/limits/crypto-currency-sells', sellLimits),
]

function route(path: string, run: (world: World, call: Call) => Reply): WireRoute {
  return { method: 'GET', url: `${BASE}${path}`, key: 'required', run }
}

/** The csv list at `name`, or undefined when it is absent or empty. */
function listAt(query: Call['query'], name: string): readonly string[] | undefined {
  const text = query[name]
  return text === undefined || text === '' ? undefined : text.split(',').map((item) => item.trim())
}

function wants(list: readonly string[] | undefined, value: string): boolean {
  return list === undefined || list.includes(value)
}

/** The providers a query is about, each with a direction it asks for. */
function scope(query: Call['query']): readonly { provider: Provider; direction: Direction }[] {
  const statuses = listAt(query, 'statuses') ?? ['LIVE', 'RECENTLY_ADDED']
  if (!statuses.includes('LIVE')) return []
  const categories = listAt(query, 'categories') ?? ['CRYPTO_ONRAMP', 'CRYPTO_OFFRAMP']
  return categories.flatMap((category) => {
    const direction = directionOf(category)
    const listed = listedProviders(query.serviceProviders || undefined, direction)
    return direction === undefined ? [] : listed.map((provider) => ({ provider, direction }))
  })
}

function providersIn(query: Call['query']): readonly Provider[] {
  return [...new Set(scope(query).map(({ provider }) => provider))]
}

function providers(_world: World, { query }: Call): Reply {
  return ok(
    providersIn(query).map((provider) => {
      const categories = categoriesOf(provider)
      return {
        serviceProvider: provider.code,
        name: provider.name,
        status: 'LIVE',
        categories,
        categoryStatuses: Object.fromEntries(categories.map((category) => [category, 'LIVE'])),
        websiteUrl: provider.website,
        customerSupportUrl: `${provider.website}/support`,
        logos: providerLogos(provider.code),
      }
    }),
  )
}

function countries(_world: World, { query }: Call): Reply {
  const listed = providersIn(query)
  const wanted = listAt(query, 'countries')
  const served = COUNTRIES.filter(
    ({ code }) => wants(wanted, code) && listed.some((provider) => servesCountry(provider, code)),
  )
  return ok(
    served.map(({ code, name, regions }) => ({ countryCode: code, name, flagImageUrl: flagUrl(code), regions })),
  )
}

function fiatCurrencies(_world: World, { query }: Call): Reply {
  const listed = providersIn(query)
  const inCountries = listAt(query, 'countries')
  const own = inCountries && COUNTRIES.filter(({ code }) => inCountries.includes(code)).map((item) => item.currencyCode)
  const wanted = listAt(query, 'fiatCurrencies')
  const served = FIAT_CURRENCIES.filter(
    ({ code }) => wants(wanted, code) && wants(own, code) && listed.some((provider) => servesFiat(provider, code)),
  )
  return ok(served.map(({ code, name }) => ({ currencyCode: code, name, symbolImageUrl: symbolUrl('fiat', code) })))
}

function cryptoCurrencies(_world: World, { query }: Call): Reply {
  const inCountries = listAt(query, 'countries')
  const listed = providersIn(query).filter(
    (provider) => inCountries === undefined || inCountries.some((code) => servesCountry(provider, code)),
  )
  const chains = listAt(query, 'cryptoChains')
  const codes = listAt(query, 'cryptoCurrencies')
  const served = CRYPTO_ASSETS.filter(
    ({ code, chainCode }) =>
      wants(codes, code) && wants(chains, chainCode) && listed.some((provider) => servesAsset(provider, code)),
  )
  return ok(
    served.map((asset) => ({
      currencyCode: asset.code,
      name: asset.name,
      chainCode: asset.chainCode,
      chainName: asset.chainName,
      chainId: asset.chainId,
      contractAddress: asset.contract,
      symbolImageUrl: symbolUrl('crypto', asset.code),
    })),
  )
}

function paymentMethods(_world: World, { query }: Call): Reply {
  const inCountries = listAt(query, 'countries')
  const fiats = listAt(query, 'fiatCurrencies')
  const served = new Set<string>()
  for (const { provider, direction } of scope(query)) {
    for (const country of COUNTRIES) {
      if (!wants(inCountries, country.code)) continue
      for (const fiat of fiats ?? [country.currencyCode, 'EUR', 'USD']) {
        for (const { code } of methodsOf(provider, direction, country.code, fiat)) served.add(code)
      }
    }
  }
  const wanted = listAt(query, 'paymentMethodTypes')
  const listed = PAYMENT_METHODS.filter(
    ({ code, type }) => served.has(code) && (wants(wanted, code) || wants(wanted, type)),
  )
  return ok(
    listed.map((method) => ({
      paymentMethod: method.code,
      name: method.name,
      paymentType: oldPaymentType(method),
      logos: methodLogo(method.code),
    })),
  )
}

/** The older family counts ACH and SEPA as types of their own. */
function oldPaymentType(method: PaymentMethod): string {
  if (method.code === 'ACH') return 'ACH'
  return method.code.startsWith('SEPA') ? 'SEPA' : method.type
}

function defaultsByCountry(_world: World, { query }: Call): Reply {
  const wanted = listAt(query, 'countries')
  const isSell = listAt(query, 'categories')?.includes('CRYPTO_OFFRAMP') === true
  const served = COUNTRIES.filter(({ code }) => wants(wanted, code))
  return ok(
    served.map(({ code, currencyCode, buyMethods, sellMethods }) => ({
      countryCode: code,
      defaultCurrencyCode: currencyCode,
      defaultPaymentMethods: isSell ? sellMethods : buyMethods,
    })),
  )
}

function purchaseLimits(_world: World, { query }: Call): Reply {
  const wanted = listAt(query, 'fiatCurrencies')
  const listed = listedProviders(query.serviceProviders || undefined, 'buy')
  return ok(
    FIAT_CURRENCIES.filter(({ code }) => wants(wanted, code)).flatMap((fiat) => {
      const own = listed.filter((provider) => servesFiat(provider, fiat.code))
      const limits = own.map((provider) => ({ provider, ...fiatLimits(provider, 'buy', fiat) }))
      return limits.length === 0 ? [] : [renderLimits(fiat.code, fiat.decimals, limits, query)]
    }),
  )
}

/** Sell limits are in the crypto sold. Prices are taken in US dollars. */
function sellLimits(world: World, { query }: Call): Reply {
  const wanted = listAt(query, 'cryptoCurrencies')
  const usd = findFiat('USD')
  const [method] = PAYMENT_METHODS
  if (usd === undefined || method === undefined) return ok([])
  const listed = listedProviders(query.serviceProviders || undefined, 'sell')
  return ok(
    CRYPTO_ASSETS.filter(({ code }) => wants(wanted, code)).flatMap((asset) => {
      const own = listed.filter((provider) => servesAsset(provider, asset.code))
      const limits = own.map((provider) => {
        const terms = { seed: world.seed, direction: 'sell', provider, method, fiat: usd, asset } as const
        const rate = fiatPerCrypto(terms)
        const { min, max } = fiatLimits(provider, 'sell', usd)
        return { provider, min: min.div(rate), max: max.div(rate) }
      })
      if (limits.length === 0) return []
      return [{ ...renderLimits(asset.code, Math.min(asset.decimals, 8), limits, query), chainCode: asset.chainCode }]
    }),
  )
}

type ProviderLimits = { readonly provider: Provider } & ReturnType<typeof fiatLimits>

function renderLimits(code: string, decimals: number, limits: readonly ProviderLimits[], query: Call['query']) {
  // Both inwards: an amount at a published limit is accepted.
  const minimum = (value: ProviderLimits['min']) => wireNumber(roundUp(value, decimals))
  const maximum = (value: ProviderLimits['max']) => wireNumber(roundDown(value, decimals))
  const [first] = limits
  const start = first?.min ?? decimal(0)
  const lowest = limits.reduce((least, { min }) => (min.lt(least) ? min : least), start)
  const highest = limits.reduce((most, { max }) => larger(most, max), decimal(0))
  const byProvider = limits.map(({ provider, min, max }) => [
    provider.code,
    { defaultAmount: null, minimumAmount: minimum(min), maximumAmount: maximum(max) },
  ])
  return {
    currencyCode: code,
    defaultAmount: null,
    minimumAmount: minimum(lowest),
    maximumAmount: maximum(highest),
    ...(query.includeDetails === 'true' ? { serviceProviderDetails: Object.fromEntries(byProvider) } : {}),
  }
}
