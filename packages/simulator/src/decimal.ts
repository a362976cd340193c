import BigJs, { type Big } from 'big.js'
import { LosslessNumber } from 'lossless-json'

/** Most decimals ever written on the wire; what Meld was seen to echo. */
export const WIRE_DECIMALS_MAX = 18

// A constructor of our own: changing the shared one's precision would change it for the host program too.
const Decimal = BigJs()
Decimal.DP = 30

/** Longest number text taken as an amount; the bound keeps `1e999999999` from being written out. */
const AMOUNT_TEXT = /^[+-]?\d{1,30}(\.\d{1,30})?([eE][+-]?\d{1,2})?$/

/** An exact decimal from text known to be one (catalogue data). Throws on anything else. */
export function decimal(text: string | number): Big {
  return new Decimal(text)
}

/** The exact decimal in a wire value (JSON number or string), or undefined when it is not a decimal. */
export function readDecimal(value: unknown): Big | undefined {
  const text = value instanceof LosslessNumber || typeof value === 'number' ? String(value) : value
  return typeof text === 'string' && AMOUNT_TEXT.test(text) ? new Decimal(text) : undefined
}

/** A JSON number whose text is exactly this decimal, at most 18 decimals, rounded down. */
export function wireNumber(value: Big): LosslessNumber {
  return new LosslessNumber(plainText(value))
}

/** The decimal without exponent and without trailing zeros, at most 18 decimals, rounded down. */
export function plainText(value: Big): string {
  return value.round(WIRE_DECIMALS_MAX, Decimal.roundDown).toFixed()
}

/** Rounds down to a currency's decimals. */
export function roundDown(value: Big, decimals: number): Big {
  return value.round(decimals, Decimal.roundDown)
}

/** Rounds up to a currency's decimals. */
export function roundUp(value: Big, decimals: number): Big {
  return value.round(decimals, Decimal.roundUp)
}

/** Rounds to a few significant digits, as limits are published. */
export function roundToDigits(value: Big, digits: number): Big {
  return value.prec(digits, Decimal.roundHalfUp)
}

/** The larger of two decimals. */
export function larger(a: Big, b: Big): Big {
  return a.gt(b) ? a : b
}
