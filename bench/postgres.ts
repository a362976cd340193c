import type { PrivatePostgres } from '@rampway/private-postgres'
import pg from 'pg'
import { parentOf } from './accounting.ts'

/** The URL of a server's database as operators write it: a socket is a parameter, and the host only stands there. */
export function databaseUrlOf({ connection: { host, user, database } }: PrivatePostgres, name = database): string {
  return `postgres://${user}@localhost/${name}?host=${encodeURIComponent(host)}`
}

/** The server's first process, whose children work for its clients. */
export async function postmasterPidOf(client: pg.Pool | pg.Client): Promise<number> {
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
