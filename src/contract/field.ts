import type { TSchema } from 'typebox'
import type { FieldFault } from '../domain/errors.ts'
import type { Tenant } from '../domain/tenant.ts'

/** What a tenant decides of what its users may send. */
export type TenantChoices = Pick<Tenant, 'defaultCountry' | 'returnLinks' | 'returnOrigins'>

/** What reading a value gives: the value, or words that say how to fix it. */
export type FieldResult<T> = { readonly value: T } | { readonly fault: string }

/** How a kind of value is read, and the same as a schema: whatever the one accepts, the other does. */
export interface Reader<T> {
  readonly read: (value: unknown, choices: TenantChoices) => FieldResult<T>
  /** Of a query, where all is text: what the text stands for. */
  readonly schema: TSchema
  /** A rule that no schema can state, as a sentence; such values may be refused although they fit the schema. */
  readonly rule?: string
}

/** One named value of a body, a query or the headers: how it is read when present, and what its absence means. */
export interface Field<T> extends Reader<T> {
  readonly absent: FieldResult<T> | ((choices: TenantChoices) => FieldResult<T>)
  /** Null may be sent, and is the same as nothing. */
  readonly isNullable: boolean
  /** What it means, for people, in Markdown. */
  readonly about: string
}

/** Fields by name. */
export type Fields = Readonly<Record<string, Field<unknown>>>

/** Values by field name, for a table of fields. */
export type FieldValues<Of> = { readonly [Name in keyof Of]: Of[Name] extends Reader<infer T> ? T : never }

/** What was read, or every fault at once. */
export type FieldsRead<T> = { readonly values: T } | { readonly faults: readonly FieldFault[] }

/** A field that must be there; `expected` completes "Required: send …". */
export function required<T>(reader: Reader<T>, expected: string, about: string): Field<T> {
  const fault = { fault: `Required: send ${expected}.` }
  const read: Reader<T>['read'] = (value, choices) => (value === null ? fault : reader.read(value, choices))
  return { ...reader, read, absent: fault, isNullable: false, about }
}

/** A field that may be left out or null, which is one and the same. */
export function optional<T>(reader: Reader<T>, about: string): Field<T | null> {
  const none = { value: null }
  const read: Field<T | null>['read'] = (value, choices) => (value === null ? none : reader.read(value, choices))
  return { ...reader, read, absent: none, isNullable: true, about }
}

/** A field that means something when it is left out; null is a value like any other, and mostly none. */
export function byDefault<T>(
  reader: Reader<T>,
  value: NonNullable<T> | ((choices: TenantChoices) => T),
  about: string,
): Field<T> {
  const absent = isOfTenant(value) ? (choices: TenantChoices) => ({ value: value(choices) }) : { value }
  return { ...reader, absent, isNullable: false, about }
}

function isOfTenant<T>(
  value: NonNullable<T> | ((choices: TenantChoices) => T),
): value is (choices: TenantChoices) => T {
  return typeof value === 'function'
}

/** True when a request without it is refused. */
export function isRequired({ absent }: Field<unknown>): boolean {
  return typeof absent !== 'function' && 'fault' in absent
}

/** What is wrong with a name that the table does not have; `meant` is the name it stands for, if that is certain. */
export interface UnknownName {
  readonly meant: string | undefined
  readonly detail: string
}

/** What was sent, by name: own members only. */
export type Members = Readonly<Record<string, unknown>>

/** How names and values of one part of a request are taken. */
export interface Rules {
  /** Judges a name that the table does not have, by those it has and all that was sent; null lets it pass. */
  readonly judgeUnknown: (name: string, known: readonly string[], given: Members) => UnknownName | null
  /** What is wrong with how a value was sent, whatever it is. */
  readonly findFault?: (value: unknown) => string | undefined
}

/** How many unknown names are judged: nobody fixes more at a time, and each costs a search and a line in the answer. */
const unknownNamesMax = 50

/**
 * Reads named values by a table of fields and names every fault at once. More than 50 unknown names are a fault in
 * themselves: one among those that are not judged may be a slip that changes what is asked for.
 */
export function readMembers<Of extends Fields>(
  given: Members,
  fields: Of,
  choices: TenantChoices,
  rules: Rules,
): FieldsRead<FieldValues<Of>> {
  const values: Record<string, unknown> = {}
  const faults: FieldFault[] = []
  const { names, entries } = tableOf(fields)
  const missed = judgeNames(given, names, rules, faults)
  for (const [name, field] of entries) {
    const isGiven = Object.hasOwn(given, name)
    // Naming the misspelt field is enough; that the right one is missing follows from it.
    if (!isGiven && missed.has(name)) continue
    const result = isGiven ? readOne(field, given[name], choices, rules) : absentValue(field, choices)
    if ('fault' in result) faults.push({ pointer: pointerTo(name), detail: result.fault })
    else values[name] = result.value
  }
  return faults.length > 0 ? { faults } : { values: values as FieldValues<Of> }
}

const nothingMissed: ReadonlySet<string> = new Set()

/** The names and fields of a table, put together once for each. */
const tables = new WeakMap<
  Fields,
  { readonly names: readonly string[]; readonly entries: [string, Field<unknown>][] }
>()

/** The names and fields of a table. */
export function tableOf(fields: Fields) {
  const known = tables.get(fields)
  if (known !== undefined) return known
  const table = { names: Object.keys(fields), entries: Object.entries(fields) }
  tables.set(fields, table)
  return table
}

/** Adds what is wrong with the names to the faults; gives the names that were meant by others. */
function judgeNames(
  given: Members,
  known: readonly string[],
  { judgeUnknown }: Rules,
  faults: FieldFault[],
): ReadonlySet<string> {
  const unknownNames = Object.keys(given).filter((name) => !known.includes(name))
  if (unknownNames.length === 0) return nothingMissed
  const missed = new Set<string>()
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
  return missed
}

function readOne(
  field: Field<unknown>,
  value: unknown,
  choices: TenantChoices,
  { findFault }: Rules,
): FieldResult<unknown> {
  const fault = findFault?.(value)
  return fault === undefined ? field.read(value, choices) : { fault }
}

/** What leaving a field out means. */
export function absentValue<T>({ absent }: Field<T>, choices: TenantChoices): FieldResult<T> {
  return typeof absent === 'function' ? absent(choices) : absent
}

/** The RFC 6901 pointer to a field of the body. */
function pointerTo(name: string): string {
  return `/${name.replaceAll('~', '~0').replaceAll('/', '~1')}`
}
