import type pg from 'pg'

/** A table that takes the sessions of a stretch of time. */
export interface SessionTable {
  readonly name: string
  readonly from: number
  readonly until: number
  /** The table that it gets its indexes from: itself, when it has them. */
  readonly indexesLike: string
  /** Makes it a partition once it is filled; null when it is the table of all sessions. */
  readonly attach: string | null
}

/** As it was written out, no older row of the history is changed any more: no free space is left for that on its page. */
const settledFill = 100

/**
 * Makes the tables for the sessions of a stretch of time until now, biggest first: the table itself, or, where it is
 * split by months, a detached table for each. A partition that held all up to this month is empty and dropped.
 */
export async function makeTables(client: pg.ClientBase, from: number, until: number): Promise<readonly SessionTable[]> {
  const { rows } = await client.query(`select relkind = 'p' as split from pg_class where oid = 'sessions'::regclass`)
  if (rows[0]?.split !== true) {
    await client.query(`alter table sessions set (fillfactor = ${settledFill})`)
    return [{ name: 'sessions', from, until, indexesLike: 'sessions', attach: null }]
  }
  const months = monthsBetween(from, until)
  const names = await client.query(
    `select inhrelid::regclass::text as name from pg_inherits where inhparent = 'sessions'::regclass`,
  )
  const inTheWay = /^sessions_to_/
  for (const name of names.rows.map((row) => String(row.name))) {
    if (inTheWay.test(name) || months.some((month) => month.name === name)) await client.query(`drop table ${name}`)
  }
  for (const { name } of months) {
    await client.query(
      `create table ${name} (like sessions including defaults including constraints) with (fillfactor = ${settledFill})`,
    )
  }
  const covered = (table: SessionTable): number => Math.min(table.until, until) - Math.max(table.from, from)
  return months.toSorted((a, b) => covered(b) - covered(a))
}

/** The months in UTC that a stretch of time touches. */
function monthsBetween(from: number, until: number): readonly SessionTable[] {
  const first = new Date(from)
  const months: SessionTable[] = []
  for (let later = 0; ; later++) {
    const [begin, end] = [later, later + 1].map((n) => Date.UTC(first.getUTCFullYear(), first.getUTCMonth() + n))
    if (begin === undefined || end === undefined || begin > until) return months
    const month = new Date(begin).toISOString()
    const name = `sessions_y${month.slice(0, 4)}m${month.slice(5, 7)}`
    const bounds = `from ('${leastIdAt(begin)}') to ('${leastIdAt(end)}')`
    const attach = `alter table sessions attach partition ${name} for values ${bounds}`
    months.push({ name, from: begin, until: end, indexesLike: 'sessions', attach })
  }
}

/** The least UUIDv7 of an instant in epoch milliseconds. */
export function leastIdAt(instant: number): string {
  return instant.toString(16).padStart(12, '0').padEnd(32, '0')
}
