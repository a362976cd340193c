import Type, { type TSchema } from 'typebox'
import { countries } from '../domain/country.ts'
import { paymentMethods } from '../domain/payment-method.ts'
import { transactionStatuses } from '../domain/transaction.ts'

// What schemas are made of. One with a title is a component of the contract document under that name, and is referred to.

/** A value, or null where there is none. */
export function nullable<Schema extends TSchema>(schema: Schema, description?: string) {
  return Type.Union([schema, Type.Null()], description === undefined ? {} : { description })
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
export const DirectionName = Type.Enum(['buy', 'sell'], { title: 'Direction' })

/** A supported country. */
export const CountryCode = Type.Enum([...countries], { title: 'CountryCode', description: 'ISO 3166-1 alpha-2' })

/** A payment method that may be asked for. */
export const PaymentMethodCode = Type.Enum([...paymentMethods], { title: 'PaymentMethod' })

/** How a transaction stands. */
export const TransactionStatus = Type.Enum(transactionStatuses, {
  title: 'TransactionStatus',
  description:
    'never steps back. An end may be put right by another end that Meld dates later (a refund, say); one without a date is dated by when it was seen',
})
