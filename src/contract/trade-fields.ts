import Big from 'big.js'
import { type Amount, amountDecimalsMax, amountLengthMax, parseAmount } from '../domain/amount.ts'
import { type ChainId, chainName, chains, guessChain, isChainId } from '../domain/chain.ts'
import { type Country, countries, guessCountry, isCountry } from '../domain/country.ts'
import { didYouMean } from '../domain/near-miss.ts'
import { guessPaymentMethods, paymentMethods } from '../domain/payment-method.ts'
import {
  dividedCountries,
  guessSubdivision,
  parseSubdivision,
  type Subdivision,
  subdivisions,
} from '../domain/subdivision.ts'
import { type Field, type FieldResult, InexactNumber } from './body.ts'
import { oneOf } from './choice.ts'

const symbolLengthMax = 32
const chainIds = chains.map(({ id, name }) => `${id} (${name})`).join(', ')

/** What to send for each field without which there is no trade. */
export const requiredForms = {
  source_amount: 'the amount of from_asset as a decimal string, such as "100.00"',
  from_asset: 'the symbol that is paid with, such as "USD"',
  to_asset: 'the symbol that is received, such as "USDC"',
  chain_id: `the chain of the crypto asset as an integer: ${chainIds}`,
} as const

/** A field that must be there; `expected` completes "Required: send …". */
export function required<T>(read: (value: unknown) => FieldResult<T>, expected: string): Field<T> {
  const fault = `Required: send ${expected}.`
  return { read: (value) => (value === null ? { fault } : read(value)), absent: { fault } }
}

/** A field that may be left out or null, which is one and the same. */
export function optional<T>(read: (value: unknown) => FieldResult<T>): Field<T | null> {
  return { read: (value) => (value === null ? { value: null } : read(value)), absent: { value: null } }
}

/** Reads an amount from a decimal text or from a JSON number that a double carries exactly. */
export function readSourceAmount(value: unknown): FieldResult<Amount> {
  if (value instanceof InexactNumber) {
    return { fault: `The number ${shorten(value.text)} cannot be carried exactly; send it as a string.` }
  }
  if (typeof value !== 'string' && typeof value !== 'number') {
    return { fault: 'Send a decimal string, such as "100.00", or a JSON number.' }
  }
  const amount = parseAmount(typeof value === 'number' ? plainNumber(value) : value)
  if (amount !== undefined) return { value: amount }
  return {
    fault: `Send a plain decimal greater than 0, such as "100.00": digits and at most one point, no exponent, at most ${amountLengthMax} characters and ${amountDecimalsMax} decimals.`,
  }
}

/** A double's shortest decimal text, written out without an exponent; no digit is rounded away. */
function plainNumber(value: number): string {
  return new Big(value).toFixed()
}

/** Reads an asset's symbol; whether there is such an asset is not judged here. */
export function readSymbol(value: unknown): FieldResult<string> {
  if (typeof value !== 'string' || value.trim() === '')
    return { fault: 'Send an asset symbol, such as "USD" or "USDC".' }
  if (value.length > symbolLengthMax) return { fault: `A symbol has at most ${symbolLengthMax} characters.` }
  return { value }
}

/** Reads a chain id from a JSON integer. */
export function readChainId(value: unknown): FieldResult<ChainId> {
  if (typeof value === 'number' && isChainId(value)) return { value }
  if (typeof value === 'string' && isChainId(Number(value))) {
    return { fault: `Send the number ${Number(value)}, without quotes.` }
  }
  return { fault: `${guessedChain(value)}Send one of ${chainIds}, as an integer.` }
}

/** Reads a chain id from the digits of a query value. */
export function readChainIdText(value: unknown): FieldResult<ChainId> {
  const id = typeof value === 'string' && /^[1-9]\d{0,9}$/.test(value) ? Number(value) : 0
  return isChainId(id) ? { value: id } : { fault: `${guessedChain(value)}Send one of ${chainIds}.` }
}

/** The beginning of a fault: the chain that was surely meant; empty when that is not known. */
export function guessedChain(value: unknown): string {
  const meant = typeof value === 'string' || typeof value === 'number' ? guessChain(String(value)) : undefined
  return meant === undefined ? '' : `${didYouMean([`${meant} (${chainName(meant)})`])} `
}

/** Reads a supported country. */
export function readCountry(value: unknown): FieldResult<Country> {
  if (typeof value !== 'string') return { fault: 'Send an ISO 3166-1 alpha-2 code, such as "US".' }
  if (isCountry(value)) return { value }
  const meant = guessCountry(value)
  const advice =
    meant === undefined
      ? 'Not a supported country.'
      : `${didYouMean([meant])} Write it as "${meant}", the ISO 3166-1 alpha-2 code in capitals.`
  return { fault: `${advice} Supported: ${countries.join(' ')}.` }
}

/** Reads the ISO 3166-2 code of a state, province or territory. */
export function readSubdivision(value: unknown): FieldResult<Subdivision> {
  if (typeof value !== 'string') return { fault: 'Send an ISO 3166-2 code, such as "US-NY", or leave it out.' }
  const subdivision = parseSubdivision(value)
  if (subdivision !== undefined) return { value: subdivision }
  const meant = guessSubdivision(value)
  if (meant !== undefined) return { fault: `Did you mean "${meant}"? Write it that way, as ISO 3166-2 does.` }
  const country = dividedCountries.find((code) => value.toUpperCase().startsWith(`${code}-`))
  if (country === undefined) {
    return { fault: 'Not a subdivision of US or CA, such as "US-NY" or "CA-ON". Leave it out for other countries.' }
  }
  const choice = subdivisions.filter((code) => code.startsWith(country)).join(' ')
  return { fault: `Not a subdivision of ${country}. Send one of ${choice}, or leave it out.` }
}

/** Reads one of the 15 payment methods. */
export const readPaymentMethod = oneOf(paymentMethods, '', guessPaymentMethods)

function shorten(text: string): string {
  return text.length > 40 ? `${text.slice(0, 40)}…` : text
}
