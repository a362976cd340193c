import { randomBytes } from 'node:crypto'
import pg from 'pg'
import { expect, inject } from 'vitest'
import { closeDatabase, type Database, openDatabase } from '../../src/postgres/database.ts'
import { until } from './until.ts'

/** Where the run's PostgreSQL is, and which database to clone. */
export interface TestServer {
  readonly host: string
  readonly port: number
  readonly user: string
  readonly database: string
  readonly template: string
}

/** Connection settings of one database. */
export type TestTarget = Omit<TestServer, 'template'>

/** Makes a database as a copy of `template`; returns its name. */
export async function createDatabase(server: TestTarget, template: string): Promise<string> {
  const name = `test_${randomBytes(6).toString('hex')}`
  const client = new pg.Client(server)
  await client.connect()
  try {
    await client.query(`create database ${name} template ${template}`)
  } finally {
    await client.end()
  }
  return name
}

/** A migrated database of the caller's own. It goes with the server at the end of the run. */
export async function cloneDatabase(): Promise<TestTarget> {
  const { template, ...server } = inject('postgres')
  return { ...server, database: await createDatabase(server, template) }
}

/** An empty database of the caller's own. */
export async function emptyDatabase(): Promise<TestTarget> {
  const { template: _template, ...server } = inject('postgres')
  return { ...server, database: await createDatabase(server, 'template1') }
}

/** The same as a URL, for programs that read `DATABASE_URL`. */
export function urlOf({ host, port, user, database }: TestTarget): string {
  return `postgresql://${user}@localhost/${database}?host=${encodeURIComponent(host)}&port=${port}`
}

/** Opens the store's handle on a database, as one process does. */
export function openStore(target: TestTarget): Database {
  return openDatabase({ target, preparedStatements: true, onError: () => {} })
}

/**
 * Closes a handle on a database that nobody else is connected to, and waits until its connections have ended on the
 * server's side too: only then are its statistics sure to count what they did.
 */
export async function closeCounted(database: Database, target: TestTarget): Promise<void> {
  await closeDatabase(database)
  const left = `select pid from pg_stat_activity where datname = $1 and backend_type = 'client backend'`
  const beside = { ...target, database: 'postgres' }
  await until(async () => expect(await queryDatabase(beside, left, [target.database])).toEqual([]))
}

/** Runs one statement on a database, to inspect what a test left there or to break it. */
export async function queryDatabase(
  target: TestTarget,
  text: string,
  values: readonly unknown[] = [],
): Promise<Record<string, unknown>[]> {
  const client = new pg.Client(target)
  await client.connect()
  try {
    return (await client.query(text, [...values])).rows
  } finally {
    await client.end()
  }
}
