import { parse } from 'lossless-json'

/** A JSON object whose members are still unknown. */
export type JsonObject = Readonly<Record<string, unknown>>

const exact = {
  parseNumber: (text: string) => text,
  // One offer with a repeated key must not make the whole reply unreadable; the last one counts, as in `JSON.parse`.
  onDuplicateKey: (info: { newValue: unknown }) => info.newValue,
}

/**
 * Reads JSON with every number kept as the text it was written as, so that no digit is lost. A bare `NaN` or `Infinity`
 * is read as null. Undefined when the text is not JSON.
 */
export function parseExactJson(text: string): unknown {
  return parseForgiving(text, parseExact)
}

/** A number within an object or a list, with what stands before it, outside of a text; within one it may look the same. */
const number = /([:,[\s])(-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?)(?=\s*[,}\]])/g

/**
 * Numbers in quotes are read as texts by the parser of the language, which takes a third of the time. Quotes that came into
 * a text end it, and the digit that follows is no JSON: then every character is looked at.
 */
function parseExact(json: string): unknown {
  try {
    const read: unknown = JSON.parse(json.replace(number, '$1"$2"'))
    // One number alone, within nothing.
    return typeof read === 'number' ? parse(json, null, exact) : read
  } catch {
    return parse(json, null, exact)
  }
}

/**
 * Reads JSON the fast way, for replies without amounts. A bare `NaN` or `Infinity` is read as null. Undefined when the
 * text is not JSON.
 */
export function parsePlainJson(text: string): unknown {
  return parseForgiving(text, JSON.parse)
}

function parseForgiving(text: string, read: (json: string) => unknown): unknown {
  try {
    return read(text)
  } catch {
    const repaired = text.replace(textOrNoNumber, (token, noNumber) => (noNumber === undefined ? token : 'null'))
    if (repaired === text) return undefined
    try {
      return read(repaired)
    } catch {
      return undefined
    }
  }
}

/** A text, stepped over whole; or what some writers put for a number that is none. JSON has no word for it. */
const textOrNoNumber = /"[^"\\]*(?:\\.[^"\\]*)*"|([+-]?\b(?:NaN|Infinity|inf|nan|undefined)\b)/gi

/** True for a JSON object, not for an array or null. */
export function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** PostgreSQL stores neither, and no text of Meld's should hold them. */
const unstorable = /\0|\p{Surrogate}/u

/** The value as a non-empty text of at most `lengthMax` characters; undefined for anything else. */
export function readText(value: unknown, lengthMax: number): string | undefined {
  if (typeof value !== 'string' || value === '' || value.length > lengthMax) return undefined
  return unstorable.test(value) ? undefined : value
}
