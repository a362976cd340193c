const fiatCurrencies = new Set(['USD', 'EUR', 'GBP'])

/** Meld's codes, by our symbol and chain. */
const meldCodes = new Map([
  ['ETH:1', 'ETH'],
  ['ETH:10', 'ETH_OPTIMISM'],
  ['ETH:8453', 'ETH_BASE'],
  ['ETH:42161', 'ETH_ARBITRUM'],
  ['POL:137', 'POL'],
  ['AVAX:43114', 'AVAXC'],
  ['USDC:1', 'USDC'],
  ['USDC:10', 'USDC_OPTIMISM'],
  ['USDC:137', 'USDC_POLYGON'],
  ['USDC:8453', 'USDC_BASE'],
  ['USDC:42161', 'USDC_ARBITRUM'],
  ['USDC:43114', 'USDC_AVAXC'],
])

export function isFiat(symbol: string): boolean {
  return fiatCurrencies.has(symbol)
}

export function meldCodeOf(symbol: string, chainId: number): string | undefined {
  return isFiat(symbol) ? symbol : meldCodes.get(`${symbol}:${chainId}`)
}
