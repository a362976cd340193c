import Big from 'big.js'
import type { Brand } from './brand.ts'

/** An exact, positive decimal as plain text: digits, perhaps a point; no sign, no exponent. Never a float. */
export type Amount = Brand<'Amount'>

/** Longest accepted text. No real trade comes near; it bounds the cost of exact arithmetic. */
export const amountLengthMax = 64
/** Most digits after the point: no asset here has more than 18 decimals. */
export const amountDecimalsMax = 18

/** As nearly all are written: not zero, and no digit too many before the point. */
const usualDecimal = /^[1-9]\d{0,17}(?:\.\d{1,18})?$/
const plainDecimal = /^\+?0*(\d*)(?:\.(\d*))?$/

/**
 * Reads a decimal text exactly, as the contract's pattern has it (`100`, `250.00`, `.5`, `+1.`).
 * Undefined for anything else: an exponent, a sign below zero, zero, too long, or too many decimals.
 */
export function parseAmount(text: string): Amount | undefined {
  if (usualDecimal.test(text)) return text as Amount
  if (text.length > amountLengthMax) return undefined
  const match = plainDecimal.exec(text)
  if (match === null || !/\d/.test(text)) return undefined
  const whole = match[1] === undefined || match[1] === '' ? '0' : match[1]
  const decimals = match[2] ?? ''
  if (decimals.length > amountDecimalsMax || !/[1-9]/.test(whole + decimals)) return undefined
  return (decimals === '' ? whole : `${whole}.${decimals}`) as Amount
}

/** The same number without trailing zeros, so that `100`, `100.0` and `1e2` written out are one text. */
export function canonicalAmount(amount: Amount): Amount {
  return new Big(amount).toFixed() as Amount
}

/** Digits after the point, trailing zeros aside. */
export function decimalsOf(amount: Amount): number {
  return amount.includes('.') ? amount.replace(/0+$/, '').length - amount.indexOf('.') - 1 : 0
}

/** The nearest amount with at most that many decimals, below or above; undefined when it would be zero. */
export function roundAmount(amount: Amount, decimals: number, towards: 'down' | 'up'): Amount | undefined {
  const mode = towards === 'down' ? Big.roundDown : Big.roundUp
  return parseAmount(new Big(amount).round(decimals, mode).toFixed())
}

/** Negative, zero or positive as `a` is less than, equal to or greater than `b`; exact. */
export function compareAmounts(a: Amount, b: Amount): number {
  return compareDecimals(a, b)
}

/** The same for plain decimals that are written as amounts are, with however many decimals. */
export function compareDecimals(a: string, b: string): number {
  // None begins with a zero that it could do without, so of two the one with more digits before the point is greater.
  const byLength = wholeDigitsOf(a) - wholeDigitsOf(b)
  if (byLength !== 0) return byLength
  const [left, right] = [withoutTrailingZeros(a), withoutTrailingZeros(b)]
  return left < right ? -1 : Number(left > right)
}

function wholeDigitsOf(decimal: string): number {
  const point = decimal.indexOf('.')
  return point === -1 ? decimal.length : point
}

function withoutTrailingZeros(decimal: string): string {
  return decimal.endsWith('0') && decimal.includes('.') ? decimal.replace(/\.?0+$/, '') : decimal
}
