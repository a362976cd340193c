import Big from 'big.js'
import { type Amount, compareAmounts, parseAmount } from './amount.ts'
import type { Direction } from './trade.ts'

/** A provider's bounds on one leg of a trade, for every pair of its countries and payment methods (null: any). */
export interface AmountBound {
  readonly serviceProvider: string
  readonly direction: Direction
  /** ISO 3166-1 codes. */
  readonly countries: readonly string[] | null
  /** The leg that is bounded: a fiat code, or one of our symbols with its chain. Sells are mostly bounded in fiat. */
  readonly currency: string
  readonly chainId: number | null
  /** Meld's codes. */
  readonly paymentMethods: readonly string[] | null
  readonly minimum: Amount | null
  readonly maximum: Amount | null
}

/** An amount on the wrong side of a limit, and how far from it. */
export interface OutOfBounds {
  readonly kind: 'minimum' | 'maximum'
  readonly limit: Amount
  readonly distance: Big
}

/** Whether an amount is within bounds. */
export type BoundVerdict = { readonly kind: 'within' } | OutOfBounds

/**
 * Compares an amount with bounds on the same leg: one that admits it is enough, and so is having no bounds at all. When
 * none admits it, gives the nearest limit. Bounds that no amount satisfies are ignored.
 */
export function judgeAmount(amount: Amount, bounds: readonly AmountBound[]): BoundVerdict {
  let nearest: OutOfBounds | undefined
  const possible = bounds.filter(isPossible)
  for (const { minimum, maximum } of possible) {
    const kind = isBelow(amount, minimum) ? 'minimum' : isBelow(maximum, amount) ? 'maximum' : undefined
    const limit = kind === 'minimum' ? minimum : maximum
    if (kind === undefined || limit === null) return { kind: 'within' }
    const distance = new Big(amount).minus(limit).abs()
    if (nearest === undefined || distance.lt(nearest.distance)) nearest = { kind, limit, distance }
  }
  return nearest ?? { kind: 'within' }
}

/**
 * The amount nearest to a limit, on its right side, that can be written with the currency's decimals; undefined when
 * there is none.
 */
export function roundInward(
  { kind, limit }: { readonly kind: OutOfBounds['kind']; readonly limit: Amount | Big },
  decimals: number,
): Amount | undefined {
  return parseAmount(new Big(limit).round(decimals, kind === 'minimum' ? Big.roundUp : Big.roundDown).toFixed())
}

/** False for bounds that no amount satisfies. */
export function isPossible({ minimum, maximum }: AmountBound): boolean {
  return !isBelow(maximum, minimum)
}

function isBelow(a: Amount | null, b: Amount | null): boolean {
  return a !== null && b !== null && compareAmounts(a, b) < 0
}
