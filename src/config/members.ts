import Type, { type TEnumValue, type TProperties, type TSchema } from 'typebox'
import type { TextFormat } from './text-format.ts'

/** What a whole number may be, and what it is when nobody says. */
export interface WholeNumber {
  readonly minimum: number
  readonly maximum: number
  readonly default: number
  readonly description: string
}

/** A text that has one of the forms. */
export function text(format: TextFormat, description: string, more: Record<string, unknown> = {}) {
  return Type.String({ format, description, ...more })
}

/** A mapping with these keys and no others. */
export function mapping<Members extends TProperties>(members: Members) {
  return Type.Object(members, { additionalProperties: false })
}

/** Members that a file may leave out. What has a default has it in the schema too. */
export const maybe = {
  text: (...of: Parameters<typeof text>) => Type.Optional(text(...of)),
  mapping: <Members extends TProperties>(members: Members) => Type.Optional(mapping(members)),
  /** Different entries, as many as `maxItems`. */
  list: <Entry extends TSchema>(entry: Entry, maxItems: number, description: string, more: object = {}) =>
    Type.Optional(Type.Array(entry, { maxItems, uniqueItems: true, description, ...more })),
  whole: (bounds: WholeNumber) => Type.Optional(Type.Integer({ ...bounds })),
  /** False unless it says otherwise. */
  flag: (description: string) => Type.Optional(Type.Boolean({ default: false, description })),
  /** One of the words; the first is the default. */
  word: <Words extends TEnumValue[]>(words: readonly [...Words], description: string) =>
    Type.Optional(Type.Enum(words, { default: words[0], description })),
}
