import type pg from 'pg'
import { hangUp, isDirect } from './connection.ts'
import { type Database, internalsOf } from './database.ts'
import { numberOf, textOf } from './row.ts'

/** How a PostgreSQL is set up, and the role that asks. */
export interface ServerSettings {
  /** Such as `17.5`. */
  readonly version: string
  /** Such as 17. */
  readonly major: number
  readonly fsync: boolean
  readonly fullPageWrites: boolean
  /** As `synchronous_commit` has it. */
  readonly synchronousCommit: string
  /** As `default_transaction_isolation` has it. */
  readonly isolation: string
  readonly isReadOnly: boolean
  readonly role: string
  readonly isSuperuser: boolean
  readonly bypassesRowSecurity: boolean
  /** Its clock, in epoch milliseconds. */
  readonly now: number
  readonly databaseBytes: number
  readonly connections: number
  readonly connectionsMax: number
}

/** Reads them with one statement that changes nothing. Rejects with the database's error. */
export async function readServerSettings(database: Database): Promise<ServerSettings> {
  const [row = {}] = await internalsOf(database).connection.query(
    'server_settings',
    `select current_setting('server_version') as version,
            current_setting('server_version_num')::int / 10000 as major,
            current_setting('fsync') = 'on' as fsync,
            current_setting('full_page_writes') = 'on' as full_page_writes,
            current_setting('synchronous_commit') as synchronous_commit,
            current_setting('default_transaction_isolation') as isolation,
            current_setting('transaction_read_only') = 'on' as read_only,
            r.rolname as role, r.rolsuper, r.rolbypassrls,
            extract(epoch from clock_timestamp())::float8 * 1000 as now,
            pg_database_size(current_database())::float8 as bytes,
            (select count(*) from pg_stat_activity where backend_type = 'client backend')::int as connections,
            current_setting('max_connections')::int as connections_max
     from pg_roles r where r.rolname = current_user`,
    [],
  )
  return {
    version: textOf(row, 'version').split(' ')[0] ?? '',
    major: numberOf(row, 'major'),
    fsync: row.fsync === true,
    fullPageWrites: row.full_page_writes === true,
    synchronousCommit: textOf(row, 'synchronous_commit'),
    isolation: textOf(row, 'isolation'),
    isReadOnly: row.read_only === true,
    role: textOf(row, 'role'),
    isSuperuser: row.rolsuper === true,
    bypassesRowSecurity: row.rolbypassrls === true,
    now: numberOf(row, 'now'),
    databaseBytes: numberOf(row, 'bytes'),
    connections: numberOf(row, 'connections'),
    connectionsMax: numberOf(row, 'connections_max'),
  }
}

/**
 * What stands between: nothing; a pooler in transaction mode, for two transactions of one connection met two processes
 * of the server; one in statement mode, which has no transactions; or one whose mode did not show.
 */
export type PoolerMode = 'none' | 'transaction' | 'statement' | 'unknown'

/** Rounds in which transactions of two connections overlap, so that a pooler has reason to mix them. */
const mixingRounds = 4

/** Finds out with two connections of its own, which it ends. Changes nothing. Rejects with the database's error. */
export async function findPoolerMode(database: Database): Promise<PoolerMode> {
  const { dedicated } = internalsOf(database).connection
  const [first, second] = [dedicated(), dedicated()]
  for (const client of [first, second]) client.on('error', () => {})
  try {
    await Promise.all([first.connect(), second.connect()])
    if (await isDirect(first)) return 'none'
    return await watchProcesses(first, second)
  } finally {
    await Promise.all([hangUp(first), hangUp(second)])
  }
}

async function watchProcesses(first: pg.Client, second: pg.Client): Promise<PoolerMode> {
  const seen = new Map<pg.Client, Set<number>>([first, second].map((client) => [client, new Set()]))
  for (let round = 0; round < mixingRounds; round++) {
    // Begun in turns, and ended in turns, so that no order in which a pooler lends keeps them apart.
    const pair = round % 2 === 0 ? [first, second] : [second, first]
    for (const client of pair) {
      try {
        await client.query('begin')
        const process = await processOf(client)
        if ((await processOf(client)) !== process) return 'statement'
        seen.get(client)?.add(process)
      } catch (error) {
        if (error instanceof Error && /not allowed|statement pooling/i.test(error.message)) return 'statement'
        throw error
      }
    }
    for (const client of pair) await client.query('commit')
  }
  return [...seen.values()].some((processes) => processes.size > 1) ? 'transaction' : 'unknown'
}

async function processOf(client: pg.Client): Promise<number> {
  const { rows } = await client.query<{ pid: unknown }>('select pg_backend_pid() as pid')
  return Number(rows[0]?.pid)
}
