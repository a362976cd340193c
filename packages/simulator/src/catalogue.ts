import { CRYPTO_ASSETS, type CryptoAsset } from './data/assets.ts'
import { COUNTRIES, type Country } from './data/countries.ts'
import { FIAT_CURRENCIES, type FiatCurrency } from './data/fiats.ts'
import { PAYMENT_METHODS, PAYMENT_TYPES, type PaymentMethod } from './data/payment-methods.ts'
import { PROVIDERS, type Provider } from './data/providers.ts'

/** The way money goes: `buy` is fiat to crypto. */
export type Direction = 'buy' | 'sell'

const assets = new Map(CRYPTO_ASSETS.map((asset) => [asset.code, asset]))
const fiats = new Map(FIAT_CURRENCIES.map((fiat) => [fiat.code, fiat]))
const countries = new Map(COUNTRIES.map((country) => [country.code, country]))
const methods = new Map(PAYMENT_METHODS.map((method) => [method.code, method]))
const providers = new Map(PROVIDERS.map((provider) => [provider.code, provider]))
const types: ReadonlySet<string> = new Set(PAYMENT_TYPES)

/** Old pages write these codes with their chain; they still work. */
const OLD_CODES: ReadonlyMap<string, string> = new Map([
  ['ETH_ETHEREUM', 'ETH'],
  ['USDC_ETHEREUM', 'USDC'],
])

/** The crypto asset with that Meld code, if there is one. */
export function findAsset(code: string): CryptoAsset | undefined {
  return assets.get(OLD_CODES.get(code) ?? code)
}

/** The fiat currency with that code, if there is one. */
export function findFiat(code: string): FiatCurrency | undefined {
  return fiats.get(code)
}

/** The country with that ISO code, if any provider serves it. */
export function findCountry(code: string): Country | undefined {
  return countries.get(code)
}

/** The provider with that code, if there is one. */
export function findProvider(code: string): Provider | undefined {
  return providers.get(code)
}

/** Whether the text is a method code or a broad type. */
export function isPaymentMethod(code: string): boolean {
  return methods.has(code) || types.has(code)
}

/** Whether the provider serves the country and, where given, the subdivision. */
export function servesCountry(provider: Provider, countryCode: string, subdivision?: string): boolean {
  if (!countries.has(countryCode)) return false
  if (provider.countriesOnly !== undefined && !provider.countriesOnly.includes(countryCode)) return false
  if (provider.countriesExcept?.includes(countryCode) === true) return false
  return subdivision === undefined || provider.subdivisionsExcept?.includes(subdivision) !== true
}

/** Whether the provider deals in the asset in that direction. */
export function servesAsset(provider: Provider, code: string): boolean {
  return assets.has(code) && !provider.assetsExcept.includes(code)
}

/** Whether the provider takes or pays out the fiat currency. */
export function servesFiat(provider: Provider, code: string): boolean {
  return fiats.has(code) && provider.fiatsExcept?.includes(code) !== true
}

/** Whether the provider works in that direction at all. */
export function servesDirection(provider: Provider, direction: Direction): boolean {
  return direction === 'buy' || provider.sellMethods.length > 0
}

/** The provider's methods for a country, currency and direction, its default first. */
export function methodsOf(
  provider: Provider,
  direction: Direction,
  countryCode: string,
  fiatCode: string,
): readonly PaymentMethod[] {
  const country = countries.get(countryCode)
  if (country === undefined || !servesCountry(provider, countryCode) || !servesFiat(provider, fiatCode)) return []
  return PAYMENT_METHODS.filter((method) => offers(provider, direction, method) && works(method, country, fiatCode))
}

/**
 * The method a request comes down to: the method itself, the first method of a broad type, or the provider's default
 * when none was asked for. Undefined when the provider has none that fits.
 */
export function resolveMethod(
  available: readonly PaymentMethod[],
  asked: string | undefined,
): PaymentMethod | undefined {
  if (asked === undefined) return available[0]
  return available.find((method) => method.code === asked) ?? available.find((method) => method.type === asked)
}

function offers(provider: Provider, direction: Direction, method: PaymentMethod): boolean {
  if (direction === 'sell') return provider.sellMethods.includes(method.code)
  return (
    method.code !== 'PAYOUT_TO_CARD' && (provider.buyMethods === 'all' || provider.buyMethods.includes(method.code))
  )
}

function works(method: PaymentMethod, country: Country, fiatCode: string): boolean {
  if (method.countries !== 'any' && !method.countries.includes(country.code)) return false
  if (method.currencies === 'any') return true
  return method.currencies === 'local' ? fiatCode === country.currencyCode : method.currencies.includes(fiatCode)
}
