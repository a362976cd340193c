import Type, { type TSchema } from 'typebox'

/** How a caller wants instants: epoch milliseconds, or ISO 8601 in UTC with whole seconds. */
export type TimestampFormat = 'epoch_ms' | 'iso8601'

/**
 * Reads `X-Timestamp-Format`: exactly `iso8601` counts, anything else is the default and never refused. See
 * docs/contract.md, timestamps.
 */
export function readTimestampFormat(header: unknown): TimestampFormat {
  return header === 'iso8601' ? 'iso8601' : 'epoch_ms'
}

/** The schema of an instant in each format. */
export const instantForms: { readonly [Format in TimestampFormat]: TSchema } = {
  epoch_ms: Type.Integer(),
  iso8601: Type.String({ pattern: '^\\d{4}-\\d{2}-\\d{2}T\\d{2}:\\d{2}:\\d{2}Z$' }),
}

/**
 * An instant in a reply: views give epoch milliseconds, and `toIsoTimestamps` writes the other form where it is asked
 * for.
 */
export const Instant = Type.Unsafe<number>({
  title: 'Instant',
  oneOf: Object.values(instantForms),
  description: 'epoch milliseconds, or ISO 8601 where `X-Timestamp-Format: iso8601` is sent',
})

/** The end of the year 9999: beyond, ISO 8601 needs more than four digits. */
const epochMsMax = 253_402_300_799_999

const instantNames: ReadonlySet<string> = new Set(['timestamp', 'failing_since', 'period_start', 'period_end'])

/**
 * A copy of a JSON value in which the integers of fields ending in `_at`, and of `timestamp`, `failing_since`,
 * `period_start` and `period_end`, are ISO 8601 texts, at any depth. Nothing else is touched; texts pass through.
 */
export function toIsoTimestamps(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(toIsoTimestamps)
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(
    Object.entries(value).map(([name, member]) => [
      name,
      isInstant(name, member) ? isoSeconds(member) : toIsoTimestamps(member),
    ]),
  )
}

function isInstant(name: string, member: unknown): member is number {
  if (typeof member !== 'number' || !Number.isInteger(member) || Math.abs(member) > epochMsMax) return false
  return name.endsWith('_at') || instantNames.has(name)
}

function isoSeconds(epochMs: number): string {
  return `${new Date(epochMs).toISOString().slice(0, 19)}Z`
}
