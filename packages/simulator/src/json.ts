import { isLosslessNumber, LosslessNumber, parse, stringify } from 'lossless-json'

/** A JSON object after parsing: keys known, values not. */
export type JsonRecord = Readonly<Record<string, unknown>>

/** JSON text in which every number keeps its exact decimal text. */
export function encodeJson(value: unknown): string {
  return stringify(value) ?? 'null'
}

/** Parses JSON, keeping numbers as exact text. Throws SyntaxError on anything that is not JSON. */
export function decodeJson(text: string): unknown {
  return parse(text)
}

/** True for a JSON object (not an array, not an exact number). */
export function isRecord(value: unknown): value is JsonRecord {
  return typeof value === 'object' && value !== null && !Array.isArray(value) && !isLosslessNumber(value)
}

/** The string at `name`, or undefined when absent, null or not text. Numbers count as their text. */
export function textAt(record: JsonRecord, name: string): string | undefined {
  const value = Object.hasOwn(record, name) ? record[name] : undefined
  if (value instanceof LosslessNumber || typeof value === 'number') return String(value)
  return typeof value === 'string' ? value : undefined
}

/** Like `textAt`, but blank text counts as absent. */
export function filledTextAt(record: JsonRecord, name: string): string | undefined {
  const text = textAt(record, name)
  return text === undefined || text.trim() === '' ? undefined : text
}

/** The finite number at `name`, or undefined. */
export function numberAt(record: JsonRecord, name: string): number | undefined {
  const value = record[name]
  if (!(value instanceof LosslessNumber) && typeof value !== 'number') return undefined
  const number = Number(String(value))
  return Number.isFinite(number) ? number : undefined
}

/** The texts of the array at `name`; other items are left out; undefined when it is not an array. */
export function textsAt(record: JsonRecord, name: string): readonly string[] | undefined {
  const value = record[name]
  return Array.isArray(value) ? value.filter((item) => typeof item === 'string') : undefined
}

/** A flat text record out of an unknown query or params object; repeated keys are joined with commas. */
export function textRecord(value: unknown): Readonly<Record<string, string>> {
  if (!isRecord(value)) return {}
  const entries = Object.entries(value).map(([name, item]) => [
    name,
    Array.isArray(item) ? item.join(',') : String(item),
  ])
  return Object.fromEntries(entries)
}
