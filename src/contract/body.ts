import { distance } from 'fastest-levenshtein'
import type { FieldFault } from '../domain/errors.ts'

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
 * Reads a JSON object by a table of fields and names every fault at once. Unknown fields are ignored, except a near
 * miss of a known one, which is surely meant.
 */
export function readFields<Fields extends Record<string, Field<unknown>>>(
  body: unknown,
  fields: Fields,
): { readonly values: FieldValues<Fields> } | { readonly faults: readonly FieldFault[] } {
  if (typeof body !== 'object' || body === null || Array.isArray(body)) {
    return { faults: [{ pointer: '', detail: 'The body must be a JSON object.' }] }
  }
  const given = new Map<string, unknown>(Object.entries(body))
  const values: Record<string, unknown> = {}
  const faults: FieldFault[] = []
  const missed = new Map<string, string>()
  for (const name of given.keys()) {
    const meant = Object.hasOwn(fields, name) ? undefined : nearestField(name, Object.keys(fields))
    if (meant === undefined) continue
    missed.set(meant, name)
    faults.push({ pointer: pointerTo(name), detail: `Unknown field; did you mean ${meant}?` })
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

/** One slip of the finger in four letters, two at the most: more, and it may well be another word. */
const lettersPerSlip = 4
const slipsMax = 2
/** Longer names are nobody's slip. */
const nameLengthMax = 64

function nearestField(name: string, known: readonly string[]): string | undefined {
  const plain = plainName(name)
  return known.find((candidate) => {
    const target = plainName(candidate)
    if (plain === target) return true
    const slips = Math.min(slipsMax, Math.floor(target.length / lettersPerSlip))
    return plain.length <= nameLengthMax && distance(plain, target) <= slips
  })
}

function plainName(name: string): string {
  return name.toLowerCase().replaceAll(/[^a-z0-9]/g, '')
}

/** The RFC 6901 pointer to a field of the body. */
function pointerTo(name: string): string {
  return `/${name.replaceAll('~', '~0').replaceAll('/', '~1')}`
}
