import type { DatabaseUnavailableReason } from '../domain/database-unavailable-reason.ts'
import type { TenantId } from '../domain/tenant.ts'
import type { Coalescer } from './coalesce.ts'
import { type Connection, type ConnectionTarget, openConnection } from './connection.ts'
import { DatabaseUnavailableError } from './database-unavailable.ts'
import { createSignals, type Signals } from './signals.ts'

/**
 * The store as operations hold it: without methods, so that queries can be written in `postgres/` and `store/` only.
 */
export interface Database {
  readonly kind: 'database'
}

/** How to open the store. */
export interface DatabaseOptions {
  readonly target: ConnectionTarget
  readonly preparedStatements: boolean
  readonly connectionsMax?: number
  /** Called with errors that no call gets, and with what an operator must know. */
  readonly onError: (error: Error) => void
  /** Called each time the database could not do what it was asked. */
  readonly onUnavailable?: (why: DatabaseUnavailableReason) => void
  /** Called when events of a tenant were recorded and committed, so that they are published soon. Never throws. */
  readonly onEvents?: (tenant: TenantId) => void
}

/** What is behind a `Database`. For `postgres/` and `store/` only. */
export interface Internals {
  readonly target: ConnectionTarget
  readonly connection: Connection
  readonly signals: Signals
  /** The groups of hot steps on which PostgreSQL has worked for far too long. */
  readonly stuckGroups: Set<object>
  readonly onError: (error: Error) => void
  readonly onEvents: (tenant: TenantId) => void
  /** The tenants that were found listening to events: of these the statement that records them is tried first. */
  readonly listeners: Set<TenantId>
  /** The disk was full when last written to. */
  diskFull: boolean
  readonly steps: Map<unknown, Pick<Coalescer<never, unknown>, 'oldestWaitMs'>>
}

const opened = new WeakMap<Database, Internals>()

/** Opens the store; nothing is sent until the first call. */
export function openDatabase(options: DatabaseOptions): Database {
  const { onError } = options
  const connection = openConnection({
    ...options,
    onIdleError: onError,
    onUnavailable: (why) => {
      if (why === 'full') internals.diskFull = true
      options.onUnavailable?.(why)
    },
  })
  const database: Database = Object.freeze({ kind: 'database' })
  const internals: Internals = {
    target: options.target,
    connection,
    signals: createSignals(connection.dedicated, onError),
    steps: new Map(),
    stuckGroups: new Set(),
    onError,
    onEvents: options.onEvents ?? (() => {}),
    listeners: new Set(),
    diskFull: false,
  }
  opened.set(database, internals)
  return database
}

/** For `postgres/` and `store/` only. */
export function internalsOf(database: Database): Internals {
  const internals = opened.get(database)
  if (internals === undefined) throw new TypeError('not an open database')
  return internals
}

/**
 * Resolves when the database can serve: PostgreSQL answers and takes writes, no statement of a hot step is stuck, and
 * the disk has space if it was full before. Rejects with `DatabaseUnavailableError`.
 */
export async function pingDatabase(database: Database): Promise<void> {
  const internals = internalsOf(database)
  if (internals.stuckGroups.size > 0) throw new DatabaseUnavailableError('silent', undefined)
  const text = `select current_setting('transaction_read_only') = 'on' as read_only`
  const [row] = await internals.connection.query('ping', text, [])
  if (row?.read_only === true) throw new DatabaseUnavailableError('read_only', undefined)
  if (internals.diskFull) {
    await writeProbe(internals.connection).catch((cause: unknown) => {
      throw new DatabaseUnavailableError('full', cause)
    })
    internals.diskFull = false
  }
}

/** Allocates new pages on the disk, and frees them again. */
async function writeProbe({ transaction }: Connection): Promise<void> {
  await transaction(async (query) => {
    const rows = 'select n, md5(n::text) as text from generate_series(1, 4000) as n'
    await query('probe_disk', `create table rampway_disk_probe as ${rows}`, [])
    await query('probe_done', 'drop table rampway_disk_probe', [])
  })
}

/** Lets running statements end, then closes all connections. */
export async function closeDatabase(database: Database): Promise<void> {
  const { connection, signals } = internalsOf(database)
  await signals.close()
  await connection.close()
}
