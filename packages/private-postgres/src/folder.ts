import { randomBytes } from 'node:crypto'
import {
  chownSync,
  closeSync,
  constants,
  fchmodSync,
  fchownSync,
  fsyncSync,
  lstatSync,
  openSync,
  renameSync,
  type Stats,
  writeFileSync,
} from 'node:fs'

import { readErrorCode } from './failure.ts'
import { type Account, isRoot } from './server-account.ts'

/** Stats of a path without following a last symbolic link; undefined when there is nothing. */
export function findStats(path: string): Stats | undefined {
  try {
    return lstatSync(path)
  } catch (error) {
    if (readErrorCode(error) === 'ENOENT') return undefined
    throw error
  }
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
