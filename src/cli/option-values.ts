import { InvalidArgumentError } from 'commander'
import { beginsWithDay } from '../domain/calendar-day.ts'
import { readOperatorReason, reasonLengthMax } from '../domain/operator-text.ts'
import { parseTenantId, type TenantId } from '../domain/tenant.ts'

/** Reads an option that says why. Throws `InvalidArgumentError`. */
export function readReason(text: string): string {
  const reason = readOperatorReason(text)
  if (reason !== undefined) return reason
  throw new InvalidArgumentError(`Say why, in 1 to ${reasonLengthMax} characters, without control characters.`)
}

/** Reads an option that says how many, up to `max`. Throws `InvalidArgumentError`. */
export function countUpTo(max: number): (text: string) => number {
  return (text) => {
    const count = /^\d{1,9}$/.test(text) ? Number(text) : 0
    if (count >= 1 && count <= max) return count
    throw new InvalidArgumentError(`A whole number from 1 to ${max}.`)
  }
}

/** A day or a time as ISO 8601 has them, in epoch milliseconds; undefined for any other text. */
export function parseTime(text: string): number | undefined {
  const isIso = /^\d{4}-\d\d-\d\d(T\d\d:\d\d(:\d\d(\.\d{1,3})?)?(Z|[+-]\d\d:\d\d))?$/.test(text)
  const at = isIso && beginsWithDay(text) ? Date.parse(text) : Number.NaN
  return Number.isNaN(at) ? undefined : at
}

/** Reads an option that says when, into epoch milliseconds. Throws `InvalidArgumentError`. */
export function readTime(text: string): number {
  const at = parseTime(text)
  if (at !== undefined) return at
  throw new InvalidArgumentError('A day that exists, as 2026-11-27 (UTC), or a time as 2026-11-27T14:00:00Z.')
}

/** Reads what names a tenant. Throws `InvalidArgumentError`. */
export function readTenant(text: string): TenantId {
  const tenant = parseTenantId(text)
  if (tenant === undefined) throw new InvalidArgumentError("Write it as '<org-id>:<env-id>'.")
  return tenant
}
