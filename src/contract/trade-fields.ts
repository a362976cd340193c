import Big from 'big.js'
import Type from 'typebox'
import { type Amount, amountDecimalsMax, amountLengthMax, parseAmount } from '../domain/amount.ts'
import { type ChainId, chainName, chains, guessChain, isChainId } from '../domain/chain.ts'
import { type Country, countries, guessCountry, isCountry } from '../domain/country.ts'
import { didYouMean } from '../domain/near-miss.ts'
import { guessPaymentMethods, type PaymentMethod, paymentMethods } from '../domain/payment-method.ts'
import {
  dividedCountries,
  guessSubdivision,
  parseSubdivision,
  type Subdivision,
  subdivisions,
} from '../domain/subdivision.ts'
import { InexactNumber } from './body.ts'
import { oneOf } from './choice.ts'
import { byDefault, type Field, type FieldResult, optional, type Reader, required } from './field.ts'
import { CountryCode, PaymentMethodCode } from './schema.ts'

const symbolLengthMax = 32
const chainIds = chains.map(({ id, name }) => `${id} (${name})`).join(', ')

/** An amount, from a decimal text or from a JSON number that a double carries exactly. */
export const amount: Reader<Amount> = {
  read: readAmount,
  schema: Type.Union([
    Type.String({
      pattern: `^\\+?\\d*(\\.\\d{0,${amountDecimalsMax}})?$`,
      not: { pattern: '^[+0.]*$' },
      maxLength: amountLengthMax,
    }),
    Type.Number({ exclusiveMinimum: 0 }),
  ]),
  rule: 'A number that a double cannot carry exactly is refused: send it as a text.',
}

function readAmount(value: unknown): FieldResult<Amount> {
  if (value instanceof InexactNumber) {
    return { fault: `The number ${shorten(value.text)} cannot be carried exactly; send it as a string.` }
  }
  if (typeof value !== 'string' && typeof value !== 'number') {
    return { fault: 'Send a decimal string, such as "100.00", or a JSON number.' }
  }
  const read = parseAmount(typeof value === 'number' ? plainNumber(value) : value)
  if (read !== undefined) return { value: read }
  return {
    fault: `Send a plain decimal greater than 0, such as "100.00": digits and at most one point, no exponent, at most ${amountLengthMax} characters and ${amountDecimalsMax} decimals.`,
  }
}

/** A double's shortest decimal text, written out without an exponent; no digit is rounded away. */
function plainNumber(value: number): string {
  return new Big(value).toFixed()
}

/** An asset's symbol; whether there is such an asset is not judged here. */
export const symbol: Reader<string> = {
  read: (value) => {
    if (typeof value !== 'string' || value.trim() === '')
      return { fault: 'Send an asset symbol, such as "USD" or "USDC".' }
    if ([...value].length > symbolLengthMax) return { fault: `A symbol has at most ${symbolLengthMax} characters.` }
    return { value }
  },
  schema: Type.String({ pattern: '\\S', maxLength: symbolLengthMax }),
}

const chainSchema = Type.Enum(
  chains.map(({ id }) => id),
  { title: 'ChainId' },
)

/** A chain id, from a JSON integer. */
export const chainId: Reader<ChainId> = {
  read: (value) => {
    if (typeof value === 'number' && isChainId(value)) return { value }
    if (typeof value === 'string' && isChainId(Number(value))) {
      return { fault: `Send the number ${Number(value)}, without quotes.` }
    }
    return { fault: `${guessedChain(value)}Send one of ${chainIds}, as an integer.` }
  },
  schema: chainSchema,
}

/** A chain id, from the digits of a query value. */
export const chainIdText: Reader<ChainId> = {
  read: (value) => {
    const id = typeof value === 'string' && /^[1-9]\d{0,9}$/.test(value) ? Number(value) : 0
    return isChainId(id) ? { value: id } : { fault: `${guessedChain(value)}Send one of ${chainIds}.` }
  },
  schema: chainSchema,
}

