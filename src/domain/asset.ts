import type { ChainId } from './chain.ts'

/** A national currency, by ISO 4217 code. */
export interface FiatAsset {
  readonly kind: 'fiat'
  readonly symbol: string
  readonly name: string
  readonly decimals: number
}

/** A coin or token on one chain. `contract` is its EIP-55 address, or null for the chain's own coin. */
export interface CryptoAsset {
  readonly kind: 'crypto'
  readonly symbol: string
  readonly name: string
  readonly chainId: ChainId
  readonly contract: string | null
  readonly decimals: number
}
