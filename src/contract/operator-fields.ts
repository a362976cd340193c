import Type from 'typebox'
import { type Field, optional, type Reader, required } from './field.ts'

/** Longest reason that an operator gives, in characters: a sentence or two, as it stands in lists and in the audit log. */
export const reasonLengthMax = 500

const reason: Reader<string> = {
  read: (value) => {
    const text = typeof value === 'string' ? value.trim() : ''
    if (text !== '' && [...text].length <= reasonLengthMax && !text.includes('\0')) return { value: text }
    return { fault: `Say why, in 1 to ${reasonLengthMax} characters.` }
  },
  schema: Type.String({ minLength: 1, maxLength: reasonLengthMax, pattern: '\\S' }),
}

const about = `why, in the operator’s own words, for the audit log: 1 to ${reasonLengthMax} characters`

/** Why an operator does what stops or loses something. */
export const requiredReason: Field<string> = required(reason, 'why, in a sentence', about)
/** Why an operator does something. */
export const optionalReason: Field<string | null> = optional(reason, about)
