/** Providers that Meld is known to have, by Meld's name, each by the name that users know it by. */
const displayNames = {
  ALCHEMYPAY: 'Alchemy Pay',
  BANXA: 'Banxa',
  BILIRA: 'BiLira',
  BINANCECONNECT: 'Binance Connect',
  BINANCEPAY: 'Binance Pay',
  BLOCKCHAINDOTCOM: 'Blockchain.com',
  BOOMFI: 'BoomFi',
  BTCDIRECT: 'BTC Direct',
  COINBASEPAY: 'Coinbase',
  DUENETWORK: 'Due',
  ELDORADO: 'El Dorado',
  FONBNK: 'Fonbnk',
  GUARDARIAN: 'Guardarian',
  KOYWE: 'Koywe',
  KRYPTONIM: 'Kryptonim',
  MERCURYO: 'Mercuryo',
  MESH: 'Mesh',
  MESO: 'Meso',
  MOONPAY: 'MoonPay',
  NOAH: 'Noah',
  ONMETA: 'Onmeta',
  ONRAMPMONEY: 'Onramp Money',
  PAYBIS: 'Paybis',
  PAYPAL: 'PayPal',
  RAMP: 'Ramp Network',
  REVOLUT: 'Revolut',
  ROBINHOOD: 'Robinhood',
  SARDINE: 'Sardine',
  SHIFT4: 'Shift4',
  SIMPLEX: 'Simplex',
  SKRILLCRYPTO: 'Skrill',
  STRIPE: 'Stripe',
  SWAPPED: 'Swapped',
  TOPPER: 'Topper',
  TRANSAK: 'Transak',
  TRANSFI: 'TransFi',
  UNLIMIT: 'Unlimit',
  UPHOLD: 'Uphold',
  YELLOWCARD: 'Yellow Card',
} as const satisfies Readonly<Record<string, string>>

/**
 * Providers that Meld is known to have. Nothing is refused by it, since Meld adds others: it bounds what may be a
 * label, beside those that a catalogue lists.
 */
export const knownProviders: readonly string[] = Object.keys(displayNames)

const displayNamesByProvider: ReadonlyMap<string, string> = new Map(Object.entries(displayNames))

/** The name that users know a provider by; null for one that is not known. */
export function displayNameOf(provider: string): string | null {
  return displayNamesByProvider.get(provider) ?? null
}
