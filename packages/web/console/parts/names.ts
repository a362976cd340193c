import { codeInWords } from '../../parts/words.ts'

const countryNames = new Intl.DisplayNames(undefined, { type: 'region', fallback: 'code' })

/** A country for people: `Germany`. */
export function nameOfCountry(code: string): string {
  return /^[A-Z]{2}$/.test(code) ? (countryNames.of(code) ?? code) : code
}

const chains: Readonly<Record<number, string>> = {
  1: 'Ethereum',
  10: 'Optimism',
  56: 'BNB Chain',
  137: 'Polygon',
  1328: 'Sei testnet',
  1329: 'Sei',
  8453: 'Base',
  42161: 'Arbitrum',
  43114: 'Avalanche',
}

/** The chains to choose from. */
export const chainChoices = Object.entries(chains).map(([value, label]) => ({ value, label }))

const methods = [
  'CARD',
  'CREDIT_DEBIT_CARD',
  'ACH',
  'SEPA',
  'BANK_TRANSFER',
  'LOCAL_BANK_TRANSFER',
  'LOCAL',
  'PIX',
  'MOBILE_WALLET',
  'APPLE_PAY',
  'GOOGLE_PAY',
  'SAMSUNG_PAY',
]

/** The payment methods to choose from, as far as Meld tells them from each other. */
export const methodChoices = methods.map((value) => ({ value, label: codeInWords(value) }))

/** A chain for people. */
export function nameOfChain(id: number): string {
  return chains[id] ?? `chain ${id}`
}
