const countryNames = new Intl.DisplayNames(undefined, { type: 'region', fallback: 'code' })

/** A country for people: `Germany`. */
export function nameOfCountry(code: string): string {
  return /^[A-Z]{2}$/.test(code) ? (countryNames.of(code) ?? code) : code
}

/** A code in words: `SEPA_BANK_TRANSFER` is `Sepa bank transfer`. */
export function codeInWords(code: string): string {
  const words = code.replaceAll(/[_.]/g, ' ').toLowerCase()
  return words.charAt(0).toUpperCase() + words.slice(1)
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

/** A chain for people. */
export function nameOfChain(id: number): string {
  return chains[id] ?? `chain ${id}`
}
