/**
 * One currency code as Meld names it. There is no separate chain field on Meld's wire: the chain is part of the code.
 * `guess` marks codes (or chain codes) nobody has seen on the real API: an adapter should find these assets through
 * discovery by (`chainId`, `contract`), never by building the code.
 */
export interface CryptoAsset {
  readonly code: string
  readonly name: string
  /** As exchanges and wallets write it: `USDC` of `USDC_BASE`. */
  readonly symbol: string
  readonly chainCode: string
  readonly chainName: string
  readonly chainId: string | null
  readonly contract: string | null
  readonly decimals: number
  readonly priceUsd: string
  readonly guess: boolean
}

/** What Meld's discovery writes for a chain's own coin. */
export const NATIVE_CONTRACT = '0x0000000000000000000000000000000000000000'

interface Chain {
  readonly code: string
  readonly name: string
  readonly id: string | null
  /** What a provider pays to send one transfer, in USD. Invented, only plausible. */
  readonly networkFeeUsd: string
}

const CHAINS = {
  bitcoin: { code: 'BTC', name: 'Bitcoin', id: null, networkFeeUsd: '2.4' },
  ethereum: { code: 'ETH', name: 'Ethereum', id: '1', networkFeeUsd: '1.8' },
  // The chain codes of Optimism, Arbitrum, Avalanche and Sei were not seen anywhere: guesses.
  optimism: { code: 'OPTIMISM', name: 'Optimism', id: '10', networkFeeUsd: '0.08' },
  arbitrum: { code: 'ARBITRUM', name: 'Arbitrum One', id: '42161', networkFeeUsd: '0.09' },
  avalanche: { code: 'AVAXC', name: 'Avalanche C-Chain', id: '43114', networkFeeUsd: '0.06' },
  sei: { code: 'SEI', name: 'Sei', id: '1329', networkFeeUsd: '0.02' },
  seiTestnet: { code: 'SEI_TESTNET', name: 'Sei Testnet', id: '1328', networkFeeUsd: '0.02' },
  polygon: { code: 'POLYGON', name: 'Polygon', id: '137', networkFeeUsd: '0.03' },
  base: { code: 'BASE', name: 'Base', id: '8453', networkFeeUsd: '0.05' },
  bsc: { code: 'BSC', name: 'BNB Smart Chain', id: '56', networkFeeUsd: '0.12' },
  solana: { code: 'SOLANA', name: 'Solana', id: '101', networkFeeUsd: '0.02' },
} as const satisfies Record<string, Chain>

const PRICE_USD = {
  BTC: '75286',
  ETH: '4642.29',
  BNB: '912.4',
  AVAX: '38.15',
  POL: '0.4812',
  SEI: '0.2914',
  SOL: '201.7',
  USDC: '1',
  USDT: '0.9998',
  EURC: '1.0871',
} as const

type Seen = 'seen' | 'guess'

function coin(code: string, name: string, chain: Chain, price: keyof typeof PRICE_USD, seen: Seen): CryptoAsset {
  return asset(code, name, chain, { contract: NATIVE_CONTRACT, decimals: 18, price, seen })
}

interface Details {
  readonly contract: string | null
  readonly decimals: number
  readonly price: keyof typeof PRICE_USD
  readonly seen: Seen
}

function asset(code: string, name: string, chain: Chain, details: Details): CryptoAsset {
  return {
    code,
    name,
    symbol: details.price,
    chainCode: chain.code,
    chainName: chain.name,
    chainId: chain.id,
    contract: details.contract,
    decimals: details.decimals,
    priceUsd: PRICE_USD[details.price],
    guess: details.seen === 'guess',
  }
}

function usdc(code: string, chain: Chain, contract: string, seen: Seen, decimals = 6): CryptoAsset {
  return asset(code, 'USD Coin', chain, { contract, decimals, price: 'USDC', seen })
}

function usdt(code: string, chain: Chain, contract: string, seen: Seen, decimals = 6): CryptoAsset {
  return asset(code, 'Tether', chain, { contract, decimals, price: 'USDT', seen })
}

function eurc(code: string, chain: Chain, contract: string, seen: Seen): CryptoAsset {
  return asset(code, 'Euro Coin', chain, { contract, decimals: 6, price: 'EURC', seen })
}

const C = CHAINS

