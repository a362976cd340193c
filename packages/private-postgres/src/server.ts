import { spawn } from 'node:child_process'
import { closeSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'

import type { Binaries } from './binaries.ts'
import type { Home } from './data-directory.ts'
import { explainServerOutput, ownDatabaseHint, PrivatePostgresError, readErrorCode } from './failure.ts'
import { replaceFile } from './folder.ts'
import { availableMemory } from './memory.ts'
import {
  findPostmaster,
  type Postmaster,
  parsePostmasterFile,
  postmasterFileOf,
  readPostmasterText,
} from './postmaster-file.ts'
import { isServerProcess } from './process-identity.ts'
import { asAccount, programEnvironment } from './program.ts'
import { openServerLog, readServerLog } from './server-log.ts'
import { serverArguments, tuningSettings } from './settings.ts'
import { isAnswering, makeSocketDirectory, socketPathOf } from './socket-directory.ts'

/** How often a starting or stopping server is checked. */
export const pollMs = 10

/** Longest start: replaying the log after a crash may take minutes on a slow disk. */
export const recoveryTimeoutMs = 600_000

/** How long the remains of a killed server (its children, their shared memory) are waited for. */
const remainsTimeoutMs = 15_000

/** How long a socket may answer without a process we can see: children of a server just killed are gone by then. */
const unseenServerMs = 2_000

/** Longest wait for a server to stop. */
const stopTimeoutMs = 60_000

/**
 * Starts the server and returns when it accepts connections; the caller holds the opening lock. It runs in a session of
 * its own: neither our end nor a Ctrl-C in our terminal ends it. Raises `PrivatePostgresError` with what it said.
 */
export async function startServer(home: Home, binaries: Binaries, isDurable: boolean): Promise<void> {
  await clearRemains(home)
  const deadline = Date.now() + remainsTimeoutMs
  for (;;) {
    const socketDirectory = await makeSocketDirectory(home)
    replaceFile(join(home.cluster, 'rampway.conf'), tuningSettings(availableMemory()), home.account)
    const failure = await spawnServer(home, binaries, socketDirectory, isDurable)
    if (failure === undefined) return
    const isTooEarly = /pre-existing shared memory block|lock file ".*" already exists/.test(failure)
    if (findPostmaster(home.cluster) !== undefined) return
    if (!isTooEarly || Date.now() > deadline) throw explainServerOutput('start_failed', failure, home.folder)
    await wait(20 * pollMs)
  }
}

/** Undefined once the server is ready, else what it said before it ended. */
async function spawnServer(
  home: Home,
  binaries: Binaries,
  socketDirectory: string,
  isDurable: boolean,
): Promise<string | undefined> {
  const log = openServerLog(home)
  let spawnError: string | undefined
  let hasEnded = false
  try {
    const child = spawn(join(binaries.folder, 'postgres'), serverArguments(home.cluster, socketDirectory, isDurable), {
      ...asAccount(home.account),
      cwd: home.folder,
      env: programEnvironment,
      detached: true,
      stdio: ['ignore', log.handle, log.handle],
    })
    child.on('error', (error) => {
      spawnError = error.message
    })
    child.on('exit', () => {
      hasEnded = true
    })
    child.unref()
  } finally {
    closeSync(log.handle)
  }
  const deadline = Date.now() + recoveryTimeoutMs
  while (Date.now() < deadline) {
    if (spawnError !== undefined) return spawnError
    if (hasEnded) return readServerLog(home, log.start)
    if (findPostmaster(home.cluster)?.isReady === true) return undefined
    await wait(pollMs)
  }
  throw new PrivatePostgresError('timeout', `The private PostgreSQL in ${home.folder} is still recovering; try later.`)
}

/**
 * Makes way for a start where a server died. PostgreSQL itself passes over a pid file that names no process. One whose
 * number belongs to a stranger, or to a server that ended and is not reaped (usual in containers), would stop it, so the
 * number is replaced. Raises `start_failed` when a server that we cannot see as a process answers on the cluster's own
 * socket: it runs in another container, and a second one would ruin the data.
 */
async function clearRemains(home: Home): Promise<void> {
  const left = parsePostmasterFile(readPostmasterText(home.cluster))
  if (left === undefined) return
  const deadline = Date.now() + unseenServerMs
  while (await isAnswering(home.cluster)) {
    if (findPostmaster(home.cluster) !== undefined) return
    if (Date.now() > deadline) {
      const message = `Another container runs a server on ${home.cluster}. Give each container a data directory of its own, ${ownDatabaseHint} for all of them.`
      throw new PrivatePostgresError('start_failed', message)
    }
    await wait(pollMs)
  }
  const now = readPostmasterText(home.cluster)
  if (!isNumberTaken(left.pid) || isServerProcess(left.pid, home.cluster) || parsePostmasterFile(now)?.pid !== left.pid)
    return
  // Our own number instead: PostgreSQL knows that its parent is no server, and still checks the shared memory named here.
  writeFileSync(postmasterFileOf(home.cluster), now.replace(/^\d+/, String(process.pid)))
  for (const directory of [home.cluster, left.socketDirectory ?? home.cluster]) {
    // A copy of a data directory names the socket of the server that runs on the original.
    if (!(await isAnswering(directory))) rmSync(`${socketPathOf(directory)}.lock`, { force: true })
  }
}

/** Whether a process has the number, if only one that ended and was not reaped: for PostgreSQL both are alive. */
function isNumberTaken(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return readErrorCode(error) === 'EPERM'
  }
}

/**
 * Stops a server and returns when it is gone. A fast shutdown: open transactions are rolled back, everything is written,
 * and nothing needs recovery. Raises `timeout` when it is still there.
 */
export async function stopServer(home: Home, { pid }: Postmaster): Promise<void> {
  trySignal(pid, 'SIGINT')
  const deadline = Date.now() + stopTimeoutMs
  while (Date.now() < deadline) {
    if (!isServerProcess(pid, home.cluster)) return
    await wait(pollMs)
  }
  throw new PrivatePostgresError('timeout', `The private PostgreSQL (process ${pid}) does not stop; end it.`)
}

function trySignal(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(pid, signal)
  } catch {
    // It ended by itself.
  }
}
