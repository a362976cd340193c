import { compareAmounts } from '../../domain/amount.ts'
import type { Limit } from '../../domain/quote.ts'
import { type AmountInText, isKnownCurrency, readAmountAt } from './amount-in-text.ts'

/** Words that announce a limit, and whether it follows them directly. */
interface Wording {
  readonly form: RegExp
  readonly tight: boolean
}

/** Surest first. The amount that was sent may stand in the same sentence, and so may the limit on the other side. */
const wordings: Readonly<Record<Limit['kind'], readonly Wording[]>> = {
  minimum: [
    { form: /\bwhich is:?\s+/g, tight: true },
    { form: /\b(?:(?:more|less|greater|lower|higher) than(?: or equal to)?|at least):?\s+/g, tight: true },
    { form: /\b[Mm]in(?:imum)?\b[^\d]{0,60}?(?=(?:\b[A-Z]{2,10}\s+|(?:\b[A-Z]{1,3})?\p{Sc}\s*)?\d)/gu, tight: false },
  ],
  maximum: [
    { form: /\bwhich is:?\s+/g, tight: true },
    { form: /\b(?:(?:more|less|greater|lower|higher) than(?: or equal to)?|at most|up to):?\s+/g, tight: true },
    { form: /\b[Mm]ax(?:imum)?\b[^\d]{0,60}?(?=(?:\b[A-Z]{2,10}\s+|(?:\b[A-Z]{1,3})?\p{Sc}\s*)?\d)/gu, tight: false },
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

/** By the first wording that leads to an amount. When amounts differ, which of them is the limit stays open. */
function findFigure(text: string, ordered: readonly Wording[]): AmountInText {
  for (const { form, tight } of ordered) {
    const figures = [...text.matchAll(form)]
      .map((match) => {
        const figure = readAmountAt(text, match.index + match[0].length, tight)
        return tight || leadsToAmount(match[0], figure) ? figure : doubtful
      })
      .filter(({ kind }) => kind !== 'none')
    const [first, ...others] = figures
    if (first !== undefined) return others.every((other) => isSame(first, other)) ? first : doubtful
  }
  return { kind: 'none' }
}

const doubtful: AmountInText = { kind: 'doubtful' }

/**
 * Whether the words between the limit and a figure are sure to speak of it. After others (`level`, `code`, `ref`) the
 * figure may number anything, unless it has a currency.
 */
function leadsToAmount(words: string, figure: AmountInText): boolean {
  if (figure.kind !== 'exact') return true
  return (figure.currency !== null && isKnownCurrency(figure.currency)) || fillers.test(words)
}

const fillers =
  /^(?:min|max)(?:imum)?(?:[\s:=]|\b(?:amount|limit|value|order|size|purchase|purchases|transaction|sell|sale|buy|source|fiat|crypto|allowed|required|accepted|permitted|possible|supported|is|are|of|be|must|should|has|to|the|a|an|for|this|currency|in|payment|method|provider)\b)*$/i

function isSame(a: AmountInText, b: AmountInText): boolean {
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
