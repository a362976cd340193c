import { newSessionId, sessionIdInstant } from '../domain/session.ts'
import type { Database } from './database.ts'
import { describeSchema, findSchemaState, migrate, migrationsFolder, readMigrations } from './migrate.ts'
import { ensurePartitions } from './partitions.ts'
import { DatabaseUnusable } from './when-reachable.ts'

/**
 * Makes the database fit for this program: brings the schema up to date, and makes the partitions of the months to
 * come. Returns the names of the migrations that were applied. Safe under any number of starters at once. Throws
 * `MigrationError`, and the database's error.
 */
export async function prepareSchema(database: Database): Promise<string[]> {
  const applied = await migrate(database, await readMigrations(migrationsFolder))
  // Told by an id: the partitions are for ids, whatever clock the rest goes by.
  await ensurePartitions(database, sessionIdInstant(newSessionId()))
  return applied
}

/** Throws `DatabaseUnusable` unless the schema is the one of this program; `described` is how the message names it. */
export async function requireCurrentSchema(database: Database, described: string): Promise<void> {
  const state = await findSchemaState(database, await readMigrations(migrationsFolder))
  if (state.kind !== 'current') {
    throw new DatabaseUnusable(`Cannot use ${described}: it ${describeSchema(state)}.`)
  }
}
