import { setTimeout as wait } from 'node:timers/promises'

import { findBinaries } from './binaries.ts'
import { makeCluster, readClusterMajor } from './cluster.ts'
import { type Home, hasPrivatePostgres, openHome } from './data-directory.ts'
import { explainFileError, PrivatePostgresError } from './failure.ts'
import { tryOpeningLock } from './opening-lock.ts'
import { findPostmaster, type Postmaster } from './postmaster-file.ts'
import { pollMs, recoveryTimeoutMs, startServer, stopServer } from './server.ts'
import { serverLogOf, trimServerLog } from './server-log.ts'
import { applicationDatabase, applicationRole, socketPort } from './settings.ts'
import { joinServer, type ServerClient } from './sharing.ts'
import { removeSocketDirectory } from './socket-directory.ts'

export { PrivatePostgresError }

/** A running PostgreSQL of Rampway's own, shared by all processes that opened the same data directory. */
export interface PrivatePostgres {
  /** How to connect: settings of a `pg` client, over the Unix socket. */
  readonly connection: {
    readonly host: string
    readonly port: number
    readonly user: string
    readonly database: string
  }
  /** Leaves the server; the last client stops it cleanly. May be called again. Close your own connections first. */
  readonly release: () => Promise<void>
}

export interface PrivatePostgresOptions {
  /** Rampway's data directory; PostgreSQL gets its sub-folder `postgres`. Made when absent. */
  readonly dataDir: string
  readonly log?: (message: string) => void
  /** Default false. True: raises `no_database` where none was made yet, and makes nothing. */
  readonly mustExist?: boolean
  /** Default true. False is for tests only: the server no longer waits for the disk, and a power cut may ruin the data. */
  readonly durable?: boolean
  /** Folder of `postgres` and `initdb` to use, instead of those of the npm package or the system. */
  readonly binDir?: string
}

/** What every step needs to know. */
interface Opening {
  readonly home: Home
  readonly log: (message: string) => void
  readonly isDurable: boolean
  readonly binDir: string | undefined
}

/** How long a server may fail to answer before that is an error. */
const silenceMaxMs = 15_000

/** Between checks of the log's size. */
const logTrimIntervalMs = 60_000

/** Between attempts to get back a server that died under us. */
const reopenDelayMs = 500

/**
 * Opens the private PostgreSQL of a data directory: makes it on first use, starts it when none runs, else joins the one
 * that does. While open, a server that dies is started again under the same address. Raises `PrivatePostgresError`.
 */
export async function openPrivatePostgres(options: PrivatePostgresOptions): Promise<PrivatePostgres> {
  const log = options.log ?? (() => {})
  if (process.platform === 'win32') {
    const message = 'The private PostgreSQL needs Unix sockets. On Windows, use WSL or set DATABASE_URL.'
    throw new PrivatePostgresError('no_binaries', message)
  }
  if (options.mustExist === true && !hasPrivatePostgres(options.dataDir)) {
    throw new PrivatePostgresError('no_database', `There is no private PostgreSQL in ${options.dataDir}.`)
  }
  const home = openHome(options.dataDir, log)
  const opening = { home, log, isDurable: options.durable ?? true, binDir: options.binDir }
  try {
    return keepOpen(opening, await joinOrStart(opening))
  } catch (error) {
    throw explainFileError(error, home.folder)
  }
}

function keepOpen(opening: Opening, first: Joined): PrivatePostgres {
  let isReleased = false
  let client: ServerClient | undefined = first.client
  const trimming = setInterval(() => trimServerLog(opening.home), logTrimIntervalMs).unref()

  const stayJoined = async () => {
    while (!isReleased) {
      await client?.lost
      client = undefined
      if (isReleased) return
      opening.log(`the private PostgreSQL is gone; its log is ${serverLogOf(opening.home)}; opening it again`)
      client = await tryRejoin(opening)
      if (isReleased && client !== undefined) await leaveServer(opening, client)
    }
  }
  const keeping = stayJoined()

  const release = async () => {
    isReleased = true
    clearInterval(trimming)
    if (client !== undefined) await leaveServer(opening, client)
    await keeping
  }
  let releasing: Promise<void> | undefined
  return {
    connection: { host: first.directory, port: socketPort, user: applicationRole, database: applicationDatabase },
    release: () => {
      releasing ??= release()
      return releasing
    },
  }
}

