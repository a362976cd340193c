import pg from 'pg'
import type { DatabaseUnavailableReason } from '../domain/database-unavailable-reason.ts'
import { within } from '../domain/deadline.ts'
import {
  connectFailure,
  DatabaseUnavailableError,
  isTimeout,
  Silence,
  statementFailure,
} from './database-unavailable.ts'

/** How to reach PostgreSQL: a URL, or the private server's socket. */
export type ConnectionTarget =
  | { readonly url: string }
  | { readonly host: string; readonly port: number; readonly user: string; readonly database: string }

/** Settings of the connection pool. */
export interface ConnectionOptions {
  readonly target: ConnectionTarget
  /** Use named prepared statements, which are faster; never done behind a pooler such as PgBouncer. */
  readonly preparedStatements: boolean
  readonly connectionsMax?: number
  /** Called with errors on idle connections. */
  readonly onIdleError: (error: Error) => void
  /** Called each time the database could not do what it was asked. */
  readonly onUnavailable?: (why: DatabaseUnavailableReason) => void
}

/**
 * Runs one statement; `name` also names the prepared statement. Rejects with `DatabaseUnavailableError` when the
 * database and not the statement is to blame, and within seconds when it says nothing. For `postgres/` and `store/`
 * only.
 */
export type Query = (name: string, text: string, values: readonly unknown[]) => Promise<readonly Row[]>

/** A row before it is parsed. */
export type Row = Readonly<Record<string, unknown>>

/** An open pool. For `postgres/` and `store/` only. */
export interface Connection {
  readonly query: Query
  /**
   * Runs `work` in one transaction; commits when it resolves, rolls back when it rejects. A statement that gets no
   * answer within `patienceMs` fails; the default is a little more than the server's own limit.
   */
  readonly transaction: <T>(work: (query: Query) => Promise<T>, patienceMs?: number) => Promise<T>
  /**
   * Runs a statement that may not stand in a transaction, such as one that works `concurrently`; it fails when it must
   * wait for a lock for longer than this. False, and nothing was done, behind a pooler: there the limit on its waiting
   * could not be kept. It may run for `runMs`, by default for a minute.
   */
  readonly outsideTransaction: (text: string, lockWaitMs: number, runMs?: number) => Promise<boolean>
  /** A connection of its own, for LISTEN, not connected yet. The caller ends it. */
  readonly dedicated: () => pg.Client
  readonly close: () => Promise<void>
}

/** Few connections are enough: hot steps travel in groups. */
const connectionsMaxDefault = 10
/** For a new connection, and for one that is free. */
const connectTimeoutMs = 3_000
/**
 * A timer of ours that is late by this much was held up, and what it waited for may have come meanwhile. Making a connection
 * to a database far away takes less beyond the time it is given.
 */
const heldUpMsMin = 500
const connectAttemptsMax = 3
/** What the server gives a statement. None of ours is expected to take a fifth of it. */
const statementTimeoutMs = 5_000
/** A connection without an answer for so long is dead: the server would have cancelled the statement before. */
const silenceMs = statementTimeoutMs + 1_000
/** The same for statements on the schema that stand alone, which have a higher limit on the server. */
const loneStatementMs = 60_000
/** TCP keepalive probes, which detect a dead connection, begin after this long. */
const keepAliveDelayMs = 10_000

const { builtins } = pg.types
const types = {
  // Instants are read as epoch milliseconds; jsonb is read as text, and parsed where its shape is known.
  getTypeParser(oid: number, format?: 'text' | 'binary') {
    if (oid === builtins.TIMESTAMPTZ) return (text: string) => Date.parse(text)
    if (oid === builtins.JSONB) return (text: string) => text
    return pg.types.getTypeParser(oid, format)
  },
}

/** What is known of one connection. */
interface ConnectionState {
  /** No pooler is in between, so settings and prepared statements stay. */
  readonly direct: boolean
  /** When it last answered, by the monotonic clock. */
  heardAt: number
}

