import { randomBytes } from 'node:crypto'
import {
  chmodSync,
  copyFileSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
} from 'node:fs'
import { basename, dirname, join, normalize } from 'node:path'

import { readErrorCode } from './failure.ts'
import { findStats } from './folder.ts'
import { readProcessIdentity } from './process-identity.ts'
import { type Account, findBarrier } from './server-account.ts'

/** A symbolic link the npm package needs and npm cannot carry; paths are relative to the package's root. */
export interface LibraryLink {
  readonly path: string
  readonly pointsTo: string
}

const draftPrefix = 'draft-'

/** Reads `pg-symlinks.json`; entries that would leave the package's `native` folder raise an error. */
export function parseLibraryLinks(text: string): readonly LibraryLink[] {
  const entries: unknown = JSON.parse(text)
  if (!Array.isArray(entries)) throw new Error('pg-symlinks.json is not a list')
  return entries.map((entry: unknown) => {
    const { source, target } = readPair(entry)
    if (dirname(source) !== dirname(target)) throw new Error(`${target}: a link must lie beside its file`)
    return { path: target, pointsTo: basename(source) }
  })
}

function readPair(entry: unknown): { readonly source: string; readonly target: string } {
  if (typeof entry === 'object' && entry !== null && 'source' in entry && 'target' in entry) {
    const { source, target } = entry
    if (typeof source === 'string' && typeof target === 'string' && isInside(source) && isInside(target)) {
      return { source: normalize(source), target: normalize(target) }
    }
  }
  throw new Error('pg-symlinks.json: expected {"source", "target"} below native/')
}

function isInside(path: string): boolean {
  return normalize(path).startsWith('native/')
}

/** The links that a tree of the npm package (its `native` folder) should have and has not. */
export function findMissingLinks(tree: string): readonly LibraryLink[] {
  const list = join(tree, 'pg-symlinks.json')
  if (!existsSync(list)) return []
  return parseLibraryLinks(readFileSync(list, 'utf8')).filter((link) => findStats(placeOf(tree, link)) === undefined)
}

/** Makes missing links; false where the tree cannot be written. Several processes may do so at once. */
export function tryMakeLinks(tree: string): boolean {
  for (const link of findMissingLinks(tree)) {
    try {
      symlinkSync(link.pointsTo, placeOf(tree, link))
    } catch (error) {
      const code = readErrorCode(error)
      if (code === 'EEXIST') continue
      if (code === 'EROFS' || code === 'EACCES' || code === 'EPERM') return false
      throw error
    }
  }
  return true
}

function placeOf(tree: string, link: LibraryLink): string {
  return join(dirname(tree), link.path)
}

/** What keeps `account` from running this tree's programs; undefined when nothing does. */
export function findTreeBarrier(tree: string, account: Account): string | undefined {
  const folders = ['bin', 'lib', 'share'].map((name) => join(tree, name)).filter((path) => existsSync(path))
  for (const folder of folders) {
    const barrier = findBarrier(folder, account)
    if (barrier !== undefined) return barrier
  }
  const program = join(tree, 'bin', 'postgres')
  const { mode, uid } = statSync(program)
  return (mode & (uid === account.uid ? 0o500 : 0o005)) === 0 ? program : undefined
}

/**
 * Copies a tree to `<cache>/<key>/native`, readable by everybody, with its links, and returns that path; a copy that is
 * there is used. It gets its name by one rename, so nobody ever sees half of it.
 */
export function copyTree(tree: string, cache: string, key: string): string {
  const folder = join(cache, key)
  const copy = join(folder, 'native')
  if (existsSync(copy)) return copy
  mkdirSync(cache, { recursive: true })
  removeDeadDrafts(cache)
  const draft = join(cache, `${draftPrefix}${process.pid}-${randomBytes(6).toString('hex')}`)
  try {
    mkdirSync(draft)
    copyFolder(tree, join(draft, 'native'))
    tryMakeLinks(join(draft, 'native'))
    chmodSync(draft, 0o755)
    renameSync(draft, folder)
  } catch (error) {
    const code = readErrorCode(error)
    if (code !== 'ENOTEMPTY' && code !== 'EEXIST') throw error
  } finally {
    rmSync(draft, { recursive: true, force: true })
  }
  return copy
}

function copyFolder(from: string, to: string): void {
  mkdirSync(to)
  for (const entry of readdirSync(from, { withFileTypes: true })) {
    const [source, target] = [join(from, entry.name), join(to, entry.name)]
    if (entry.isSymbolicLink()) symlinkSync(readlinkSync(source), target)
    else if (entry.isDirectory()) copyFolder(source, target)
    // Static libraries are for compiling against and make up nothing a server needs.
    else if (!entry.name.endsWith('.a')) {
      copyFileSync(source, target)
      chmodSync(target, (statSync(source).mode & 0o100) === 0 ? 0o644 : 0o755)
    }
  }
  chmodSync(to, 0o755)
}

function removeDeadDrafts(cache: string): void {
  for (const name of readdirSync(cache).filter((entry) => entry.startsWith(draftPrefix))) {
    const pid = Number(name.slice(draftPrefix.length).split('-')[0])
    if (readProcessIdentity(pid) === undefined) rmSync(join(cache, name), { recursive: true, force: true })
  }
}
