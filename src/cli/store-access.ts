import { resolve } from 'node:path'
import { PrivatePostgresError } from '@rampway/private-postgres'
import type { Environment } from '../config/environment.ts'
import { createLog, type Log } from '../observe/log.ts'
import { openLogOutput } from '../observe/log-output.ts'
import { closeDatabase, type Database, openDatabase } from '../postgres/database.ts'
import { type DatabaseAddress, describeAddress } from '../postgres/database-address.ts'
import { requireCurrentSchema } from '../postgres/schema.ts'
import { addressOfDatabase, whenReachable } from '../postgres/when-reachable.ts'
import { chooseStore, type StoreChoice } from './store-choice.ts'

/** The database that a command works on. */
export interface OpenStore {
  readonly database: Database
  /** For machines. */
  readonly address: DatabaseAddress
  /** For people. */
  readonly described: string
}

/**
 * Opens the very database that the gateway would take, for one command that reads or writes it, and closes it
 * however `work` ends. Never makes a database nor changes its schema. Rejects with words for the operator when there is
 * no such database, when it cannot be used, and when its schema is not the one of this program.
 */
export function withStore(environment: Environment, work: (store: OpenStore) => Promise<void>): Promise<void> {
  return withAnySchema(environment, async (store) => {
    await requireCurrentSchema(store.database, store.described)
    await work(store)
  })
}

/** The same for a command that is about the schema, whatever that is. */
export async function withAnySchema(
  environment: Environment,
  work: (store: OpenStore) => Promise<void>,
): Promise<void> {
  // Standard output is the command's; what the private PostgreSQL says goes to the log.
  const log = createLog('warn', openLogOutput(process.stderr.fd))
  const store = await chooseStoreThatExists(environment, log)
  const database = openDatabase({
    target: store.target,
    preparedStatements: false,
    onError: (error) => log.error({ err: error }, 'database error'),
  })
  try {
    const address = addressOfDatabase(database)
    const described = describeStore(store, environment, database)
    const once = 0
    await whenReachable(
      database,
      once,
      () => {},
      () => work({ database, address, described }),
    )
  } finally {
    await closeDatabase(database)
    await store.release()
  }
}

/** The very database that the gateway would take; one that is not there yet is not made. */
export function chooseStoreThatExists({ databaseUrl, dataDir }: Environment, log: Log): Promise<StoreChoice> {
  return chooseStore(databaseUrl, dataDir, log, true).catch((error: unknown): StoreChoice => {
    throw isLack(error) ? new Error(explainLack(dataDir)) : error
  })
}

/** How messages name the database. */
export function describeStore(store: StoreChoice, { dataDir }: Environment, database: Database): string {
  return store.isPrivate
    ? `the private PostgreSQL in ${resolve(dataDir)}`
    : describeAddress(addressOfDatabase(database))
}

function isLack(error: unknown): boolean {
  return error instanceof PrivatePostgresError && error.reason === 'no_database'
}

function explainLack(dataDir: string): string {
  return `No database is named: give --config FILE with database.url, or set DATABASE_URL. There is no private PostgreSQL in ${resolve(dataDir)} either; rampway dev and rampway serve make one when they start.`
}
