import { formatEnvironmentFault, readEnvironment } from '../config/environment.ts'
import { createLog } from '../observe/log.ts'
import { closeDatabase, openDatabase } from '../store/database.ts'
import { migrate, readMigrations } from '../store/migrate.ts'
import { refuseToStart } from './running.ts'
import { chooseStore } from './store-choice.ts'

/** `rampway migrate`: brings the schema up to date and says what was done. `serve` and `dev` do the same at start. */
export async function runMigrate(env: NodeJS.ProcessEnv): Promise<void> {
  const read = readEnvironment(env)
  if (read.kind === 'faults') refuseToStart(read.faults.map(formatEnvironmentFault))
  const { databaseUrl, dataDir, logLevel } = read.environment
  const log = createLog(logLevel)
  const store = await chooseStore(databaseUrl, dataDir, log)
  const database = openDatabase({
    target: store.target,
    preparedStatements: false,
    onError: (error) => log.warn({ err: error }, 'database connection lost'),
  })
  try {
    const applied = await migrate(database, await readMigrations(new URL('../../migrations/', import.meta.url)))
    process.stdout.write(applied.length === 0 ? 'The schema is up to date.\n' : `Applied: ${applied.join(', ')}\n`)
  } finally {
    await closeDatabase(database)
    await store.release()
  }
}
