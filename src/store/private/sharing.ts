import { statSync } from 'node:fs'
import { Socket } from 'node:net'
import { setTimeout as wait } from 'node:timers/promises'

import pg from 'pg'

import type { Home } from './data-directory.ts'
import { readProcessIdentity } from './process-identity.ts'
import { bookkeepingDatabase, socketPort, superuser } from './settings.ts'

/**
 * Who uses the server is known by who is connected: each user keeps one connection with a shared advisory lock. When a
 * process ends in whatever way, the kernel closes its connection and PostgreSQL drops the lock, so there is nothing to
 * clean up and no process number to mistake.
 */
const useLock = { group: 7236837, number: 1 } as const
const useLockSql = `${useLock.group}, ${useLock.number}`

/** What a seat's connection is called in the server, before the number of its process. */
const seatName = 'rampway seat '

/** Longest wait for a connection to be accepted, and for a lock held by one who is about to stop the server. */
const answerTimeoutMs = 5_000

/** Longest wait, by one who leaves, for PostgreSQL to notice that other users were killed; looked at that often. */
const departureTimeoutMs = 2_000
const departurePollMs = 10

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
    application_name: `${seatName}${process.pid}`,
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
    await client.query(`select pg_advisory_lock_shared(${useLockSql})`)
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
    await client.query(`select pg_advisory_unlock_shared(${useLockSql})`)
    const deadline = Date.now() + departureTimeoutMs
    for (;;) {
      const answer: unknown = (await client.query(`select pg_try_advisory_lock(${useLockSql})::text as alone`)).rows[0]
      if (readFact(answer, 'alone') === 'true') return true
      if (Date.now() > deadline || (await hasLivingUser(client))) return false
      await wait(departurePollMs)
    }
  }
  const close = async () => {
    socket.ref()
    await client.end()
  }
  return { isDurable, lost, leave, close }
}

/**
 * Whether a process that holds the lock lives. One that was killed may hold it a moment longer, until PostgreSQL has read
 * the end of its connection. The number only says whether waiting is worth it: who is right is settled by the lock.
 */
async function hasLivingUser(client: pg.Client): Promise<boolean> {
  const holders: unknown[] = (
    await client.query(`select application_name as name from pg_locks join pg_stat_activity using (pid)
      where locktype = 'advisory' and classid = ${useLock.group} and objid = ${useLock.number} and granted`)
  ).rows
  return holders.some((row) => {
    const name = readFact(row, 'name') ?? ''
    return !name.startsWith(seatName) || readProcessIdentity(Number(name.slice(seatName.length))) !== undefined
  })
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
