import { resolve } from 'node:path'
import { readTextFile, type TextFile } from './text-file.ts'

/** A secret or a public key has a tenth of it; what is larger is the wrong file. */
export const referencedFileBytesMax = 64 * 1024

const words = {
  isDirectory: 'is a directory: name a file in it',
  isNotPlain: 'is not a plain file',
  isTooLarge: `is larger than ${referencedFileBytesMax / 1024} KiB: it should hold the value alone`,
  isMissing: 'does not exist: create it, or correct the path',
  isNoText: 'is not UTF-8 text',
  advice: '',
}

/** Reads a file that a reference names. */
export type ReadReferencedFile = (path: string) => TextFile

/**
 * Reads such files from the disk, relative paths from `folder`. One line break at the end is not part of the text, since
 * editors and `echo` add it. Never throws.
 */
export function readerFrom(folder: string): ReadReferencedFile {
  return (path) => {
    const file = readTextFile(resolve(folder, path), referencedFileBytesMax, words)
    if ('fault' in file) return file
    const text = file.text.replace(/\r?\n$/, '')
    return text === '' ? { fault: 'is empty: write the value into it' } : { text }
  }
}
