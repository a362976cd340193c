import { type Amount, parseAmount } from '../../domain/amount.ts'
import type { Limit } from '../../domain/quote.ts'

/** `7500`, `18.00`, `7,500.00`; a comma that is not a thousands mark makes the figure unreadable. */
const figure = String.raw`(\d[\d,]*(?:\.\d+)?)(?![\d,]*\d)`
const code = String.raw`(?:\s*([A-Z][A-Z0-9_]{1,19})\b)?`
const codeBefore = String.raw`(?:([A-Z]{2,10})\s+)?`

/** Where a message names its limit, surest wording first. The amount that was sent may stand in the same sentence. */
const wordings: readonly RegExp[] = [
  new RegExp(String.raw`\bwhich is\s+${codeBefore}${figure}${code}`),
  new RegExp(
    String.raw`\b(?:(?:more|less|greater|lower|higher) than(?: or equal to)?|at least|at most)\s+${codeBefore}${figure}${code}`,
  ),
  new RegExp(String.raw`\b(?:[Mm]in|[Mm]ax)(?:imum)?\b[^\d]{0,60}?${codeBefore}${figure}${code}`),
]

const thousands = /^\d{1,3}(?:,\d{3})+(?:\.\d+)?$/

/**
 * The limit that a provider's words name; texts are tried in order, the most specific first. The amount is null when
 * none names a figure that can be read without doubt.
 */
export function readLimit(kind: Limit['kind'], texts: readonly string[]): Limit {
  for (const text of texts) {
    for (const wording of wordings) {
      const match = wording.exec(text)
      const amount = match === null ? undefined : readLimitFigure(match[2])
      if (amount !== undefined) return { kind, amount, currency: match?.[3] ?? match?.[1] ?? null }
    }
  }
  return { kind, amount: null, currency: null }
}

/**
 * Whether words complain about an amount, and on which side. Only for replies whose code does not say: some of Meld's
 * limit failures differ from others by nothing but their text.
 */
export function readLimitKind(texts: readonly string[]): Limit['kind'] | undefined {
  const text = texts.join('\n')
  if (!/\b(?:amount|limits?|value|order size)\b/i.test(text)) return undefined
  const low = /\bmin(?:imum)?\b|\btoo (?:low|small)\b/i.test(text)
  const high = /\bmax(?:imum)?\b|\btoo (?:high|large)\b/i.test(text)
  if (low === high) return undefined
  return low ? 'minimum' : 'maximum'
}

function readLimitFigure(text: string | undefined): Amount | undefined {
  if (text === undefined) return undefined
  if (!text.includes(',')) return parseAmount(text)
  return thousands.test(text) ? parseAmount(text.replaceAll(',', '')) : undefined
}
