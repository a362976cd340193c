import { LosslessNumber, stringify } from 'lossless-json'

/** A number that reaches the wire with these very digits, whatever a double would make of them. */
export type ExactNumber = LosslessNumber

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
