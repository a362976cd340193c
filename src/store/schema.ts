import { newSessionId, sessionIdInstant } from '../domain/session.ts'
import type { Database } from './database.ts'
import { migrate, migrationsFolder, readMigrations } from './migrate.ts'
import { ensurePartitions } from './partitions.ts'

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
