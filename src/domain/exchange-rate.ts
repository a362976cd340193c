import { type Amount, amountDecimalsMax } from './amount.ts'

/** Decimals of a rate: as many as any amount has. */
const rateDecimals = 18

/** Decimals of a quotient of `big.js`, which rates were first made with: they are rounded half up twice. */
const quotientDecimals = 20

/** As many as two amounts can need. */
const powersOfTen = Array.from({ length: quotientDecimals + amountDecimalsMax + 1 }, (_, n) => 10n ** BigInt(n))

/**
 * What is received for one unit of what is paid, as a plain decimal with at most 18 decimals; null when that is zero.
 * By whole numbers, since a division by `big.js` takes five times as long.
 */
export function exchangeRate(paid: Amount, received: Amount): string | null {
  const [dividend, divisor] = [wholeUnits(received), wholeUnits(paid)]
  // Never below zero: no amount has as many decimals as a quotient.
  const shift = quotientDecimals + divisor.decimals - dividend.decimals
  const scale = powersOfTen[shift] ?? 10n ** BigInt(shift)
  const quotient = (2n * dividend.units * scale + divisor.units) / (2n * divisor.units)
  return writeUnits((quotient + 50n) / 100n)
}

/** A decimal as a whole number of units of its last place. */
function wholeUnits(amount: Amount): { readonly units: bigint; readonly decimals: number } {
  const point = amount.indexOf('.')
  if (point === -1) return { units: BigInt(amount), decimals: 0 }
  return { units: BigInt(amount.slice(0, point) + amount.slice(point + 1)), decimals: amount.length - point - 1 }
}

function writeUnits(units: bigint): string | null {
  if (units === 0n) return null
  const digits = units.toString().padStart(rateDecimals + 1, '0')
  const point = digits.length - rateDecimals
  let end = digits.length
  while (end > point && digits[end - 1] === '0') end -= 1
  return end === point ? digits.slice(0, point) : `${digits.slice(0, point)}.${digits.slice(point, end)}`
}
