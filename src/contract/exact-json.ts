import { LosslessNumber, stringify } from 'lossless-json'
import Type from 'typebox'

/** A number that reaches the wire with these very digits, whatever a double would make of them. */
export type ExactNumber = LosslessNumber

/** The schema of an exact number: read it with a decimal parser if all its digits are needed. */
export const ExactNumberSchema = Type.Unsafe<ExactNumber>({ type: 'number' })

/** Wraps the text of a JSON number, for `stringifyExact`. Throws when it is none. */
export function exactNumber(text: string): ExactNumber {
  return new LosslessNumber(text)
}

/** JSON as `JSON.stringify` writes it, with every exact number as the digits it holds. Throws for what is no JSON. */
export function stringifyExact(value: unknown): string {
  const text = stringify(value)
  if (text === undefined) throw new TypeError('this value has no JSON')
  return text
}
