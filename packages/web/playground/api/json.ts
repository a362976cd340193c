/** An object of JSON whose members are not known yet. */
export type JsonObject = Readonly<Record<string, unknown>>

export function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** The text at a name; empty where there is none. */
export function textAt(object: JsonObject, name: string): string {
  const value = object[name]
  return typeof value === 'string' ? value : ''
}

/** The number at a name; null where there is none. */
export function numberAt(object: JsonObject, name: string): number | null {
  const value = object[name]
  return typeof value === 'number' ? value : null
}

/** The objects of the list at a name; none where there is no list. */
export function objectsAt(object: JsonObject, name: string): readonly JsonObject[] {
  const value = object[name]
  return Array.isArray(value) ? value.filter(isObject) : []
}
