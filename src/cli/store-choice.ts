import type { Environment } from '../config/environment.ts'
import type { Secret } from '../domain/secret.ts'
import { createLog, type Log } from '../observe/log.ts'
import { openLogOutput } from '../observe/log-output.ts'
import type { ConnectionTarget } from '../store/connection.ts'
import { closeDatabase, type Database, openDatabase } from '../store/database.ts'
import { openPrivatePostgres } from '../store/private/postgres.ts'
import { prepareSchema } from '../store/schema.ts'

/** The PostgreSQL that a process works with. */
export interface StoreChoice {
  readonly target: ConnectionTarget
  /** The private server is reached directly, so statements can be prepared there. */
  readonly isPrivate: boolean
  readonly release: () => Promise<void>
}

/** The operator's PostgreSQL when there is a URL, else the private one in the data directory, started if need be. */
export async function chooseStore(url: Secret | undefined, dataDir: string, log: Log): Promise<StoreChoice> {
  if (url !== undefined) return { target: { url: url.reveal() }, isPrivate: false, release: async () => {} }
  const server = await openPrivatePostgres({ dataDir, log: (message) => log.info(message) })
  return { target: server.connection, isPrivate: true, release: server.release }
}

/** Opens the store for one command, its schema brought up to date, and lets go of it however `work` ends. */
export async function withStore(
  { databaseUrl, dataDir, logLevel }: Environment,
  work: (database: Database, applied: readonly string[]) => Promise<void>,
): Promise<void> {
  const log = createLog(logLevel, openLogOutput(process.stdout.fd))
  const store = await chooseStore(databaseUrl, dataDir, log)
  const database = openDatabase({
    target: store.target,
    preparedStatements: false,
    onError: (error) => log.error({ err: error }, 'database trouble'),
  })
  try {
    await work(database, await prepareSchema(database))
  } finally {
    await closeDatabase(database)
    await store.release()
  }
}
