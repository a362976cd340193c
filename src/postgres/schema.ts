import { newSessionId, sessionIdInstant } from '../domain/session.ts'
import type { Database } from './database.ts'
import { describeSchema, findSchemaState, migrate, migrationsFolder, readMigrations } from './migrate.ts'
import { ensurePartitions } from './partitions.ts'
import { DatabaseUnusable } from './when-reachable.ts'

/**
 * Prepares the database: brings the schema up to date, and makes the partitions of the coming months. Returns the names
 * of the migrations that were applied. Safe under any number of starters at once. Throws `MigrationError`, and the
 * database's error.
 */
export async function prepareSchema(database: Database): Promise<string[]> {
  const applied = await migrate(database, await readMigrations(migrationsFolder))
  // By the clock of ids, since partitions are chosen by id.
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
