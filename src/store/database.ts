import { type Connection, type ConnectionTarget, openConnection } from './connection.ts'
import { createSignals, type Signals } from './signals.ts'

/** The store, closed to everybody but `store/`: what operations hold has no methods, so no query can be written there. */
export interface Database {
  readonly kind: 'database'
}

/** How to open the store. */
export interface DatabaseOptions {
  readonly target: ConnectionTarget
  readonly preparedStatements: boolean
  /** Keeps each grouped statement to one tenant, for databases distributed by tenant. */
  readonly oneTenantPerStatement?: boolean
  readonly connectionsMax?: number
  readonly onError: (error: Error) => void
}

/** What is behind a `Database`. For `store/` only. */
export interface Internals {
  readonly target: ConnectionTarget
  readonly connection: Connection
  readonly signals: Signals
  readonly oneTenantPerStatement: boolean
  readonly steps: Map<unknown, unknown>
}

const opened = new WeakMap<Database, Internals>()

/** Opens the store; nothing is sent until the first call. */
export function openDatabase(options: DatabaseOptions): Database {
  const connection = openConnection({ ...options, onIdleError: options.onError })
  const database: Database = Object.freeze({ kind: 'database' })
  opened.set(database, {
    target: options.target,
    connection,
    signals: createSignals(connection.dedicated, options.onError),
    oneTenantPerStatement: options.oneTenantPerStatement ?? false,
    steps: new Map(),
  })
  return database
}

/** For `store/` only. */
export function internalsOf(database: Database): Internals {
  const internals = opened.get(database)
  if (internals === undefined) throw new TypeError('not an open database')
  return internals
}

/** Resolves when PostgreSQL answers a trivial statement; rejects with the reason when it does not. */
export async function pingDatabase(database: Database): Promise<void> {
  await internalsOf(database).connection.query('ping', 'select 1', [])
}

/** Lets running statements end, then closes all connections. */
export async function closeDatabase(database: Database): Promise<void> {
  const { connection, signals } = internalsOf(database)
  await signals.close()
  await connection.close()
}
