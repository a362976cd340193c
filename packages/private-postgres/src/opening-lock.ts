import { randomBytes } from 'node:crypto'
import { linkSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

import { readErrorCode } from './failure.ts'
import { readProcessIdentity } from './process-identity.ts'

const lockName = 'opening.lock'

/**
 * Tries to become the one process that initialises, starts or stops the server in `folder`; returns how to give the
 * lock back, or undefined when a living process has it. A lock whose owner died is taken over. It saves work and keeps
 * the steps apart; what keeps data safe even if two held it are rename(2) and PostgreSQL's own lock on its cluster.
 */
export function tryOpeningLock(folder: string): (() => void) | undefined {
  const lock = join(folder, lockName)
  const owner = readProcessIdentity(process.pid)
  // Two opens inside one process must exclude each other as well, hence the nonce.
  const content = `${process.pid}\n${owner ?? ''}\n${randomBytes(8).toString('hex')}\n`
  const draft = join(folder, `${lockName}.${process.pid}.${randomBytes(6).toString('hex')}`)
  try {
    writeFileSync(draft, content, { mode: 0o600 })
    if (!tryLink(draft, lock)) {
      dropDeadLock(lock, draft)
      if (!tryLink(draft, lock)) return undefined
    }
  } finally {
    rmSync(draft, { force: true })
  }
  return () => {
    if (readLock(lock) === content) rmSync(lock, { force: true })
  }
}

function dropDeadLock(lock: string, draft: string): void {
  const seen = readLock(lock)
  if (seen === undefined || isOwnerAlive(seen)) return
  const grave = `${draft}.dead`
  try {
    renameSync(lock, grave)
  } catch {
    return
  }
  // Somebody may have replaced the dead lock between our check and our rename: then it goes back.
  if (readLock(grave) !== seen) tryLink(grave, lock)
  rmSync(grave, { force: true })
}

function isOwnerAlive(content: string): boolean {
  const [pid, identity] = content.split('\n')
  return identity !== '' && readProcessIdentity(Number(pid)) === identity
}

function readLock(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8')
  } catch {
    return undefined
  }
}

/** link(2) is atomic and refuses an existing name, so a lock is never seen half written. */
function tryLink(from: string, to: string): boolean {
  try {
    linkSync(from, to)
    return true
  } catch (error) {
    if (readErrorCode(error) === 'EEXIST') return false
    throw error
  }
}
