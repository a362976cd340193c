import { mkdir } from 'node:fs/promises'
import { openPrivatePostgres, type PrivatePostgres } from '@rampway/private-postgres'
import pg from 'pg'
import { parentOf } from './accounting.ts'

/** A PostgreSQL of the bench's own, durable and set as usual. */
export interface Postgres {
  readonly url: string
  /** Of its first process. */
  readonly pid: number
  readonly close: () => Promise<void>
}

/** Starts it in a folder, made if need be. */
export async function openPostgres(dataDir: string): Promise<Postgres> {
  await mkdir(dataDir, { recursive: true, mode: 0o755 })
  const postgres = await openPrivatePostgres({ dataDir })
  const url = databaseUrlOf(postgres)
  return { url, pid: await withClient(url, postmasterPidOf), close: postgres.release }
}

/** The URL of a server's database as operators write it: a socket is a parameter, and the host only stands there. */
export function databaseUrlOf({ connection: { host, user, database } }: PrivatePostgres): string {
  return `postgres://${user}@localhost/${database}?host=${encodeURIComponent(host)}`
}

/** The server's first process, whose children work for its clients. */
async function postmasterPidOf(client: pg.Client): Promise<number> {
  const { rows } = await client.query('select pg_backend_pid() as pid')
  return parentOf(Number(rows[0].pid))
}

/** Runs something on a connection of its own. */
export async function withClient<T>(url: string, work: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  try {
    return await work(client)
  } finally {
    await client.end()
  }
}
