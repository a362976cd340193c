import { type Database, internalsOf } from './database.ts'
import { numberOf, present, textOf } from './row.ts'

/** What PostgreSQL tells of itself. */
export interface ServerFacts {
  readonly version: string
  /** Of this database on disk. */
  readonly sizeBytes: number
  /** Its clock, in epoch milliseconds. */
  readonly now: number
}

/** Asks PostgreSQL what it is. Rejects with the database's error. */
export async function describeServer(database: Database): Promise<ServerFacts> {
  const [row] = await internalsOf(database).connection.query(
    'describe_server',
    `select split_part(current_setting('server_version'), ' ', 1) as version,
       pg_database_size(current_database())::float8 as size_bytes, clock_timestamp() as now`,
    [],
  )
  const facts = present(row, 'server')
  return { version: textOf(facts, 'version'), sizeBytes: numberOf(facts, 'size_bytes'), now: numberOf(facts, 'now') }
}
