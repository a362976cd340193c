import pg from 'pg'

/** How to reach PostgreSQL: a URL, or the private server's socket. */
export type ConnectionTarget =
  | { readonly url: string }
  | { readonly host: string; readonly port: number; readonly user: string; readonly database: string }

/** Settings of the connection pool. */
export interface ConnectionOptions {
  readonly target: ConnectionTarget
  /** Named prepared statements: faster, but they break behind a transaction-pooling proxy such as PgBouncer. */
  readonly preparedStatements: boolean
  readonly connectionsMax?: number
  /** Told of errors on idle connections, which nobody awaits. */
  readonly onIdleError: (error: Error) => void
}

/** Runs one statement; `name` also names the prepared statement. For `store/` only. */
export type Query = (name: string, text: string, values: readonly unknown[]) => Promise<readonly Row[]>

/** A row before it is parsed. */
export type Row = Readonly<Record<string, unknown>>

/** An open pool. For `store/` only. */
export interface Connection {
  readonly query: Query
  /** Runs `work` in one transaction; commits when it resolves, rolls back when it rejects. */
  readonly transaction: <T>(work: (query: Query) => Promise<T>) => Promise<T>
  /**
   * Runs a statement, or a script without values, that a library has made: values come as `pg` reads them by itself. A
   * script that fails half-way leaves no transaction open.
   */
  readonly foreign: (text: string, values: readonly unknown[]) => Promise<readonly Row[]>
  /**
   * Runs a statement that may not stand in a transaction, such as one that works `concurrently`; it fails when it must
   * wait for a lock for longer than this.
   */
  readonly outsideTransaction: (text: string, lockWaitMs: number) => Promise<void>
  /** A connection of its own, for LISTEN. The caller ends it. */
  readonly dedicated: () => pg.Client
  readonly close: () => Promise<void>
}

/** Few connections are enough: hot steps travel in groups. */
const connectionsMaxDefault = 10
const connectTimeoutMs = 5_000
/** No statement of ours is expected to take a tenth of this. */
const statementTimeoutMs = 10_000

const { builtins } = pg.types
const types = {
  // Instants leave the store as epoch milliseconds and jsonb as text, to be parsed where its shape is known.
  getTypeParser(oid: number, format?: 'text' | 'binary') {
    if (oid === builtins.TIMESTAMPTZ) return (text: string) => Date.parse(text)
    if (oid === builtins.JSONB) return (text: string) => text
    return pg.types.getTypeParser(oid, format)
  },
}

/** Opens the pool; connections are made when first needed. */
export function openConnection(options: ConnectionOptions): Connection {
  const settings = clientSettings(options.target)
  const pool = new pg.Pool({
    ...settings,
    max: options.connectionsMax ?? connectionsMaxDefault,
    ...(options.preparedStatements ? { onConnect: planForGrowth } : {}),
  })
  pool.on('error', options.onIdleError)
  const on = (executor: pg.Pool | pg.PoolClient): Query => {
    return async (name, text, values) => {
      // A script of several statements has no values and cannot be prepared.
      const statement = options.preparedStatements && values.length > 0 ? { name, text } : { text }
      return (await executor.query<Row>({ ...statement, values: [...values] })).rows
    }
  }
  return {
    query: on(pool),
    transaction: (work) =>
      withClient(pool, async (client) => {
        await client.query('begin')
        const result = await work(on(client))
        await client.query('commit')
        return result
      }),
    foreign: (text, values) =>
      withClient(pool, async (client) => {
        const types = { getTypeParser: pg.types.getTypeParser }
        return (await client.query<Row>({ text, values: [...values], types })).rows
      }),
    outsideTransaction: (text, lockWaitMs) =>
      withClient(pool, async (client) => {
        await client.query(`set lock_timeout = ${lockWaitMs}`)
        try {
          await client.query(text)
        } finally {
          await client.query('reset lock_timeout')
        }
      }),
    dedicated: () => new pg.Client(settings),
    close: () => pool.end(),
  }
}

/**
 * Every statement of ours finds its rows through an index. PostgreSQL keeps the plan of a prepared statement; one that
 * it made while a table had one page, by reading that page, would read all of them when there are thousands.
 */
async function planForGrowth(client: pg.ClientBase): Promise<void> {
  await client.query('set enable_seqscan = off')
}

/** Lends one connection; after a failure no transaction is left open on it, and one that is lost is thrown away. */
async function withClient<T>(pool: pg.Pool, work: (client: pg.PoolClient) => Promise<T>): Promise<T> {
  const client = await pool.connect()
  let broken = false
  const lose = (): void => {
    broken = true
  }
  // The statement under way says it too; but an error event that nobody listens to ends the process.
  client.on('error', lose)
  try {
    return await work(client)
  } catch (error) {
    await client.query('rollback').catch(lose)
    throw error
  } finally {
    client.off('error', lose)
    client.release(broken)
  }
}

/** Settings of one connection to a target. For `store/` only. */
export function clientSettings(target: ConnectionTarget): pg.ClientConfig {
  const where = 'url' in target ? { connectionString: target.url } : target
  return {
    ...where,
    types,
    application_name: 'rampway',
    connectionTimeoutMillis: connectTimeoutMs,
    statement_timeout: statementTimeoutMs,
    keepAlive: true,
  }
}

/** Classes of SQLSTATE that speak of the connection or the server, not of the statement. */
const serverTrouble = /^(08|53|57P)/

/** True when the statement cannot be blamed: the connection or the whole server failed. */
export function isServerTrouble(error: unknown): boolean {
  const state = sqlStateOf(error)
  return state === undefined || serverTrouble.test(state)
}

/** A lock or a statement took too long; the object is being worked on by another; or another has dropped it. */
const lockTrouble: ReadonlySet<string> = new Set(['55P03', '57014', '55000', '55006', '42P01', '40P01'])

/** True when a change of the schema failed because others were using or changing the same, so that it may be tried again. */
export function isLockTrouble(error: unknown): boolean {
  return lockTrouble.has(sqlStateOf(error) ?? '')
}

/** The SQLSTATE of a database error; undefined when the failure came from the connection, not from the statement. */
export function sqlStateOf(error: unknown): string | undefined {
  return error instanceof pg.DatabaseError ? error.code : undefined
}
