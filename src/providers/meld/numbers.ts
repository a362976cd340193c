import Big from 'big.js'
import { type Amount, amountDecimalsMax, parseAmount } from '../../domain/amount.ts'

/** A JSON number, or the same in a string. Two digits of exponent bound what it can expand to. */
const decimalForm = /^-?\d+(?:\.\d+)?(?:[eE][+-]?\d{1,2})?$/
/** Longest text taken for a number. */
const decimalLengthMax = 96

/** Reads a number as `parseExactJson` keeps it (`39.5`, `1e-7`); undefined when it is none. Exact. */
export function readDecimal(value: unknown): Big | undefined {
  if (typeof value !== 'string' || value.length > decimalLengthMax || !decimalForm.test(value)) return undefined
  return new Big(value)
}

/**
 * Reads an amount above zero, written out without an exponent. Digits past the 18th decimal are cut off, so that an
 * offer never promises more than was offered. Undefined when there is no such number.
 */
export function readAmount(value: unknown): Amount | undefined {
  const decimal = readDecimal(value)
  if (decimal === undefined || decimal.lte(0)) return undefined
  return parseAmount(cutDecimals(decimal).toFixed())
}

/** Reads an informative figure, such as a fee or a rate, as plain text; null when absent or unreadable. */
export function readFigure(value: unknown): string | null {
  const decimal = readDecimal(value)
  return decimal === undefined ? null : decimal.toFixed()
}

function cutDecimals(decimal: Big): Big {
  return decimal.round(amountDecimalsMax, Big.roundDown)
}
