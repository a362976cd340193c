import { statSync } from 'node:fs'
import { Socket } from 'node:net'

import pg from 'pg'

import type { Home } from './data-directory.ts'
import { bookkeepingDatabase, socketPort, superuser } from './settings.ts'

/**
 * Who uses the server is known by who is connected: each user keeps one connection with a shared advisory lock. When a
 * process ends in whatever way, the kernel closes its connection and PostgreSQL drops the lock, so there is nothing to
 * clean up and no process number to mistake.
 */
const useLock = '7236837, 1'

/** Longest wait for a connection to be accepted, and for a lock held by one who is about to stop the server. */
const answerTimeoutMs = 5_000

/** A place among the users of a server. */
export interface Seat {
  /** Whether the server waits for the disk. */
  readonly isDurable: boolean
  /** Settles when the connection is lost: the server stopped or died. */
  readonly lost: Promise<void>
  /** Gives the place up. True: nobody else has one and, until `close`, nobody gets one, so the server may be stopped. */
  readonly leave: () => Promise<boolean>
  readonly close: () => Promise<void>
}

/** What came of trying to join: a seat, an answer that it is too early or too late, or nothing. */
export type Joining =
  | { readonly kind: 'seated'; readonly seat: Seat }
  | { readonly kind: 'busy'; readonly why: string }
  | { readonly kind: 'silent'; readonly why: string }

/** Tries once to become a user of the server behind `socketDirectory`, which must be the one on our cluster. */
export async function joinServer(home: Home, socketDirectory: string): Promise<Joining> {
  const socket = new Socket()
  const client = new pg.Client({
    host: socketDirectory,
    port: socketPort,
    user: superuser,
    database: bookkeepingDatabase,
    application_name: `rampway seat ${process.pid}`,
    connectionTimeoutMillis: answerTimeoutMs,
    stream: () => socket,
  })
  const lost = new Promise<void>((resolve) => {
    client.once('end', resolve)
    client.once('error', () => resolve())
  })
  client.on('error', () => {})
  try {
    await client.connect()
    await client.query(`set lock_timeout = ${answerTimeoutMs}`)
    await client.query(`select pg_advisory_lock_shared(${useLock})`)
    const facts: unknown = (
      await client.query("select current_setting('data_directory') as directory, current_setting('fsync') as fsync")
    ).rows[0]
    if (readFact(facts, 'directory') === undefined || !isSameDirectory(readFact(facts, 'directory'), home.cluster)) {
      await client.end()
      return { kind: 'silent', why: `the server at ${socketDirectory} is not on ${home.cluster}` }
    }
    // Whoever forgets to release must still be able to end; while it lives, the connection stays.
    socket.unref()
    return { kind: 'seated', seat: makeSeat(client, socket, lost, readFact(facts, 'fsync') === 'on') }
  } catch (error) {
    socket.destroy()
    const why = error instanceof Error ? error.message : String(error)
    return { kind: isAnswer(error) ? 'busy' : 'silent', why }
  }
}

function makeSeat(client: pg.Client, socket: Socket, lost: Promise<void>, isDurable: boolean): Seat {
  const leave = async () => {
    socket.ref()
    // First give up, then ask: of two who leave at once, the later one finds itself alone.
    await client.query(`select pg_advisory_unlock_shared(${useLock})`)
    const answer: unknown = (await client.query(`select pg_try_advisory_lock(${useLock})::text as alone`)).rows[0]
    return readFact(answer, 'alone') === 'true'
  }
  const close = async () => {
    socket.ref()
    await client.end()
  }
  return { isDurable, lost, leave, close }
}

/** An error that PostgreSQL itself sent carries a five-character SQLSTATE. */
function isAnswer(error: unknown): boolean {
  return error instanceof pg.DatabaseError && error.code?.length === 5
}

function readFact(row: unknown, name: string): string | undefined {
  if (typeof row !== 'object' || row === null) return undefined
  const value: unknown = Reflect.get(row, name)
  return typeof value === 'string' ? value : undefined
}

/** True also when the reported path is gone: the directory was then renamed under the running server. */
function isSameDirectory(reported: string | undefined, cluster: string): boolean {
  const one = reported === undefined ? undefined : statSync(reported, { throwIfNoEntry: false })
  const other = statSync(cluster)
  return one === undefined || (one.ino === other.ino && one.dev === other.dev)
}
