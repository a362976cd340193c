import {
  type Fields,
  type FieldsRead,
  type FieldValues,
  type Members,
  type Rules,
  readMembers,
  type TenantChoices,
} from './field.ts'
import { meantName } from './field-names.ts'

/** A JSON number that a double cannot carry exactly; the body parser leaves this in its place. */
export class InexactNumber {
  readonly text: string

  constructor(text: string) {
    this.text = text
  }
}

/**
 * Reads a JSON object by a table of fields and names every fault at once. Unknown fields are ignored, except one that
 * is certainly meant for a known one: a near miss, or what other APIs call it where ours was not sent.
 */
export function readFields<Of extends Fields>(
  body: unknown,
  fields: Of,
  choices: TenantChoices,
): FieldsRead<FieldValues<Of>> {
  return isMembers(body) ? readMembers(body, fields, choices, bodyRules) : notAnObject
}

/** The same, but refuses every field that the table does not have: acts of operators must not rest on a slip. */
export function readOnlyFields<Of extends Fields>(
  body: unknown,
  fields: Of,
  choices: TenantChoices,
): FieldsRead<FieldValues<Of>> {
  return isMembers(body) ? readMembers(body, fields, choices, strictRules) : notAnObject
}

function isMembers(body: unknown): body is Members {
  return typeof body === 'object' && body !== null && !Array.isArray(body)
}

const notAnObject = { faults: [{ pointer: '', detail: 'The body must be a JSON object.' }] }

const strictRules: Rules = {
  judgeUnknown: (name, known) => {
    const meant = meantName(name, known)?.name
    if (meant !== undefined) return { meant, detail: `Unknown field; did you mean ${meant}?` }
    const choice = known.length === 0 ? 'none is taken here' : `those taken here are ${known.join(', ')}`
    return { meant, detail: `Unknown field; ${choice}.` }
  },
}

const bodyRules: Rules = {
  judgeUnknown: (name, known, given) => {
    const meant = meantName(name, known)
    if (meant === undefined || (meant.isOtherName && Object.hasOwn(given, meant.name))) return null
    return { meant: meant.name, detail: `Unknown field; did you mean ${meant.name}?` }
  },
}
