import Type from 'typebox'
import {
  byDefault,
  type Field,
  type Fields,
  type FieldsRead,
  type FieldValues,
  type Members,
  type Reader,
  type Rules,
  readMembers,
  type TenantChoices,
} from './field.ts'
import { meantName } from './field-names.ts'

/**
 * Reads a query by a table of fields and names every fault at once. Every value is a text; a parameter that is sent
 * more than once is refused, since picking one would be a guess, and so is one that the table does not have: it would
 * change nothing, although the caller meant something by it.
 */
export function readQuery<Of extends Fields>(
  query: unknown,
  fields: Of,
  choices: TenantChoices,
): FieldsRead<FieldValues<Of>> {
  return readMembers(query as Members, fields, choices, queryRules)
}

const queryRules: Rules = {
  judgeUnknown: (name, known) => {
    const meant = meantName(name, known)?.name
    if (meant !== undefined) return { meant, detail: `Unknown parameter; did you mean ${meant}?` }
    const choice = known.length === 0 ? 'none is taken here' : `those taken here are ${known.join(', ')}`
    return { meant, detail: `Unknown parameter; ${choice}.` }
  },
  findFault: (value) => (Array.isArray(value) ? 'Sent more than once; send it once.' : undefined),
}

const flags: ReadonlyMap<unknown, boolean> = new Map([
  ['true', true],
  ['1', true],
  ['false', false],
  ['0', false],
])

const flagReader: Reader<boolean> = {
  read: (value) => {
    const flag = flags.get(typeof value === 'string' ? value.toLowerCase() : value)
    return flag === undefined ? { fault: 'Send true or false.' } : { value: flag }
  },
  schema: Type.Boolean(),
}

/** A yes or no: `true`, `false`, `1` or `0`, in capitals too. Left out it is no. */
export function flag(about: string): Field<boolean> {
  return byDefault(flagReader, false, about)
}

/** A whole number, written in digits. `meaning` says what it counts, as a part of a sentence. */
export function wholeNumber(
  { min, max, absent }: { readonly min: number; readonly max: number; readonly absent: number },
  about: string,
  meaning?: string,
): Field<number> {
  const range = max === Number.MAX_SAFE_INTEGER ? `from ${min} on` : `from ${min} to ${max}`
  const explained = meaning === undefined ? range : `${range}; ${meaning}`
  const read: Reader<number>['read'] = (value) => {
    const number = readWhole(value)
    if (number !== undefined && number >= min && number <= max) return { value: number }
    return { fault: `Send a whole number ${explained}. Left out it is ${absent}.` }
  }
  return byDefault({ read, schema: Type.Integer({ minimum: min, maximum: max, default: absent }) }, absent, about)
}

/** The number that digits stand for; undefined for anything else, and for more than a double counts to. */
export function readWhole(value: unknown): number | undefined {
  const number = typeof value === 'string' && /^\d{1,16}$/.test(value) ? Number(value) : Number.NaN
  return Number.isSafeInteger(number) ? number : undefined
}
