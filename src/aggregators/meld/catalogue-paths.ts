import type { CoveragePart } from '../../domain/catalogue.ts'
import type { Direction } from '../../domain/trade.ts'

/** Meld's two families of discovery calls: the present one, and the older one that it still serves. */
export type DiscoveryFamily = 'network-partner' | 'service-provider'

/** Meld's name for a direction in discovery. */
export const categories = { buy: 'CRYPTO_ONRAMP', sell: 'CRYPTO_OFFRAMP' } as const satisfies Record<Direction, string>

/** Lists the providers. The older family lists everybody's unless told otherwise. */
export const partnersPaths: Readonly<Record<DiscoveryFamily, string>> = {
  'network-partner': '/network-partner/supported/partners',
  'service-provider': '/service-providers?accountFilter=true',
}

/** Every provider's fiat limits, by country and method. */
export const fiatLimitsPath = '/network-partner/supported/fiat-limits'

/** The older family's limits: what one pays in fiat when buying, and in crypto when selling. */
export const olderLimitsPaths: Readonly<Record<Direction, string>> = {
  buy: '/service-providers/limits/fiat-currency-purchases?includeDetails=true&accountFilter=true',
  sell: '/service-providers/limits/crypto-currency-sells?includeDetails=true&accountFilter=true',
}

/** One part of one provider's coverage. */
export function coveragePath(
  family: DiscoveryFamily,
  part: CoveragePart,
  serviceProvider: string,
  direction: Direction,
): string {
  const provider = encodeURIComponent(serviceProvider)
  const category = categories[direction]
  return family === 'network-partner'
    ? `/network-partner/supported/${presentParts[part]}=${provider}&category=${category}`
    : `/service-providers/properties/${olderParts[part]}?serviceProviders=${provider}&categories=${category}`
}

// One call says `partner`, the others `partners`; the wrong one would be ignored and list everybody's.
const presentParts: Readonly<Record<CoveragePart, string>> = {
  countries: 'countries?partners',
  assets: 'currencies?type=CRYPTO&partner',
  fiats: 'currencies?type=FIAT&partner',
  paymentMethods: 'payment-methods?partners',
}

const olderParts: Readonly<Record<CoveragePart, string>> = {
  countries: 'countries',
  assets: 'crypto-currencies',
  fiats: 'fiat-currencies',
  paymentMethods: 'payment-methods',
}