/** The beginning of a fault: the chain that was certainly meant; empty when that is not known. */
export function guessedChain(value: unknown): string {
  const meant = typeof value === 'string' || typeof value === 'number' ? guessChain(String(value)) : undefined
  return meant === undefined ? '' : `${didYouMean([`${meant} (${chainName(meant)})`])} `
}

/** A supported country. */
export const country: Reader<Country> = {
  read: (value) => {
    if (typeof value !== 'string') return { fault: 'Send an ISO 3166-1 alpha-2 code, such as "US".' }
    if (isCountry(value)) return { value }
    const meant = guessCountry(value)
    const advice =
      meant === undefined
        ? 'Not a supported country.'
        : `${didYouMean([meant])} Write it as "${meant}", the ISO 3166-1 alpha-2 code in capitals.`
    return { fault: `${advice} Supported: ${countries.join(' ')}.` }
  },
  schema: CountryCode,
}

/** The ISO 3166-2 code of a state, province or territory. */
const subdivision: Reader<Subdivision> = {
  read: (value) => {
    if (typeof value !== 'string') return { fault: 'Send an ISO 3166-2 code, such as "US-NY", or leave it out.' }
    const code = parseSubdivision(value)
    if (code !== undefined) return { value: code }
    const meant = guessSubdivision(value)
    if (meant !== undefined) return { fault: `Did you mean "${meant}"? Write it that way, as ISO 3166-2 does.` }
    const divided = dividedCountries.find((known) => value.toUpperCase().startsWith(`${known}-`))
    if (divided === undefined) {
      return { fault: 'Not a subdivision of US or CA, such as "US-NY" or "CA-ON". Leave it out for other countries.' }
    }
    const choice = subdivisions.filter((known) => known.startsWith(divided)).join(' ')
    return { fault: `Not a subdivision of ${divided}. Send one of ${choice}, or leave it out.` }
  },
  schema: Type.Enum([...subdivisions], { title: 'Subdivision' }),
}

/** One of the 15 payment methods. */
export const paymentMethod: Reader<PaymentMethod> = {
  ...oneOf(paymentMethods, '', guessPaymentMethods),
  schema: PaymentMethodCode,
}

/** The fields that name a trade, the same in a body and in a query but for how a chain id is written there. */
export const tradeFields = {
  source_amount: required(
    amount,
    'the amount of from_asset as a decimal string, such as "100.00"',
    'how much of `from_asset` is paid: a decimal text, or in a body a number; greater than 0, with no more decimals than the asset has (none for JPY and KRW, two for other currencies, 6 for USDC and EURC, 18 for USDT on BNB Smart Chain and for coins). A finer amount is 422 and names the nearest',
  ),
  from_asset: required(
    symbol,
    'the symbol that is paid with, such as "USD"',
    'the symbol that is paid with, in any case. Fiat first is a buy, crypto first a sell. An unknown one is refused, and is told which there are',
  ),
  to_asset: required(
    symbol,
    'the symbol that is received, such as "USDC"',
    'the symbol that is received, in any case. Exactly one of the two is fiat',
  ),
} satisfies Record<string, Field<unknown>>

const expectedChain = `the chain of the crypto asset as an integer: ${chainIds}`
const aboutChain = `the chain of the crypto asset: ${chainIds}`

/** The chain of a trade, in a body. */
export const chainField: Field<ChainId> = required(chainId, expectedChain, aboutChain)
/** The chain of a trade, in a query. */
export const chainParameter: Field<ChainId> = required(chainIdText, expectedChain, aboutChain)

/** Where the user is. */
export const countryField: Field<Country> = byDefault(
  country,
  (choices) => choices.defaultCountry,
  'where the user is: one of the 43 codes; the tenant’s default, else `US`',
)

/** Where within the country. */
export const subdivisionField: Field<Subdivision | null> = optional(
  subdivision,
  'where in the United States or Canada the user is, by ISO 3166-2 (`US-NY`, `CA-ON`), of the same country; some providers serve only some. Told to Meld for prices and widget',
)

function shorten(text: string): string {
  return text.length > 40 ? `${text.slice(0, 40)}…` : text
}
