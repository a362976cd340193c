import type { FieldFault } from '../domain/errors.ts'
import { meantName } from './field-names.ts'

/** A JSON number that a double cannot carry exactly; the body parser leaves this in its place. */
export class InexactNumber {
  readonly text: string

  constructor(text: string) {
    this.text = text
  }
}

/** What reading a field gives: its value, or words that say how to mend it. */
export type FieldResult<T> = { readonly value: T } | { readonly fault: string }

/** One known field of a body: how to read it when present, and what its absence means. */
export interface Field<T> {
  readonly read: (value: unknown) => FieldResult<T>
  readonly absent: FieldResult<T>
}

/** Values by field name, for a table of fields. */
export type FieldValues<Fields> = { readonly [Name in keyof Fields]: Fields[Name] extends Field<infer T> ? T : never }

/**
 * Reads a JSON object by a table of fields and names every fault at once. Unknown fields are ignored, except one that
 * is surely meant for a known one: a near miss, or what other APIs call it where ours was not sent.
 */
export function readFields<Fields extends Record<string, Field<unknown>>>(
  body: unknown,
  fields: Fields,
): { readonly values: FieldValues<Fields> } | { readonly faults: readonly FieldFault[] } {
  if (typeof body !== 'object' || body === null || Array.isArray(body)) {
    return { faults: [{ pointer: '', detail: 'The body must be a JSON object.' }] }
  }
  return readMembers(new Map(Object.entries(body)), fields, (name, known, given) => {
    const meant = meantName(name, known)
    if (meant === undefined || (meant.isOtherName && given.has(meant.name))) return null
    return { meant: meant.name, detail: `Unknown field; did you mean ${meant.name}?` }
  })
}

/** What is said against a name that the table does not have; `meant` is the one it stands for, if that is certain. */
export interface UnknownName {
  readonly meant: string | undefined
  readonly detail: string
}

/** Judges a name that the table does not have, by those it has and all that was sent; null lets it pass. */
export type JudgeUnknown = (
  name: string,
  known: readonly string[],
  given: ReadonlyMap<string, unknown>,
) => UnknownName | null

/** Unknown names that are judged; nobody mends more at a time, and each costs a search and a place in the answer. */
const unknownNamesMax = 50

/**
 * Reads named values by a table of fields and names every fault at once. More than 50 unknown names are a fault in
 * themselves: one among those that are not judged may be a slip that changes what is asked for.
 */
export function readMembers<Fields extends Record<string, Field<unknown>>>(
  given: ReadonlyMap<string, unknown>,
  fields: Fields,
  judgeUnknown: JudgeUnknown,
): { readonly values: FieldValues<Fields> } | { readonly faults: readonly FieldFault[] } {
  const known = Object.keys(fields)
  const values: Record<string, unknown> = {}
  const faults: FieldFault[] = []
  const missed = new Set<string>()
  const unknownNames = [...given.keys()].filter((name) => !Object.hasOwn(fields, name))
  for (const name of unknownNames.slice(0, unknownNamesMax)) {
    const unknown = judgeUnknown(name, known, given)
    if (unknown === null) continue
    if (unknown.meant !== undefined) missed.add(unknown.meant)
    faults.push({ pointer: pointerTo(name), detail: unknown.detail })
  }
  if (unknownNames.length > unknownNamesMax) {
    const detail = `Holds ${unknownNames.length} unknown names, of which the first ${unknownNamesMax} are judged; leave them out.`
    faults.push({ pointer: '', detail })
  }
  for (const [name, field] of Object.entries(fields)) {
    // Naming the misspelt field is enough; that the right one is missing follows from it.
    if (!given.has(name) && missed.has(name)) continue
    const result = given.has(name) ? field.read(given.get(name)) : field.absent
    if ('fault' in result) faults.push({ pointer: pointerTo(name), detail: result.fault })
    else values[name] = result.value
  }
  return faults.length > 0 ? { faults } : { values: values as FieldValues<Fields> }
}

/** The RFC 6901 pointer to a field of the body. */
function pointerTo(name: string): string {
  return `/${name.replaceAll('~', '~0').replaceAll('/', '~1')}`
}
