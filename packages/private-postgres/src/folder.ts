import { randomBytes } from 'node:crypto'
import {
  chownSync,
  closeSync,
  constants,
  fchmodSync,
  fchownSync,
  fsyncSync,
  lstatSync,
  mkdirSync,
  openSync,
  readdirSync,
  renameSync,
  rmSync,
  type Stats,
  writeFileSync,
} from 'node:fs'
import { basename, dirname, join } from 'node:path'

import { readErrorCode } from './failure.ts'
import { readProcessIdentity } from './process-identity.ts'
import { type Account, isRoot } from './server-account.ts'

/** Stats of a path without following a last symbolic link; undefined when there is nothing. */
export function findStats(path: string): Stats | undefined {
  return lstatSync(path, { throwIfNoEntry: false })
}

/** Sets mode and, as root, owner of an existing directory; raises ENOTDIR or ELOOP for a planted symbolic link. */
export function setDirectoryOwner(path: string, owner: Account, mode: number): void {
  const handle = openSync(path, constants.O_RDONLY | constants.O_DIRECTORY | constants.O_NOFOLLOW)
  try {
    if (isRoot()) fchownSync(handle, owner.uid, owner.gid)
    fchmodSync(handle, mode)
  } finally {
    closeSync(handle)
  }
}

/** Writes a whole file under its name at once (readers see the old or the new text), readable by `owner` only. */
export function replaceFile(path: string, text: string, owner: Account): void {
  const draft = `${path}.${process.pid}.${randomBytes(6).toString('hex')}`
  writeFileSync(draft, text, { mode: 0o600, flag: 'wx' })
  if (isRoot()) chownSync(draft, owner.uid, owner.gid)
  renameSync(draft, path)
}

/** Makes a rename inside this directory survive a power cut. */
export function syncDirectory(path: string): void {
  const handle = openSync(path, constants.O_RDONLY | constants.O_DIRECTORY)
  try {
    fsyncSync(handle)
  } finally {
    closeSync(handle)
  }
}

const draftsUnderWay = new Set<string>()

/**
 * Makes a folder that is whole or not there, whatever the instant of a crash: `fill` writes into a draft beside it, which
 * gets the name by one rename. When somebody else was faster, theirs stays. Drafts of dead processes are swept.
 */
export async function makeWholeFolder(path: string, fill: (draft: string) => Promise<void> | void): Promise<void> {
  const draft = `${path}.new-${process.pid}-${randomBytes(6).toString('hex')}`
  draftsUnderWay.add(draft)
  try {
    sweepDrafts(path)
    mkdirSync(draft, { mode: 0o700 })
    await fill(draft)
    tryRename(draft, path)
  } finally {
    rmSync(draft, { recursive: true, force: true })
    draftsUnderWay.delete(draft)
  }
}

function tryRename(draft: string, path: string): void {
  try {
    renameSync(draft, path)
  } catch (error) {
    const code = readErrorCode(error)
    if (code !== 'ENOTEMPTY' && code !== 'EEXIST') throw error
  }
}

function sweepDrafts(path: string): void {
  const beginning = `${basename(path)}.new-`
  for (const name of readdirSync(dirname(path)).filter((entry) => entry.startsWith(beginning))) {
    const pid = Number(name.slice(beginning.length).split('-')[0])
    const draft = join(dirname(path), name)
    const isUnderWay = pid === process.pid ? draftsUnderWay.has(draft) : readProcessIdentity(pid) !== undefined
    if (isUnderWay) continue
    try {
      rmSync(draft, { recursive: true, force: true })
    } catch {
      // Its initdb may still be running and adding files; the next start removes the rest.
    }
  }
}
