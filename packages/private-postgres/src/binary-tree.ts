import {
  chmodSync,
  copyFileSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  statSync,
  symlinkSync,
} from 'node:fs'
import { dirname, join, relative } from 'node:path'

import { readErrorCode } from './failure.ts'
import { findStats, makeWholeFolder } from './folder.ts'

/** A symbolic link the npm package needs and npm cannot carry. */
export interface LibraryLink {
  /** Relative to the package's root. */
  readonly path: string
  /** Relative to the link's own folder. */
  readonly pointsTo: string
}

/** In a tree of the npm package (its `native` folder), and in no other: the links it should have. */
const linkList = 'pg-symlinks.json'

/** Reads `pg-symlinks.json`; raises an error for anything else. */
export function parseLibraryLinks(text: string): readonly LibraryLink[] {
  const entries: unknown = JSON.parse(text)
  if (!Array.isArray(entries)) throw new Error(`${linkList} is not a list`)
  return entries.map((entry: unknown) => {
    if (typeof entry === 'object' && entry !== null && 'source' in entry && 'target' in entry) {
      const { source, target } = entry
      if (typeof source === 'string' && typeof target === 'string') {
        return { path: target, pointsTo: relative(dirname(target), source) }
      }
    }
    throw new Error(`${linkList}: expected {"source", "target"}`)
  })
}

/** The version of the npm package that a tree is of, such as `18.4.0-beta.17`; undefined for every other PostgreSQL. */
export function readPackageVersion(tree: string): string | undefined {
  if (!existsSync(join(tree, linkList))) return undefined
  const file = join(dirname(tree), 'package.json')
  const description: unknown = JSON.parse(readFileSync(file, 'utf8'))
  if (typeof description === 'object' && description !== null && 'version' in description) {
    if (typeof description.version === 'string') return description.version
  }
  throw new Error(`${file} names no version`)
}

/** Makes the links that a tree of the npm package lacks; false where it cannot be written. Several may do so at once. */
export function tryMakeLinks(tree: string): boolean {
  for (const { path, pointsTo } of parseLibraryLinks(readFileSync(join(tree, linkList), 'utf8'))) {
    const link = join(dirname(tree), path)
    if (findStats(link) !== undefined) continue
    try {
      symlinkSync(pointsTo, link)
    } catch (error) {
      const code = readErrorCode(error)
      if (code === 'EEXIST') continue
      if (code === 'EROFS' || code === 'EACCES' || code === 'EPERM') return false
      throw error
    }
  }
  return true
}

/**
 * Copies a tree of the npm package to `<folder>/native`, readable by everybody, with its links, and returns that path. A
 * copy that is there is used.
 */
export async function copyTree(tree: string, folder: string): Promise<string> {
  const copy = join(folder, 'native')
  if (existsSync(copy)) return copy
  mkdirSync(dirname(folder), { recursive: true })
  await makeWholeFolder(folder, (draft) => {
    copyFolder(tree, join(draft, 'native'))
    tryMakeLinks(join(draft, 'native'))
    chmodSync(draft, 0o755)
  })
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
