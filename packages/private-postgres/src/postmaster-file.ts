import { readFileSync } from 'node:fs'
import { join } from 'node:path'

import { isServerProcess } from './process-identity.ts'

/** What a running server writes about itself into its cluster. */
export interface Postmaster {
  readonly pid: number
  /** Where its first socket is; undefined until it has one. */
  readonly socketDirectory: string | undefined
  /** Accepts connections. False while it starts, recovers or stops. */
  readonly isReady: boolean
}

/** Reads the text of `postmaster.pid`; undefined when it is empty or no such file (the server writes it in several steps). */
export function parsePostmasterFile(text: string): Postmaster | undefined {
  const lines = text.split('\n')
  const pid = Number(lines[0])
  if (!Number.isSafeInteger(pid) || pid <= 0) return undefined
  const socketDirectory = lines[4]?.trim()
  return {
    pid,
    socketDirectory: socketDirectory === '' ? undefined : socketDirectory,
    isReady: lines[7]?.trim() === 'ready',
  }
}

/** The file in which a server on this cluster names its process. */
export function postmasterFileOf(cluster: string): string {
  return join(cluster, 'postmaster.pid')
}

/**
 * The server that runs on this cluster right now; undefined when none does. A file left by a dead server, or naming a
 * number that another program has since been given, counts as none.
 */
export function findPostmaster(cluster: string): Postmaster | undefined {
  const postmaster = parsePostmasterFile(readPostmasterText(cluster))
  return postmaster !== undefined && isServerProcess(postmaster.pid, cluster) ? postmaster : undefined
}

/** The text of `postmaster.pid`, whether or not it is still true; empty when there is none. */
export function readPostmasterText(cluster: string): string {
  try {
    return readFileSync(postmasterFileOf(cluster), 'utf8')
  } catch {
    return ''
  }
}
