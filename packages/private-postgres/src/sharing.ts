import { Socket } from 'node:net'
import { setTimeout as wait } from 'node:timers/promises'

import pg from 'pg'

import { readProcessIdentity } from './process-identity.ts'
import { bookkeepingDatabase, socketPort, superuser } from './settings.ts'

/**
 * Each client of the server keeps one connection that holds a shared advisory lock. However a process ends, the kernel
 * closes its connection and PostgreSQL drops the lock, so there is nothing to clean up and no process id to confuse with
 * another's.
 */
const useLock = { group: 7236837, number: 1 } as const
const useLockSql = `${useLock.group}, ${useLock.number}`

/** `application_name` of a client's connection: this, then the process id. */
const clientName = 'rampway client '

/** Longest wait for a connection to be accepted, and for a lock held by one who is about to stop the server. */
const answerTimeoutMs = 5_000

/** Longest wait, by a client that leaves, for PostgreSQL to notice that others were killed; checked that often. */
const departureTimeoutMs = 2_000
const departurePollMs = 10

/** This process as a client of a shared server. */
export interface ServerClient {
  /** Whether the server waits for the disk. */
  readonly isDurable: boolean
  /** Settles when the connection is lost: the server stopped or died. */
  readonly lost: Promise<void>
  /** Gives up the lock. True: no other client is left and, until `close`, none can join, so the server may be stopped. */
  readonly leave: () => Promise<boolean>
  readonly close: () => Promise<void>
}

/**
 * Tries once to become a client of the server behind `socketDirectory`. `busy`: it answered that it is too early or too
 * late; `silent`: it gave no answer.
 */
export async function joinServer(socketDirectory: string): Promise<ServerClient | 'busy' | 'silent'> {
  const socket = new Socket()
  const connection = new pg.Client({
    host: socketDirectory,
    port: socketPort,
    user: superuser,
    database: bookkeepingDatabase,
    application_name: `${clientName}${process.pid}`,
    connectionTimeoutMillis: answerTimeoutMs,
    stream: () => socket,
  })
  const lost = new Promise<void>((resolve) => {
    connection.once('end', resolve)
    connection.once('error', () => resolve())
  })
  connection.on('error', () => {})
  try {
    await connection.connect()
    await connection.query(`set lock_timeout = ${answerTimeoutMs}`)
    await connection.query(`select pg_advisory_lock_shared(${useLockSql})`)
    const facts: unknown = (await connection.query('show fsync')).rows[0]
    // Whoever forgets to release must still be able to end; while it lives, the connection stays.
    socket.unref()
    return makeServerClient(connection, socket, lost, readFact(facts, 'fsync') === 'on')
  } catch (error) {
    socket.destroy()
    return isAnswer(error) ? 'busy' : 'silent'
  }
}

function makeServerClient(
  connection: pg.Client,
  socket: Socket,
  lost: Promise<void>,
  isDurable: boolean,
): ServerClient {
  const leave = async () => {
    socket.ref()
    // First give up, then ask: of two who leave at once, the later one finds itself alone.
    await connection.query(`select pg_advisory_unlock_shared(${useLockSql})`)
    const deadline = Date.now() + departureTimeoutMs
    for (;;) {
      const answer: unknown = (await connection.query(`select pg_try_advisory_lock(${useLockSql})::text as alone`))
        .rows[0]
      if (readFact(answer, 'alone') === 'true') return true
      if (Date.now() > deadline || (await hasLivingClient(connection))) return false
      await wait(departurePollMs)
    }
  }
  const close = async () => {
    socket.ref()
    await connection.end()
  }
  return { isDurable, lost, leave, close }
}

/**
 * Whether a process that holds the lock lives. One that was killed may hold it a moment longer, until PostgreSQL has read
 * the end of its connection. The number only says whether waiting is worth it: who is right is settled by the lock.
 */
async function hasLivingClient(connection: pg.Client): Promise<boolean> {
  const holders: unknown[] = (
    await connection.query(`select application_name as name from pg_locks join pg_stat_activity using (pid)
      where locktype = 'advisory' and classid = ${useLock.group} and objid = ${useLock.number} and granted`)
  ).rows
  return holders.some((row) => {
    const name = readFact(row, 'name') ?? ''
    return !name.startsWith(clientName) || readProcessIdentity(Number(name.slice(clientName.length))) !== undefined
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
