// Amounts are decimal texts. They are compared and shown exactly; only the width of a bar is worked out as a number.

const decimalPattern = /^\d+(?:\.\d+)?$/

/** True for a plain decimal text such as `100` or `0.25`. */
export function isDecimal(text: string): boolean {
  return decimalPattern.test(text)
}

/** Below 0 when `a` is less, 0 when they are the same amount, above 0 when `a` is more. Both are decimal texts. */
export function compareDecimals(a: string, b: string): number {
  const scale = Math.max(decimalsOf(a), decimalsOf(b))
  const [left, right] = [unitsOf(a, scale), unitsOf(b, scale)]
  return left < right ? -1 : left > right ? 1 : 0
}

/** The least and the greatest; undefined of none. */
export function spanOf(amounts: readonly string[]): { readonly least: string; readonly greatest: string } | undefined {
  const [first, ...others] = amounts
  if (first === undefined) return undefined
  return others.reduce(
    ({ least, greatest }, amount) => ({
      least: compareDecimals(amount, least) < 0 ? amount : least,
      greatest: compareDecimals(amount, greatest) > 0 ? amount : greatest,
    }),
    { least: first, greatest: first },
  )
}

/**
 * An amount as people read it: thousands apart, and no more than `decimalsMax` decimals, cut off rather than rounded up,
 * so that nobody is shown more than they get.
 */
export function formatDecimal(text: string, decimalsMax = 18): string {
  if (!isDecimal(text)) return text
  const [whole = '0', fraction = ''] = text.split('.')
  const kept = fraction.slice(0, decimalsMax)
  const grouped = whole.replace(/\B(?=(?:\d{3})+$)/g, ',')
  return kept === '' ? grouped : `${grouped}.${kept}`
}

function decimalsOf(text: string): number {
  return text.split('.')[1]?.length ?? 0
}

function unitsOf(text: string, scale: number): bigint {
  const [whole = '0', fraction = ''] = text.split('.')
  return BigInt(whole + fraction.padEnd(scale, '0'))
}
