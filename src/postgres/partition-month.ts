/** The tables that are split by the month that their session's id was made in; they lose months in this order. */
export const partitionedTables = ['sessions', 'session_events'] as const

/** One of `partitionedTables`. */
export type PartitionedTable = (typeof partitionedTables)[number]

/** Where a partition begins and ends: at the beginnings of two calendar months in UTC, in epoch milliseconds. */
export interface Month {
  readonly from: number
  readonly until: number
}

/** The month that an instant is in, or the one `offset` months later. */
export function monthAt(instant: number, later = 0): Month {
  const date = new Date(instant)
  const [year, month] = [date.getUTCFullYear(), date.getUTCMonth() + later]
  return { from: Date.UTC(year, month), until: Date.UTC(year, month + 1) }
}

/** The name of a table's partition for a month, such as `sessions_y2026m11`. */
export function partitionName(table: PartitionedTable, { from }: Month): string {
  const date = new Date(from)
  return `${table}_y${date.getUTCFullYear()}m${String(date.getUTCMonth() + 1).padStart(2, '0')}`
}

const namePattern = /^(?<table>sessions|session_events)_(?<all>to_)?y(?<year>\d{4,5})m(?<month>\d{2})$/

/**
 * What a partition's name says: its table, and its month. One named `_to_` holds everything up to that month's end: it
 * is the table as it was before it was split. Undefined for other names.
 */
export function readPartitionName(name: string): (Month & { readonly table: PartitionedTable }) | undefined {
  const groups = namePattern.exec(name)?.groups
  const table = partitionedTables.find((one) => one === groups?.table)
  if (groups === undefined || table === undefined) return undefined
  const month = monthAt(Date.UTC(Number(groups.year), Number(groups.month) - 1))
  return { ...month, from: groups.all === undefined ? month.from : 0, table }
}

/** The least UUIDv7 of an instant, as a uuid column takes it; every id made then or later is at least as great. */
export function leastUuidAt(instant: number): string {
  return instant.toString(16).padStart(12, '0').padEnd(32, '0')
}