/** Every currency code the simulator knows on the crypto side. */
export const CRYPTO_ASSETS: readonly CryptoAsset[] = [
  asset('BTC', 'Bitcoin', C.bitcoin, { contract: null, decimals: 8, price: 'BTC', seen: 'seen' }),
  coin('ETH', 'Ethereum', C.ethereum, 'ETH', 'seen'),
  usdc('USDC', C.ethereum, '0xA0b86991c6218b36c1d19D4a2e9Eb0cE3606eB48', 'seen'),
  usdt('USDT', C.ethereum, '0xdAC17F958D2ee523a2206206994597C13D831ec7', 'guess'),
  eurc('EURC', C.ethereum, '0x1aBaEA1f7C830bD89Acc67eC4af516284b1bC33c', 'guess'),
  coin('ETH_OPTIMISM', 'Ethereum (Optimism)', C.optimism, 'ETH', 'seen'),
  usdc('USDC_OPTIMISM', C.optimism, '0x0b2C639c533813f4Aa9D7837CAf62653d097Ff85', 'guess'),
  usdt('USDT_OPTIMISM', C.optimism, '0x94b008aA00579c1307B0EF2c499aD98a8ce58e58', 'guess'),
  coin('POL', 'Polygon', C.polygon, 'POL', 'seen'),
  usdc('USDC_POLYGON', C.polygon, '0x3c499c542cEF5E3811e1192ce70d8cC03d5c3359', 'seen'),
  usdt('USDT_POLYGON', C.polygon, '0xc2132D05D31c914a87C6611C10748AEb04B58e8F', 'guess'),
  // Bridged ether on Polygon is an ERC-20 there, not the chain's own coin.
  asset('ETH_POLYGON', 'Ethereum (Polygon)', C.polygon, {
    contract: '0x7ceB23fD6bC0adD59E62ac25578270cFf1b9f619',
    decimals: 18,
    price: 'ETH',
    seen: 'seen',
  }),
  coin('ETH_ARBITRUM', 'Ethereum (Arbitrum)', C.arbitrum, 'ETH', 'seen'),
  usdc('USDC_ARBITRUM', C.arbitrum, '0xaf88d065e77c8cC2239327C5EDb3A432268e5831', 'seen'),
  usdt('USDT_ARBITRUM', C.arbitrum, '0xFd086bC7CD5C481DCC9C85ebE478A1C0b69FCbb9', 'guess'),
  coin('ETH_BASE', 'Ethereum (Base)', C.base, 'ETH', 'seen'),
  usdc('USDC_BASE', C.base, '0x833589fCD6eDb6E08f4c7C32D4f71b54bdA02913', 'seen'),
  eurc('EURC_BASE', C.base, '0x60a3E35Cc302bFA44Cb288Bc5a4F316Fdb1adb42', 'guess'),
  coin('AVAXC', 'Avalanche', C.avalanche, 'AVAX', 'seen'),
  usdc('USDC_AVAXC', C.avalanche, '0xB97EF9Ef8734C71904D8002F8b6Bc66Dd9c48a6E', 'seen'),
  usdt('USDT_AVAXC', C.avalanche, '0x9702230A8Ea53601f5cD2dc00fDBc13d4dF4A8c7', 'guess'),
  eurc('EURC_AVAXC', C.avalanche, '0xC891EB4cbdEFf6e073e859e987815Ed1505c2ACD', 'guess'),
  coin('BNB', 'BNB', C.bsc, 'BNB', 'guess'),
  usdt('USDT_BSC', C.bsc, '0x55d398326f99059fF775485246999027B3197955', 'seen', 18),
  usdc('USDC_BSC', C.bsc, '0x8AC76a51cc950d9822D68b83fE1Ad97B32Cd580d', 'guess', 18),
  coin('SEI', 'Sei', C.sei, 'SEI', 'guess'),
  usdc('USDC_SEI', C.sei, '0xe15fC38F6D8c56aF07bbCBe3BAf5708A2Bf42392', 'guess'),
  coin('SEI_TESTNET', 'Sei (Testnet)', C.seiTestnet, 'SEI', 'guess'),
  usdc('USDC_SEI_TESTNET', C.seiTestnet, '0x4fCF1784B31630811181f670Aea7A7bEF803eaED', 'guess'),
  asset('SOL', 'Solana', C.solana, { contract: null, decimals: 9, price: 'SOL', seen: 'seen' }),
  usdc('USDC_SOLANA', C.solana, 'EPjFWdd5AufqSSqeM2qN1xzybapC8G4wEGGkZwyTDt1v', 'seen'),
]

/** Network fee of one transfer in USD, by chain code. */
export const NETWORK_FEE_USD: ReadonlyMap<string, string> = new Map(
  Object.values(CHAINS).map((chain) => [chain.code, chain.networkFeeUsd]),
)
