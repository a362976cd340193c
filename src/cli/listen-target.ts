import { InvalidArgumentError } from 'commander'
import { eventTypes } from '../domain/event.ts'

/** Where events are forwarded, and which of them. */
export interface ListenTarget {
  /** A type, or the beginning of types such as `ramp.transaction.*`; null: whatever no other target takes. */
  readonly types: string | null
  readonly url: string
}

const typePattern = /^(?:\*|[a-z_]+(?:\.[a-z_]+)*(?:\.\*)?)$/

/** Whether a pattern covers a type: the type itself, `*`, or a beginning of whole words such as `ramp.transaction.*`. */
export function coversType(pattern: string, type: string): boolean {
  return pattern === type || (pattern.endsWith('*') && type.startsWith(pattern.slice(0, -1)))
}

/** Which addresses an event of this type goes to: those that name it; else the one for all others. */
export function addressesFor(targets: readonly ListenTarget[], type: string): readonly string[] {
  const named = targets.filter(({ types }) => types !== null && coversType(types, type))
  const chosen = named.length > 0 ? named : targets.filter(({ types }) => types === null)
  return [...new Set(chosen.map(({ url }) => url))]
}

/** Reads types separated by commas. Throws `InvalidArgumentError`. */
export function readTypes(text: string): readonly string[] {
  return text.split(',').map((each) => readType(each.trim()))
}

/** Reads another `<type>=<url>`. Throws `InvalidArgumentError`. */
export function readMap(text: string, before: readonly ListenTarget[] = []): readonly ListenTarget[] {
  const at = text.indexOf('=')
  if (at === -1) throw new InvalidArgumentError('Write it as ramp.transaction.*=http://127.0.0.1:3000/hooks.')
  return [...before, { types: readType(text.slice(0, at).trim()), url: readAddress(text.slice(at + 1)) }]
}

/** Reads where events are forwarded. Throws `InvalidArgumentError`. */
export function readAddress(text: string): string {
  if (/^https?:\/\/[^@]+$/.test(text) && URL.canParse(text)) return new URL(text).href
  throw new InvalidArgumentError('Write it as http://127.0.0.1:3000/hooks.')
}

function readType(text: string): string {
  // What covers none of today's types is a misspelling; a newer gateway's are covered by a beginning.
  if (typePattern.test(text) && eventTypes.some((type) => coversType(text, type))) return text
  throw new InvalidArgumentError(`Write a type, or a beginning such as ramp.transaction.*: ${eventTypes.join(', ')}.`)
}
