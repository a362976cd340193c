/** A parsed JSON object of unknown content. */
export type JsonObject = Readonly<Record<string, unknown>>

const utf8 = new TextDecoder('utf-8', { fatal: true })

/** Reads a JSON object from its text; undefined when it is anything else. */
export function parseJsonObject(text: string): JsonObject | undefined {
  try {
    const value: unknown = JSON.parse(text)
    return isJsonObject(value) ? value : undefined
  } catch {
    return undefined
  }
}

/** Reads a JSON object from its bytes; undefined when they are not UTF-8 or hold anything else. */
export function parseJsonBytes(bytes: Uint8Array): JsonObject | undefined {
  try {
    return parseJsonObject(utf8.decode(bytes))
  } catch {
    return undefined
  }
}

/** Tells whether a value is an object and neither null nor an array. */
export function isJsonObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
