import { parse } from 'lossless-json'

/** A JSON object whose members are still unknown. */
export type JsonObject = Readonly<Record<string, unknown>>

const exact = {
  parseNumber: (text: string) => text,
  // One offer with a repeated key must not make the whole reply unreadable; the last one counts, as in `JSON.parse`.
  onDuplicateKey: (info: { newValue: unknown }) => info.newValue,
}

/**
 * Reads JSON with every number kept as the text it was written as, so that no digit is lost. Undefined when the text
 * is not JSON.
 */
export function parseExactJson(text: string): unknown {
  try {
    return parse(text, null, exact)
  } catch {
    return undefined
  }
}

/** Reads JSON the fast way, for replies without amounts. Undefined when the text is not JSON. */
export function parsePlainJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

/** True for a JSON object, not for an array or null. */
export function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** PostgreSQL stores neither, and nothing that Meld means to say has them. */
const unstorable = /\0|\p{Surrogate}/u

/** The value as a non-empty text of at most `lengthMax` characters; undefined for anything else. */
export function readText(value: unknown, lengthMax: number): string | undefined {
  if (typeof value !== 'string' || value === '' || value.length > lengthMax) return undefined
  return unstorable.test(value) ? undefined : value
}
