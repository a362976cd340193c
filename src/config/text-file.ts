import { readFileSync, statSync } from 'node:fs'

/** The text of a file, or what is wrong with the file in words that follow its path. */
export type TextFile = { readonly text: string } | { readonly fault: string }

/** What there is to say of a file, as far as it depends on what the file is for. */
export interface FileWords {
  readonly isDirectory: string
  /** Undefined: pipes and their like are read as well. */
  readonly isNotPlain?: string
  readonly isTooLarge: string
  readonly isMissing: string
  /** What to do about whatever else keeps it from being read. */
  readonly advice: string
}

/** The same of a text file. */
export interface TextFileWords extends FileWords {
  readonly isNoText: string
}

/**
 * Reads a file that has at most so many bytes. Waits for the disk: a configuration is read at the start and on reload
 * alone. Never throws.
 */
export function readBytes(
  path: string,
  bytesMax: number,
  words: FileWords,
): { readonly bytes: Buffer } | { readonly fault: string } {
  try {
    const found = statSync(path)
    if (found.isDirectory()) return { fault: words.isDirectory }
    if (words.isNotPlain !== undefined && !found.isFile()) return { fault: words.isNotPlain }
    if (found.size > bytesMax) return { fault: words.isTooLarge }
    return { bytes: readFileSync(path) }
  } catch (error) {
    return { fault: explainUnreadable(error, words) }
  }
}

/** Reads a file of UTF-8 that has at most so many bytes, as `readBytes` does. Never throws. */
export function readTextFile(path: string, bytesMax: number, words: TextFileWords): TextFile {
  const file = readBytes(path, bytesMax, words)
  if ('fault' in file) return file
  try {
    return { text: new TextDecoder('utf-8', { fatal: true }).decode(file.bytes) }
  } catch {
    return { fault: words.isNoText }
  }
}

function explainUnreadable(error: unknown, words: FileWords): string {
  const code = typeof error === 'object' && error !== null && 'code' in error ? String(error.code) : ''
  if (code === 'ENOENT' || code === 'ENOTDIR') return words.isMissing
  if (code === 'EACCES' || code === 'EPERM') return 'may not be read by this user: give it read permission'
  return `cannot be read${/^E[A-Z]+$/.test(code) ? ` (${code})` : ''}${words.advice}`
}
