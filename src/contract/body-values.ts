import Type from 'typebox'
import { beginsWithDay } from '../domain/calendar-day.ts'
import type { Reader } from './field.ts'

const isoInstant = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2}(\.\d{1,9})?)?(Z|[+-]\d{2}:\d{2})$/

/** The latest instant that a `Date` holds, in epoch milliseconds. */
const instantMax = 8_640_000_000_000_000

/** An instant in a body, as epoch milliseconds. */
export const bodyInstant: Reader<number> = {
  read: (value) => {
    const isIso = typeof value === 'string' && isoInstant.test(value) && beginsWithDay(value)
    const at = isIso ? Date.parse(value) : value
    if (typeof at === 'number' && Number.isSafeInteger(at) && at > 0 && at <= instantMax) return { value: at }
    return {
      fault:
        'Send an instant in epoch milliseconds, or as ISO 8601 with its zone, such as "2026-12-01T18:00:00Z". The day must exist.',
    }
  },
  schema: Type.Union([Type.Integer({ minimum: 1 }), Type.String({ pattern: '^\\d{4}-\\d{2}-\\d{2}T' })]),
  rule: 'It must be an instant.',
}

/** True or false, and nothing else. */
export const yes: Reader<boolean> = {
  read: (value) => (typeof value === 'boolean' ? { value } : { fault: 'Send true or false, without quotes.' }),
  schema: Type.Boolean(),
}
