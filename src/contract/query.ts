import type { FieldFault } from '../domain/errors.ts'
import { type Field, type FieldResult, type FieldValues, readMembers, type UnknownName } from './body.ts'
import { meantName } from './field-names.ts'

/**
 * Reads a query by a table of fields and names every fault at once. Every value is a text; a parameter that is sent
 * more than once is refused, since picking one would be a guess, and so is one that the table does not have: it would
 * change nothing, and the caller meant something by it.
 */
export function readQuery<Fields extends Record<string, Field<unknown>>>(
  query: unknown,
  fields: Fields,
): { readonly values: FieldValues<Fields> } | { readonly faults: readonly FieldFault[] } {
  const entries = Object.entries(fields).map(([name, field]) => [name, { ...field, read: once(field.read) }] as const)
  // Each field keeps its own type: only what it reads from is narrowed.
  const known = Object.fromEntries(entries) as Fields
  return readMembers(new Map(Object.entries(query as object)), known, refuseUnknown)
}

function refuseUnknown(name: string, known: readonly string[]): UnknownName {
  const meant = meantName(name, known)?.name
  if (meant !== undefined) return { meant, detail: `Unknown parameter; did you mean ${meant}?` }
  const choice = known.length === 0 ? 'none is taken here' : `those taken here are ${known.join(', ')}`
  return { meant, detail: `Unknown parameter; ${choice}.` }
}

function once<T>(read: (value: unknown) => FieldResult<T>): (value: unknown) => FieldResult<T> {
  return (value) => (Array.isArray(value) ? { fault: 'Sent more than once; send it once.' } : read(value))
}

const flags: ReadonlyMap<unknown, boolean> = new Map([
  ['true', true],
  ['1', true],
  ['false', false],
  ['0', false],
])

/** A yes or no: `true`, `false`, `1` or `0`, in capitals too. Left out it is no. */
export const flagField: Field<boolean> = {
  read: (value) => {
    const flag = flags.get(typeof value === 'string' ? value.toLowerCase() : value)
    return flag === undefined ? { fault: 'Send true or false.' } : { value: flag }
  },
  absent: { value: false },
}
