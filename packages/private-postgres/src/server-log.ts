import { chownSync, closeSync, copyFileSync, fstatSync, openSync, readSync, statSync, truncateSync } from 'node:fs'
import { join } from 'node:path'

import type { Home } from './data-directory.ts'
import { isRoot } from './server-account.ts'

/** Size at which the log moves to `server.log.1`, whose former content goes; so both take at most about twice this. */
const logBytesMax = 10 * 1024 * 1024

/** Most of the log that is read to explain a failed start. */
const tailBytesMax = 16 * 1024

/** Where the server writes its messages. */
export function serverLogOf(home: Home): string {
  return join(home.folder, 'server.log')
}

/** Opens the log for a server to append to; `start` is where its own messages will begin. */
export function openServerLog(home: Home): { readonly handle: number; readonly start: number } {
  trimServerLog(home)
  const handle = openSync(serverLogOf(home), 'a', 0o600)
  if (isRoot()) chownSync(serverLogOf(home), home.owner.uid, home.owner.gid)
  return { handle, start: fstatSync(handle).size }
}

/**
 * Moves a log that has grown too long aside. The server keeps its open file, so the content is copied and the file cut;
 * as it appends, it goes on at the new end. Failing is harmless and silent.
 */
export function trimServerLog(home: Home): void {
  const log = serverLogOf(home)
  try {
    if (statSync(log).size <= logBytesMax) return
    copyFileSync(log, `${log}.1`)
    truncateSync(log)
  } catch {
    // No log yet, or no space for a second one.
  }
}

/** What the log holds from byte `start` on; at most the first 16 KiB. */
export function readServerLog(home: Home, start: number): string {
  const handle = openSync(serverLogOf(home), 'r')
  try {
    const buffer = Buffer.alloc(tailBytesMax)
    return buffer.toString('utf8', 0, readSync(handle, buffer, 0, tailBytesMax, start))
  } finally {
    closeSync(handle)
  }
}
