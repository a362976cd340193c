import Type, { type TSchema } from 'typebox'

// What the schemas of replies are made of.

/** A value, or null where there is none. */
export function nullable<Schema extends TSchema>(schema: Schema, description?: string) {
  return Type.Union([schema, Type.Null()], description === undefined ? {} : { description })
}

/** A decimal number as a text, exact. */
export const Decimal = Type.String({ pattern: '^\\d+(\\.\\d+)?$', description: 'an exact decimal' })

/** A decimal number as a text, exact, as Meld told it: nothing keeps it from being negative. */
export const ToldDecimal = Type.String({ pattern: '^-?\\d+(\\.\\d+)?$', description: 'an exact decimal' })
