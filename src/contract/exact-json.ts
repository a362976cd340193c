import { randomBytes } from 'node:crypto'
import Type from 'typebox'

const jsonNumber = /^-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?$/
/** Nobody outside knows it, so no text that comes from there begins with it. */
const mark = `exact:${randomBytes(12).toString('base64url')}:`
const marked = new RegExp(`"${mark}([^"]*)"`, 'g')

/** A number that reaches the wire with these very digits, whatever a double would make of them. */
export class ExactNumber {
  private readonly text: string

  /** Takes the text of a JSON number. Throws when it is none. */
  constructor(text: string) {
    if (!jsonNumber.test(text)) throw new TypeError(`${text} is no JSON number`)
    this.text = text
  }

  /** What `stringifyExact` takes for it. */
  toJSON(): string {
    return mark + this.text
  }
}

/** The schema of an exact number: read it with a decimal parser if all its digits are needed. */
export const ExactNumberSchema = Type.Unsafe<ExactNumber>({ type: 'number' })

/** JSON as `JSON.stringify` writes it, with every exact number as the digits it holds. Throws for what is no JSON. */
export function stringifyExact(value: unknown): string {
  const text: string | undefined = JSON.stringify(value)
  if (text === undefined) throw new TypeError('this value has no JSON')
  return text.replace(marked, '$1')
}
