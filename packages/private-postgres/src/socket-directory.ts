import { randomBytes } from 'node:crypto'
import { mkdirSync, readFileSync, rmdirSync, statSync } from 'node:fs'
import { createConnection } from 'node:net'
import { tmpdir } from 'node:os'
import { basename, dirname, join } from 'node:path'

import type { Home } from './data-directory.ts'
import { PrivatePostgresError, readErrorCode } from './failure.ts'
import { findStats, replaceFile, setDirectoryOwner } from './folder.ts'
import { socketPort } from './settings.ts'

/** Longest socket path the kernel takes, in bytes: `sun_path` of 108 (macOS: 104) with its closing zero. */
const socketPathBytesMax = process.platform === 'darwin' ? 103 : 107

/** In the home: which socket directory this server has; kept across restarts, so that open pools find it again. */
const noteName = 'socket-directory.txt'

/** The socket's path in a socket directory, as libpq and `pg` build it. */
export function socketPathOf(directory: string): string {
  return join(directory, `.s.PGSQL.${socketPort}`)
}

/** Whether a socket in this directory has a path the kernel takes. */
function isSocketPathShort(directory: string): boolean {
  return Buffer.byteLength(socketPathOf(directory)) <= socketPathBytesMax
}

/** Whether a server answers on the socket in this directory. */
export function isAnswering(directory: string): Promise<boolean> {
  if (!isSocketPathShort(directory)) return Promise.resolve(false)
  return new Promise((resolve) => {
    const socket = createConnection(socketPathOf(directory))
    const end = (isAlive: boolean) => {
      socket.destroy()
      resolve(isAlive)
    }
    socket.on('connect', () => end(true))
    socket.on('error', () => end(false))
  })
}

/**
 * Makes the socket directory of a server that does not run, in the system's folder for temporary files, closed to every
 * other user. Two levels: the outer one is the owner's alone (as root: passable for the server's private group), the inner
 * one is the server's. Never used are a directory somebody else planted, and one on which another server answers: that of
 * the original, in a copy of a data directory. Raises `socket_path` where no path is short enough.
 */
export async function makeSocketDirectory(home: Home): Promise<string> {
  const noted = readNote(home)
  if (noted !== undefined && !(await isAnswering(noted)) && tryMake(home, dirname(noted))) return noted
  for (const parent of [tmpdir(), '/tmp', '/run', '/dev/shm'].filter(isUsableParent)) {
    const outer = join(parent, `rampway-${randomBytes(6).toString('hex')}`)
    if (!tryMake(home, outer)) continue
    const directory = join(outer, 's')
    replaceFile(join(home.folder, noteName), `${directory}\n`, home.owner)
    return directory
  }
  const message = `No folder for temporary files has a path short enough for PostgreSQL's socket (${tmpdir()} is too long or not writable). Set TMPDIR to a shorter one.`
  throw new PrivatePostgresError('socket_path', message)
}

/** Removes the empty directories a stopped server leaves; anything else in them stays. */
export function removeSocketDirectory(home: Home): void {
  const directory = readNote(home)
  if (directory === undefined) return
  try {
    rmdirSync(directory)
    rmdirSync(dirname(directory))
  } catch {
    // Not there, or in use by somebody: it is only litter.
  }
}

function readNote(home: Home): string | undefined {
  try {
    const directory = readFileSync(join(home.folder, noteName), 'utf8').trim()
    return basename(directory) === 's' && isSocketPathShort(directory) ? directory : undefined
  } catch {
    return undefined
  }
}

/** False when the name is taken by something that is not ours, or cannot be made. */
function tryMake(home: Home, outer: string): boolean {
  const isShared = home.account.uid !== home.owner.uid
  return tryMakeOne(outer, home.owner, isShared ? 0o710 : 0o700) && tryMakeOne(join(outer, 's'), home.account, 0o700)
}

function tryMakeOne(path: string, owner: Home['owner'], mode: number): boolean {
  try {
    mkdirSync(path, { mode: 0o700 })
    setDirectoryOwner(path, owner, mode)
  } catch (error) {
    if (readErrorCode(error) !== 'EEXIST') return false
  }
  const stats = findStats(path)
  return stats?.isDirectory() === true && stats.uid === owner.uid && (stats.mode & 0o777) === mode
}

/** A folder in which others cannot replace what is ours (sticky, or not writable for them), with a short path. */
function isUsableParent(path: string): boolean {
  try {
    const { mode } = statSync(path)
    return isSocketPathShort(join(path, 'rampway-000000000000', 's')) && ((mode & 0o1000) !== 0 || (mode & 0o022) === 0)
  } catch {
    return false
  }
}