/** Opens the pool; connections are made when first needed. */
export function openConnection(options: ConnectionOptions): Connection {
  const settings = clientSettings(options.target)
  const states = new WeakMap<pg.ClientBase, ConnectionState>()
  /** When any of them last answered. */
  let heardAt = 0
  /** Connections whose last answer is older may be as dead as the one that was just found dead. */
  let distrustedBefore = 0
  const pool = new pg.Pool({
    ...settings,
    // The patience with a statement is ours.
    query_timeout: 0,
    max: options.connectionsMax ?? connectionsMaxDefault,
    onConnect: async (client) => {
      const direct = await prepareConnection(client, options.preparedStatements)
      states.set(client, { direct, heardAt: performance.now() })
      // The statement under way fails too; but an error event without a listener ends the process.
      client.on('error', () => {})
    },
  })
  pool.on('error', options.onIdleError)

  const tell = <E>(error: E): E => {
    if (error instanceof DatabaseUnavailableError) options.onUnavailable?.(error.why)
    return error
  }
  const isDirectOne = (client: pg.ClientBase): boolean => states.get(client)?.direct === true

  /** While the database answers others, or our own event loop was held up, who waits for a connection goes on waiting. */
  const connect = async (): Promise<pg.PoolClient> => {
    for (let attempt = 1; ; attempt += 1) {
      const askedAt = performance.now()
      try {
        return await pool.connect()
      } catch (error) {
        const heldUpMs = performance.now() - askedAt - connectTimeoutMs
        const mayYetCome = heldUpMs >= heldUpMsMin || heardAt > askedAt
        if (attempt === connectAttemptsMax || !mayYetCome || !isTimeout(error)) throw tell(connectFailure(error))
      }
    }
  }

  const borrow = async (): Promise<pg.PoolClient> => {
    for (;;) {
      const client = await connect()
      if ((states.get(client)?.heardAt ?? 0) >= distrustedBefore) return client
      discard(client)
    }
  }

  const ask = async (client: pg.ClientBase, query: pg.QueryConfig, patienceMs: number): Promise<readonly Row[]> => {
    const askedAt = performance.now()
    try {
      const answer = await within(patienceMs, client.query<Row>(query), undefined)
      if (answer === undefined) throw new Silence()
      heardAt = performance.now()
      const state = states.get(client)
      if (state !== undefined) state.heardAt = heardAt
      return answer.rows
    } catch (error) {
      const told = statementFailure(error)
      if (told instanceof DatabaseUnavailableError && told.why === 'silent') distrustedBefore = askedAt
      throw tell(told)
    }
  }

  const on = (client: pg.PoolClient, patienceMs: number): Query => {
    const prepares = options.preparedStatements && isDirectOne(client)
    return (name, text, values) => {
      // A script of several statements has no values and cannot be prepared.
      const prepared = prepares && values.length > 0 ? name : undefined
      return ask(client, { name: prepared, text, values: [...values] }, patienceMs)
    }
  }

  /** Lends one connection; after a failure no transaction is left open on it, and one that is lost is thrown away. */
  const lend = async <T>(work: (client: pg.PoolClient) => Promise<T>): Promise<T> => {
    const client = await borrow()
    let broken = false
    try {
      return await work(client)
    } catch (error) {
      broken = error instanceof DatabaseUnavailableError
      if (!broken) {
        const ended = await within(silenceMs, client.query('rollback'), undefined).catch(() => undefined)
        broken = ended === undefined
      }
      throw error
    } finally {
      client.release(broken)
    }
  }

  return {
    query: async (name, text, values) => {
      const client = await borrow()
      let failed = true
      try {
        const rows = await on(client, silenceMs)(name, text, values)
        failed = false
        return rows
      } finally {
        client.release(failed)
      }
    },
    transaction: (work, patienceMs = silenceMs) =>
      lend(async (client) => {
        const query = on(client, patienceMs)
        await query('begin', 'begin', [])
        const result = await work(query)
        await query('commit', 'commit', [])
        return result
      }),
    outsideTransaction: async (text, lockWaitMs, runMs = loneStatementMs) => {
      const client = await borrow()
      // The connection is thrown away afterwards, with the settings made here.
      const isDirect = isDirectOne(client)
      try {
        if (!isDirect) return false
        const query = on(client, runMs + 1_000)
        await query('bounds', `set lock_timeout = ${lockWaitMs}; set statement_timeout = ${runMs}`, [])
        await query('lone', text, [])
        return true
      } finally {
        client.release(isDirect)
      }
    },
    dedicated: () => new pg.Client(settings),
    close: () => pool.end(),
  }
}

/** Drops a connection without the closing message, since nobody may be there to read it. */
function discard(client: pg.PoolClient): void {
  client.connection.stream.destroy()
  client.release(true)
}

/** How long an orderly end may take. */
const hangUpMs = 1_000

/** Ends a connection that is not of the pool; one that does not answer is cut off. */
export async function hangUp(client: pg.Client): Promise<void> {
  const cut = setTimeout(() => client.connection.stream.destroy(), hangUpMs)
  await client.end().catch(() => {})
  clearTimeout(cut)
}

/**
 * Sets up a new connection, and tells whether it leads straight to PostgreSQL. A pooler such as PgBouncer passes
 * statements, transaction by transaction, to server connections that others use as well, so behind one nothing may be
 * set or prepared.
 *
 * With prepared statements: each of ours finds its rows through an index. PostgreSQL keeps the plan of a prepared
 * statement; one that it made while a table had one page, by reading that page, would read all of them when there are
 * thousands.
 */
async function prepareConnection(client: pg.ClientBase, preparedStatements: boolean): Promise<boolean> {
  const settings = [
    `set_config('statement_timeout', '${statementTimeoutMs}', false)`,
    ...(preparedStatements ? [`set_config('enable_seqscan', 'off', false)`] : []),
  ]
  const text = `select case when ${isDirectSql(client)} then (${settings.join(' || ')}) end is not null as direct`
  const query = { text, query_timeout: connectTimeoutMs }
  const { rows } = await client.query<Row>(query)
  return rows[0]?.direct === true
}

/** True when no pooler stands between; the client is connected. */
export async function isDirect(client: pg.ClientBase): Promise<boolean> {
  const { rows } = await client.query<Row>(`select ${isDirectSql(client)} as direct`)
  return rows[0]?.direct === true
}

/** PostgreSQL tells a client the number of its process, by which it can be cancelled; poolers make numbers up. */
function isDirectSql(client: pg.ClientBase): string {
  const told = 'processID' in client && typeof client.processID === 'number' ? client.processID : 0
  return `pg_backend_pid() = ${told}`
}

/**
 * Settings of one connection; none of its session is among them, for poolers refuse who asks for one. For `postgres/`
 * and `store/` only.
 */
export function clientSettings(target: ConnectionTarget): pg.ClientConfig {
  const where = 'url' in target ? { connectionString: target.url } : target
  return {
    ...where,
    types,
    application_name: 'rampway',
    connectionTimeoutMillis: connectTimeoutMs,
    query_timeout: silenceMs,
    keepAlive: true,
    keepAliveInitialDelayMillis: keepAliveDelayMs,
  }
}
