import Type, { type Static, type TSchema } from 'typebox'
import { countries } from '../domain/country.ts'
import { paymentMethods } from '../domain/payment-method.ts'
import { transactionStatuses } from '../domain/transaction.ts'

// What schemas are made of. One with a title is a component of the contract document under that name, and is referred to.

/** A value, or null where there is none. */
export function nullable<Schema extends TSchema>(schema: Schema, description?: string) {
  return Type.Union([schema, Type.Null()], description === undefined ? {} : { description })
}

/** A kind of value that has a name of its own, with what it means here. */
export function explained<Schema extends TSchema>(schema: Schema, description: string) {
  return Type.Unsafe<Static<Schema>>({ allOf: [schema], description })
}

/** A decimal number as a text, exact. */
export const Decimal = Type.String({ title: 'Decimal', pattern: '^\\d+(\\.\\d+)?$', description: 'an exact decimal' })

/** A decimal number as a text, exact, as Meld told it: nothing keeps it from being negative. */
export const ToldDecimal = Type.String({
  title: 'ToldDecimal',
  pattern: '^-?\\d+(\\.\\d+)?$',
  description: 'an exact decimal',
})

/** Which way a trade goes. */
export const DirectionName = Type.Enum(['buy', 'sell'], {
  title: 'Direction',
  description: 'a `buy` pays a currency for crypto, a `sell` crypto for a currency',
})

/** A supported country. */
export const CountryCode = Type.Enum([...countries], {
  title: 'CountryCode',
  description: 'a country, by ISO 3166-1 alpha-2',
})

/** A payment method that may be asked for. */
export const PaymentMethodCode = Type.Enum([...paymentMethods], {
  title: 'PaymentMethod',
  description: 'a payment method that may be asked for',
})

/** How a transaction stands. */
export const TransactionStatus = Type.Enum(transactionStatuses, {
  title: 'TransactionStatus',
  description:
    'never steps back. An end may be put right by another end that Meld dates later (a refund, say); one without a date is dated by when it was seen',
})
