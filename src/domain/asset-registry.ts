import type { CryptoAsset, FiatAsset } from './asset.ts'
import type { ChainId } from './chain.ts'

/** The fiat currencies the API accepts (docs/contract.md, assets), with their ISO 4217 minor-unit digits. */
export const fiatAssets: readonly FiatAsset[] = [
  fiat('USD', 'US Dollar', 2),
  fiat('EUR', 'Euro', 2),
  fiat('GBP', 'British Pound', 2),
  fiat('JPY', 'Japanese Yen', 0),
  fiat('CNY', 'Chinese Yuan', 2),
  fiat('CAD', 'Canadian Dollar', 2),
  fiat('AUD', 'Australian Dollar', 2),
  fiat('CHF', 'Swiss Franc', 2),
  fiat('INR', 'Indian Rupee', 2),
  fiat('BRL', 'Brazilian Real', 2),
  fiat('KRW', 'South Korean Won', 0),
  fiat('MXN', 'Mexican Peso', 2),
  fiat('SEK', 'Swedish Krona', 2),
  fiat('NOK', 'Norwegian Krone', 2),
  fiat('DKK', 'Danish Krone', 2),
  fiat('SGD', 'Singapore Dollar', 2),
  fiat('HKD', 'Hong Kong Dollar', 2),
  fiat('NZD', 'New Zealand Dollar', 2),
  fiat('ZAR', 'South African Rand', 2),
  fiat('PLN', 'Polish Zloty', 2),
  fiat('CZK', 'Czech Koruna', 2),
]

/**
 * The crypto assets the API accepts, each a (symbol, chain) pair with the address that identifies it. Meld's own code
 * for an asset is looked up by (chain id, contract) at run time and never built from these symbols.
 */
export const cryptoAssets: readonly CryptoAsset[] = [
  native('ETH', 'Ether', 1),
  native('ETH', 'Ether', 10),
  native('ETH', 'Ether', 42161),
  native('ETH', 'Ether', 8453),
  native('POL', 'Polygon Ecosystem Token', 137),
  native('AVAX', 'Avalanche', 43114),
  native('BNB', 'BNB', 56),
  native('SEI', 'Sei', 1329),
  native('SEI', 'Sei', 1328),
  token('USDC', 'USD Coin', 1, '0xA0b86991c6218b36c1d19D4a2e9Eb0cE3606eB48', 6),
  token('USDC', 'USD Coin', 10, '0x0b2C639c533813f4Aa9D7837CAf62653d097Ff85', 6),
  token('USDC', 'USD Coin', 137, '0x3c499c542cEF5E3811e1192ce70d8cC03d5c3359', 6),
  token('USDC', 'USD Coin', 42161, '0xaf88d065e77c8cC2239327C5EDb3A432268e5831', 6),
  token('USDC', 'USD Coin', 8453, '0x833589fCD6eDb6E08f4c7C32D4f71b54bdA02913', 6),
  token('USDC', 'USD Coin', 43114, '0xB97EF9Ef8734C71904D8002F8b6Bc66Dd9c48a6E', 6),
  token('USDC', 'USD Coin', 1329, '0xe15fC38F6D8c56aF07bbCBe3BAf5708A2Bf42392', 6),
  token('USDT', 'Tether USD', 56, '0x55d398326f99059fF775485246999027B3197955', 18),
  token('EURC', 'Euro Coin', 8453, '0x60a3E35Cc302bFA44Cb288Bc5a4F316Fdb1adb42', 6),
]

function fiat(symbol: string, name: string, decimals: number): FiatAsset {
  return { kind: 'fiat', symbol, name, decimals }
}

function native(symbol: string, name: string, chainId: ChainId): CryptoAsset {
  return { kind: 'crypto', symbol, name, chainId, contract: null, decimals: 18 }
}

function token(symbol: string, name: string, chainId: ChainId, contract: string, decimals: number): CryptoAsset {
  return { kind: 'crypto', symbol, name, chainId, contract, decimals }
}
