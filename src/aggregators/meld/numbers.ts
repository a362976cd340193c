import Big from 'big.js'
import { type Amount, amountDecimalsMax, compareAmounts, parseAmount } from '../../domain/amount.ts'

/** A JSON number, or the same in a string. Two digits of exponent bound what it can expand to. */
const decimalPattern = /^-?\d+(?:\.\d+)?(?:[eE][+-]?\d{1,2})?$/
/** Longest text taken for a number. */
const decimalLengthMax = 96

/** A number that is written plainly already, without a digit too many. */
const plainDecimal = /^(?:0|[1-9]\d*)(?:\.\d*[1-9])?$/

/** Reads a number as `parseExactJson` keeps it (`39.5`, `1e-7`); undefined when it is none. Exact. */
export function readDecimal(value: unknown): Big | undefined {
  if (typeof value !== 'string' || value.length > decimalLengthMax || !decimalPattern.test(value)) return undefined
  return new Big(value)
}

/**
 * Reads an amount above zero, written out without an exponent. Digits past the 18th decimal are cut off, so that an
 * offer never promises more than was offered. Undefined when there is no such number.
 */
export function readAmount(value: unknown): Amount | undefined {
  const figure = readFigure(value)
  return figure === null ? undefined : parseAmount(cutDecimals(figure))
}

/** Reads an informative figure, such as a fee or a rate, as plain text; null when absent or unreadable. */
export function readFigure(value: unknown): string | null {
  if (typeof value === 'string' && value.length <= decimalLengthMax && plainDecimal.test(value)) return value
  const decimal = readDecimal(value)
  return decimal === undefined ? null : decimal.toFixed()
}

/** The coarsest rounding of an amount that is tolerated: a millionth of a unit. */
const echoDecimalsMin = 6
/** Digits that tell one double from all others. */
const doubleDigitsMax = 17

/**
 * Whether upstream gives back the amount that it was sent, as exactly as it can write it: as a double, or cut or rounded
 * to six decimals or more. An echo with more digits than the amount must be equal to it.
 */
export function isEchoOf(sent: Amount, figure: string): boolean {
  if (figure === sent) return true
  const written = parseAmount(figure)
  if (written !== undefined && compareAmounts(written, sent) === 0) return true
  const [amount, echoed] = [new Big(sent), new Big(figure)]
  if (echoed.eq(amount)) return true
  if (echoed.lte(0)) return false
  // Big keeps no trailing zeros, so that what is left are the digits that were meant.
  if (echoed.c.length <= doubleDigitsMax && Number(echoed.toFixed()) === Number(sent)) return true
  const decimals = decimalsIn(echoed)
  if (decimals >= decimalsIn(amount)) return false
  const unit = new Big(10).pow(-Math.max(decimals, echoDecimalsMin))
  return echoed.minus(amount).abs().lt(unit)
}

function decimalsIn({ c, e }: Big): number {
  return Math.max(c.length - 1 - e, 0)
}

function cutDecimals(figure: string): string {
  const point = figure.indexOf('.')
  if (point === -1 || figure.length - point - 1 <= amountDecimalsMax) return figure
  return new Big(figure).round(amountDecimalsMax, Big.roundDown).toFixed()
}