/** Undefined, after a pause, when it failed. */
async function tryRejoin(opening: Opening): Promise<ServerClient | undefined> {
  try {
    return (await joinOrStart(opening)).client
  } catch (error) {
    opening.log(error instanceof Error ? error.message : String(error))
    await wait(reopenDelayMs, undefined, { ref: false })
    return undefined
  }
}

async function leaveServer(opening: Opening, client: ServerClient): Promise<void> {
  let isLast: boolean
  try {
    isLast = await client.leave()
  } catch {
    // The server is gone already.
    isLast = false
  }
  if (isLast) await stopRunning(opening)
  await client.close().catch(() => {})
}

async function stopRunning(opening: Opening): Promise<void> {
  const postmaster = findPostmaster(opening.home.cluster)
  if (postmaster !== undefined) await stopServer(opening.home, postmaster)
  const unlock = tryOpeningLock(opening.home.folder)
  if (unlock === undefined) return
  if (findPostmaster(opening.home.cluster) === undefined) removeSocketDirectory(opening.home)
  unlock()
}

interface Joined {
  readonly client: ServerClient
  readonly directory: string
}

/** Joins the running server, or starts one and joins that. Somebody else may do any of it at the same time. */
async function joinOrStart(opening: Opening): Promise<Joined> {
  let silentSince: number | undefined
  const deadline = Date.now() + recoveryTimeoutMs
  for (;;) {
    const postmaster = findPostmaster(opening.home.cluster)
    if (postmaster === undefined) await tryStart(opening)
    const outcome = postmaster === undefined ? 'busy' : await tryJoin(opening, postmaster)
    if (typeof outcome === 'object') return outcome
    const now = Date.now()
    silentSince = outcome === 'silent' ? (silentSince ?? now) : undefined
    if (silentSince !== undefined && now - silentSince > silenceMaxMs) throw explainSilence(opening, postmaster)
    if (now > deadline) throw explainDelay(opening)
    await wait(pollMs)
  }
}

function explainSilence({ home }: Opening, postmaster: Postmaster | undefined): PrivatePostgresError {
  const message = `The private PostgreSQL in ${home.folder} (process ${postmaster?.pid}) does not answer. See ${serverLogOf(home)}, end that process, and start again; nothing that was acknowledged is lost.`
  return new PrivatePostgresError('timeout', message)
}

function explainDelay({ home }: Opening): PrivatePostgresError {
  const message = `The private PostgreSQL in ${home.folder} did not become ready. See ${serverLogOf(home)} for why.`
  return new PrivatePostgresError('timeout', message)
}

/** Starts the server unless somebody else is doing so. */
async function tryStart(opening: Opening): Promise<void> {
  const unlock = tryOpeningLock(opening.home.folder)
  if (unlock === undefined) return
  try {
    if (findPostmaster(opening.home.cluster) !== undefined) return
    const major = readClusterMajor(opening.home)
    const binaries = await findBinaries(opening.home, major, opening.binDir, opening.log)
    if (major === undefined) {
      opening.log(`making a new PostgreSQL ${binaries.major} database in ${opening.home.folder}`)
      await makeCluster(opening.home, binaries, opening.isDurable)
    }
    await startServer(opening.home, binaries, opening.isDurable)
  } finally {
    unlock()
  }
}

async function tryJoin(opening: Opening, postmaster: Postmaster): Promise<Joined | 'busy' | 'silent'> {
  const directory = postmaster.socketDirectory
  if (!postmaster.isReady || directory === undefined) return 'busy'
  const client = await joinServer(directory)
  if (typeof client === 'string') return client
  if (client.isDurable || !opening.isDurable) return { client, directory }
  await client.close()
  const message = `The server of ${opening.home.folder} (process ${postmaster.pid}) was started with durable: false, which is for tests. Stop it, or choose another data directory.`
  throw new PrivatePostgresError('start_failed', message)
}
