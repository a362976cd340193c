import type { Row } from './connection.ts'

/** A row does not hold what this program wrote; the message names the field, never its content. */
export class RowError extends Error {
  override readonly name = 'RowError'
}

/**
 * A jsonb column, which arrives as text, or parsed where it is a member of another, as an object; null for null. Throws
 * `RowError`.
 */
export function objectOf(column: unknown, name: string): Row | null {
  if (column === null) return null
  return asRow(typeof column === 'object' ? column : JSON.parse(String(column)), name)
}

/** A field that holds text. Throws `RowError`. */
export function textOf(row: Row, field: string): string {
  return present(textOrNullOf(row, field), field)
}

/** A field that holds text or null. Throws `RowError`. */
export function textOrNullOf(row: Row, field: string): string | null {
  const value = row[field]
  if (value === null || typeof value === 'string') return value
  throw new RowError(field)
}

/** A field that holds a number: a count, or an instant in epoch milliseconds. Throws `RowError`. */
export function numberOf(row: Row, field: string): number {
  return present(numberOrNullOf(row, field), field)
}

/** A field that holds a number or null. Throws `RowError`. */
export function numberOrNullOf(row: Row, field: string): number | null {
  const value = row[field]
  if (value === null || (typeof value === 'number' && Number.isFinite(value))) return value
  throw new RowError(field)
}

/** A field that holds a list of objects. Throws `RowError`. */
export function rowsOf(row: Row, field: string): readonly Row[] {
  const value = row[field]
  if (!Array.isArray(value)) throw new RowError(field)
  return value.map((item) => asRow(item, field))
}

/** A jsonb list of objects, which arrives as text; none for null. Throws `RowError`. */
export function jsonListOf(row: Row, field: string): readonly Row[] {
  const text = textOrNullOf(row, field)
  return text === null ? [] : rowsOf({ [field]: JSON.parse(text) }, field)
}

/** A field that holds an object, or is absent. Throws `RowError`. */
export function rowOrAbsentOf(row: Row, field: string): Row | undefined {
  return row[field] === undefined ? undefined : asRow(row[field], field)
}

/** A value that a parser found. Throws `RowError` when it found none. */
export function present<T>(value: T | null | undefined, field: string): T {
  if (value === null || value === undefined) throw new RowError(field)
  return value
}

function asRow(value: unknown, field: string): Row {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) throw new RowError(field)
  return { ...value }
}
