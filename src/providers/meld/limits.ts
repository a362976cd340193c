import { compareAmounts } from '../../domain/amount.ts'
import type { Limit } from '../../domain/quote.ts'
import { readFigureAt, type WrittenFigure } from './written-figure.ts'

/** Words after which a limit stands, and whether it follows at once. */
interface Wording {
  readonly form: RegExp
  readonly tight: boolean
}

/** Surest first. The amount that was sent may stand in the same sentence, and so may the limit on the other side. */
const wordings: Readonly<Record<Limit['kind'], readonly Wording[]>> = {
  minimum: [
    { form: /\bwhich is:?\s+/g, tight: true },
    { form: /\b(?:(?:more|less|greater|lower|higher) than(?: or equal to)?|at least):?\s+/g, tight: true },
    { form: /\b[Mm]in(?:imum)?\b[^\d]{0,60}?(?=(?:\b[A-Z]{2,10}\s+|\b[A-Z]{0,3}\p{Sc}\s*)?\d)/gu, tight: false },
  ],
  maximum: [
    { form: /\bwhich is:?\s+/g, tight: true },
    { form: /\b(?:(?:more|less|greater|lower|higher) than(?: or equal to)?|at most|up to):?\s+/g, tight: true },
    { form: /\b[Mm]ax(?:imum)?\b[^\d]{0,60}?(?=(?:\b[A-Z]{2,10}\s+|\b[A-Z]{0,3}\p{Sc}\s*)?\d)/gu, tight: false },
  ],
}

/**
 * The limit that a provider's words name; texts are tried in order, the most specific first. The amount is null when
 * none names one figure that can be read without doubt.
 */
export function readLimit(kind: Limit['kind'], texts: readonly string[]): Limit {
  for (const text of texts) {
    const figure = findFigure(text, wordings[kind])
    if (figure.kind === 'exact') return { kind, amount: figure.amount, currency: figure.currency }
  }
  return { kind, amount: null, currency: null }
}

/** By the first wording that leads to a figure. Figures that differ leave it open which of them is the limit. */
function findFigure(text: string, ordered: readonly Wording[]): WrittenFigure {
  for (const { form, tight } of ordered) {
    const figures = [...text.matchAll(form)]
      .map((match) => readFigureAt(text, match.index + match[0].length, tight))
      .filter(({ kind }) => kind !== 'none')
    const [first, ...others] = figures
    if (first !== undefined) return others.every((other) => isSame(first, other)) ? first : { kind: 'doubtful' }
  }
  return { kind: 'none' }
}

function isSame(a: WrittenFigure, b: WrittenFigure): boolean {
  return a.kind === 'exact' && b.kind === 'exact' && compareAmounts(a.amount, b.amount) === 0
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
