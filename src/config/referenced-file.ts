import { readFileSync, statSync } from 'node:fs'
import { resolve } from 'node:path'

/** A secret or a public key has a tenth of it; what is larger is the wrong file. */
export const referencedFileBytesMax = 64 * 1024

/** The text of a referenced file, or what is wrong with the file in words that follow its path. */
export type ReferencedFile = { readonly text: string } | { readonly fault: string }

/** Reads a file that a reference names. */
export type ReadReferencedFile = (path: string) => ReferencedFile

/**
 * Reads such files from the disk, relative paths from `folder`. One line break at the end is not part of the text, since
 * editors and `echo` add it. Waits for the disk: a configuration is read at the start and on reload alone. Never throws.
 */
export function readerFrom(folder: string): ReadReferencedFile {
  return (path) => {
    try {
      const place = resolve(folder, path)
      const found = statSync(place)
      if (found.isDirectory()) return { fault: 'is a directory: name a file in it' }
      if (!found.isFile()) return { fault: 'is not a plain file' }
      if (found.size > referencedFileBytesMax) return { fault: tooLarge }
      const text = new TextDecoder('utf-8', { fatal: true }).decode(readFileSync(place)).replace(/\r?\n$/, '')
      return text === '' ? { fault: 'is empty: write the value into it' } : { text }
    } catch (error) {
      return { fault: explainUnreadable(error) }
    }
  }
}

const tooLarge = `is larger than ${referencedFileBytesMax / 1024} KiB: it should hold the value alone`

function explainUnreadable(error: unknown): string {
  const code = typeof error === 'object' && error !== null && 'code' in error ? String(error.code) : ''
  switch (code) {
    case 'ENOENT':
    case 'ENOTDIR':
      return 'does not exist: create it, or correct the path'
    case 'EACCES':
    case 'EPERM':
      return 'may not be read by this user: give it read permission'
    case 'ERR_ENCODING_INVALID_ENCODED_DATA':
      return 'is not UTF-8 text'
    default:
      return `cannot be read${/^E[A-Z]+$/.test(code) ? ` (${code})` : ''}`
  }
}
