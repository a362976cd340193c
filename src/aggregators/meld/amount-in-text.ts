import { type Amount, parseAmount } from '../../domain/amount.ts'
import { cryptoAssets, fiatAssets } from '../../domain/asset-registry.ts'

/** An amount as people write it. `doubtful`: there is one, and it could mean several numbers. */
export type AmountInText =
  | { readonly kind: 'none' }
  | { readonly kind: 'doubtful' }
  | { readonly kind: 'exact'; readonly amount: Amount; readonly currency: string | null }

/**
 * Reads the amount that starts at `start`, with its currency before or after it, in the notation of any country: exactly,
 * or not at all. Unless it follows `tight` on the words that announce it, a plain space does not separate thousands, and
 * without a currency nothing may follow that would make it a count (`max 5 per day`).
 */
export function readAmountAt(text: string, start: number, tight: boolean): AmountInText {
  const before = leading.exec(text.slice(start))
  const at = start + (before?.[0].length ?? 0)
  const written = digits.exec(text.slice(at))?.[0]
  if (written === undefined) return { kind: 'none' }
  const rest = text.slice(at + written.length)
  const after = trailing.exec(rest)
  const currency = after?.[1] ?? knownCode(before?.[1]) ?? null
  const amount = parseDigits(written, currency)
  if (amount === undefined || (written.includes(' ') && !tight)) return { kind: 'doubtful' }
  // `.5`, `-5`, `~100`, `1/2`, `v2`: the digits are only a part of what is meant.
  if (before?.[0] === '' && partOfMore.test(text.slice(0, at))) return { kind: 'doubtful' }
  const isBare = !tight && before?.[0] === '' && after === null
  if (!(isBare ? closings : endings).test(rest.slice(after?.[0].length ?? 0))) return { kind: 'doubtful' }
  if (currency !== null && isScale(currency)) return { kind: 'doubtful' }
  return { kind: 'exact', amount, currency }
}

/** The code of a currency before the figure, or a sign. */
const leading = /^(?:([A-Z]{2,10})\s+|[A-Z]{0,3}\p{Sc}\s*)?/u
/** Digits with whatever may stand between the parts of one number. */
const digits = /^\d+(?:[.,'’‘`´_\u00a0\u2007\u2009\u202f ]\d+)*/
/** A code after it, which may stand close; or a sign. */
const trailing = /^\s*(?:([A-Z]{2}[A-Z0-9_]{0,18})(?![\p{L}\p{N}])|\p{Sc})/u
const partOfMore = /[-−–~≈<>±/.,^\p{L}\p{N}]$/u
/**
 * What may follow for the figure to be whole: the end, a mark, or a word that neither scales it, nor counts something
 * else, nor goes on to a second figure.
 */
const endings =
  /^(?:\s*$|\s*[.,;:!?)\]"'”]+(?:\s+[^\d\s]|\s*$)|\s+(?:and|for|per|but|in|on|at|is|are|of|when|while|with|by|via|using|if|because|your|you|please|equivalent|allowed|required|only)\b(?!\s+(?:[A-Z]{2,10}\s+|\p{Sc}\s*)?\d))/u

/** The same without the words. */
const closings = /^(?:\s*$|\s*[.,;:!?)\]"'”]+(?:\s+[^\d\s]|\s*$))/u

/** Whether it is the symbol of a currency or crypto asset that we know. */
export function isKnownCurrency(symbol: string): boolean {
  return knownSymbols.has(symbol)
}

/** A word in capitals before an amount is often not a currency. */
function knownCode(word: string | undefined): string | undefined {
  return word !== undefined && knownSymbols.has(word) ? word : undefined
}

/** `10 MIO`, `5 MUSD`: a scale where the currency should be, or before it. */
function isScale(code: string): boolean {
  if (scales.has(code)) return true
  return /^[KMBT]/.test(code) && fiatSymbols.has(code.slice(1)) && !fiatSymbols.has(code)
}

const scales: ReadonlySet<string> = new Set(
  'KK MM MN MIO MIL MLN MRD BN TSD TYS HUNDRED THOUSAND MILLION BILLION LAKH LAKHS LAC CRORE CR'.split(' '),
)
const fiatSymbols: ReadonlySet<string> = new Set(fiatAssets.map(({ symbol }) => symbol))
const knownSymbols: ReadonlySet<string> = new Set([...fiatAssets, ...cryptoAssets].map(({ symbol }) => symbol))

/** Three digits after a single point may be thousands; after a zero they cannot. */
const plain = /^(?:\d+|\d+\.\d{1,2}|\d+\.\d{4,}|0\.\d+)$/
/** The same with a comma; four digits may be a group as well. */
const decimalComma = /^(?:\d+,\d{1,2}|\d+,\d{5,}|0,\d+)$/
/** Groups of three with one and the same mark, and perhaps decimals after another. */
const grouped = /^([1-9]\d{0,2}(?:([.,'’‘`´_\u00a0\u2007\u2009\u202f ])\d{3})(?:\2\d{3})*)(?:(?!\2)[.,](\d+))?$/
/** Lakhs and crores. */
const indian = /^([1-9]\d?(?:,\d{2})+,\d{3})(?:\.(\d+))?$/

function parseDigits(written: string, currency: string | null): Amount | undefined {
  if (plain.test(written)) return parseAmount(written)
  if (decimalComma.test(written)) return parseAmount(written.replace(',', '.'))
  const lakhs = indian.exec(written)
  if (lakhs !== null) return join(lakhs[1], lakhs[2])
  const match = grouped.exec(written)
  if (match === null || (/^\d+[.,]\d{3}$/.test(written) && !isThousands(written, currency))) return undefined
  return join(match[1], match[3])
}

/** One group after a comma is thousands where the currency has two decimals at most; a point may always be a decimal one. */
function isThousands(written: string, currency: string | null): boolean {
  return written.includes(',') && currency !== null && fiatSymbols.has(currency)
}

function join(whole: string | undefined, decimals: string | undefined): Amount | undefined {
  const digitsOnly = whole?.replace(/\D/g, '') ?? ''
  return parseAmount(decimals === undefined ? digitsOnly : `${digitsOnly}.${decimals}`)
}
