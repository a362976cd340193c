import { redactSecretsIn } from './secret-redaction.ts'

/** Longest reason that an operator gives, in characters: a sentence or two, as it stands in lists and in the audit log. */
export const reasonLengthMax = 500
/** Longest note, in characters. */
export const noteLengthMax = 2_000

/** What changes how the text around it is shown, in terminals above all; and halves of characters, which cannot be kept. */
const unfit = /[^\P{Cc}\t\n\r]|\p{Bidi_Control}|\p{Surrogate}/u

/**
 * What an operator writes, as it is kept and shown: without blanks around it, and without secrets that were pasted into it.
 * Undefined when nothing is left, when it is longer than `lengthMax` characters, and when it holds control characters other
 * than line ends and tabs.
 */
export function readOperatorText(value: unknown, lengthMax: number): string | undefined {
  const text = typeof value === 'string' ? value.trim() : ''
  if (text === '' || [...text].length > lengthMax || unfit.test(text)) return undefined
  return [...redactSecretsIn(text)].slice(0, lengthMax).join('')
}

/** The same for a reason, which stands in one line. */
export function readOperatorReason(value: unknown): string | undefined {
  return readOperatorText(value, reasonLengthMax)?.replaceAll(/\s+/g, ' ')
}
