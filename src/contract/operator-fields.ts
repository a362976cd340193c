import Type from 'typebox'
import { beginsWithDay } from '../domain/calendar-day.ts'
import { readOperatorReason, reasonLengthMax } from '../domain/operator-text.ts'
import { parseTenantId, type TenantId } from '../domain/tenant.ts'
import { type Field, optional, type Reader, required } from './field.ts'
import { wholeNumber } from './query.ts'

/** What an operator writes, which `read` reads; `fault` says what to send instead. */
export function operatorText(
  read: (value: unknown) => string | undefined,
  lengthMax: number,
  fault: string,
): Reader<string> {
  return {
    read: (value) => {
      const text = read(value)
      return text === undefined ? { fault } : { value: text }
    },
    schema: Type.String({ minLength: 1, maxLength: lengthMax, pattern: '\\S' }),
    rule: 'It must not contain control characters other than line ends and tabs.',
  }
}

const reason = operatorText(
  readOperatorReason,
  reasonLengthMax,
  `Say why, in 1 to ${reasonLengthMax} characters, without control characters.`,
)

const about = `why, in the operator’s own words, for the audit log: 1 to ${reasonLengthMax} characters`

/** Why an operator does what stops or loses something. */
export const requiredReason: Field<string> = required(reason, 'why, in a sentence', about)
/** Why an operator does something. */
export const optionalReason: Field<string | null> = optional(reason, about)

const epochPattern = /^\d{1,15}$/
const isoPattern = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2}(\.\d{1,3})?)?Z$/

/** An instant in a query. */
export const instant: Reader<number> = {
  read: (value) => {
    const text = typeof value === 'string' ? value : ''
    const isIso = isoPattern.test(text) && beginsWithDay(text)
    const at = epochPattern.test(text) ? Number(text) : isIso ? Date.parse(text) : Number.NaN
    if (Number.isFinite(at)) return { value: at }
    return {
      fault: 'Send an instant in epoch milliseconds, or in UTC such as 2026-11-26T14:00:00Z. The day must exist.',
    }
  },
  schema: Type.String({ pattern: `${epochPattern.source}|${isoPattern.source}` }),
  rule: 'It must be an instant.',
}

/** A tenant in a query. */
export const tenant: Reader<TenantId> = {
  read: (value) => {
    const id = typeof value === 'string' ? parseTenantId(value) : undefined
    return id === undefined ? { fault: 'Send a tenant as <org-id>:<env-id>, or leave it out for all.' } : { value: id }
  },
  schema: Type.String(),
  rule: 'It must be `<org-id>:<env-id>`.',
}

/** Rows of one page of a list, unless asked otherwise, and at most. */
const countDefault = 50
const countMax = 200

/** How many `things` a page of a list has. */
export function pageCount(things: string): Field<number> {
  const range = `${things} to a page, 1 to ${countMax}, ${countDefault} by default`
  return wholeNumber({ min: 1, max: countMax, absent: countDefault }, range, `so many ${things} to a page`)
}

/** Where a list goes on, of which `parse` reads the place; undefined where that is none of ours. */
export function pagePlace<Place>(parse: (text: string) => Place | undefined): Field<Place | null> {
  const read: Reader<Place>['read'] = (value) => {
    const place = typeof value === 'string' ? parse(value) : undefined
    return place === undefined ? { fault: 'Take the whole address from _links.next.' } : { value: place }
  }
  return optional(
    { read, schema: Type.String({ minLength: 1 }), rule: 'It must be from `_links.next`.' },
    'where to go on; follow `_links.next` instead of making it',
  )
}
