import type { AmountBound } from './amount-bound.ts'
import type { ListedMethod } from './payment-method.ts'
import type { Direction } from './trade.ts'

/** The parts of a provider's coverage that are read one by one. */
export type CoveragePart = 'countries' | 'assets' | 'fiats' | 'paymentMethods'

/** What a provider serves in one direction. */
export interface ProviderCoverage {
  readonly serviceProvider: string
  readonly name: string
  readonly direction: Direction
  /** ISO 3166-1 codes. */
  readonly countries: readonly string[]
  /** Only assets of our registry. */
  readonly assets: readonly { readonly symbol: string; readonly chainId: number }[]
  readonly fiats: readonly string[]
  /** Meld's codes, each with the countries where it is offered (null: any). */
  readonly paymentMethods: readonly { readonly method: string; readonly countries: readonly string[] | null }[]
  /** Parts that could not be read: their lists are empty and say nothing. */
  readonly unknown: readonly CoveragePart[]
}

/** A payment method as Meld lists it, with its name for people. */
export interface MethodListing extends ListedMethod {
  readonly name: string
}

/** Meld's discovery data, reduced to what our registry knows. */
export interface Catalogue {
  readonly coverage: readonly ProviderCoverage[]
  readonly bounds: readonly AmountBound[]
  /** False when a list of bounds could not be read: there may be more than these. */
  readonly boundsComplete: boolean
  readonly methods: readonly MethodListing[]
}
