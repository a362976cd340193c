/** A point in time as Meld gives it. */
export interface Timestamp {
  /** ISO 8601: unchanged where it came so, else the same time in this form, no more precise than it came. */
  readonly text: string
  /** Epoch milliseconds. */
  readonly at: number
}

/** Meld did not trade before: year 1 and the beginning of 1970 are how programs write "none". */
const earliestMs = Date.UTC(2015, 0, 1)

/**
 * Reads a moment in any form that Meld and the providers behind it use: ISO 8601 of any precision, with a space instead
 * of the T or a time zone's name behind it; seconds, or thousandths, millionths or billionths of one, since 1970, as a
 * number or a text. Without a zone it is UTC. Undefined for what names no moment, or none at which Meld existed.
 */
export function readTimestamp(value: unknown): Timestamp | undefined {
  if (typeof value !== 'string') return undefined
  const timestamp = readCalendar(value.trim()) ?? readEpoch(value.trim())
  return timestamp !== undefined && timestamp.at >= earliestMs ? timestamp : undefined
}

const calendarPattern =
  /^(\d{4}-\d\d-\d\d)([T ])(\d\d:\d\d)(?::(\d\d)(?:[.,](\d+))?)? ?(Z|UTC|GMT|[+-]\d\d(?::?\d\d)?)?(\[[\w/+-]+\])?$/i
const isoPattern = /^[\d-]+T[\d:]+(?:\.\d+)?(?:Z|[+-]\d\d:?\d\d)?$/

function readCalendar(text: string): Timestamp | undefined {
  const [, day, , minute, second = '00', decimals = '', zone = '', zoneName] = calendarPattern.exec(text) ?? []
  if (day === undefined || minute === undefined) return undefined
  // A name alone says nothing without a list of all zones and their rules.
  if (zone === '' && zoneName !== undefined && !/^\[(?:UTC|GMT|Z)\]$/i.test(zoneName)) return undefined
  const thousandths = decimals.slice(0, 3).padEnd(3, '0')
  const at = Date.parse(`${day}T${minute}:${second}.${thousandths}${offsetOf(zone)}`)
  if (!Number.isFinite(at)) return undefined
  return { text: isoPattern.test(text) ? text : isoText(at, decimals.length), at }
}

/** The form that `Date.parse` takes. */
function offsetOf(zone: string): string {
  const [, hours, minutes = '00'] = /^([+-]\d\d):?(\d\d)?$/.exec(zone) ?? []
  return hours === undefined ? 'Z' : `${hours}:${minutes}`
}

/** Digits of a whole number of seconds since 1970, from 2001 to 2286, and how many more each finer unit has. */
const secondDigits = 10
const finerDigits: readonly number[] = [0, 3, 6, 9]

function readEpoch(text: string): Timestamp | undefined {
  // Java writes a moment as 1795687200.123456789, and a long number as 1.7956872E9.
  const plain = /^\d+(?:\.\d+)?E\d{1,2}$/i.test(text) ? String(Number(text)) : text
  const [, whole, decimals = ''] = /^(\d+)(?:\.(\d{1,9}))?$/.exec(plain) ?? []
  if (whole === undefined) return undefined
  const finer = whole.length - secondDigits
  if (!finerDigits.includes(finer)) return undefined
  const digits = `${whole.slice(secondDigits)}${decimals}`
  const at = Number(`${whole.slice(0, secondDigits)}${digits.slice(0, 3).padEnd(3, '0')}`)
  return { text: isoText(at, digits.length), at }
}

function isoText(at: number, decimals: number): string {
  const text = new Date(at).toISOString()
  return decimals === 0 ? text.replace(/\.\d+Z$/, 'Z') : text
}
