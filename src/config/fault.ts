import { closest, distance } from 'fastest-levenshtein'

/** Keys and indexes from the root of the file down to one place in it. */
export type Path = readonly (string | number)[]

/** Something wrong (or, as a warning, doubtful) at a place in the configuration file. Never holds a value of the file. */
export interface Fault {
  readonly file: string
  /** From 1; 0 when the fault is the file as a whole. */
  readonly line: number
  /** From 1, in UTF-16 code units; 0 when the fault is the file as a whole. */
  readonly column: number
  /** Such as `tenants[0].meld.api_key`; empty for the whole file. */
  readonly path: string
  /** What is wrong and how to fix it. */
  readonly detail: string
}

/** A fault before its place in the text is looked up. */
export interface Finding {
  readonly path: Path
  readonly detail: string
}

/** One line for people: `rampway.yaml:12:7 tenants[0].meld.api_key: it is missing …`. */
export function formatFault(fault: Fault): string {
  const place = fault.line > 0 ? `${fault.file}:${fault.line}:${fault.column}` : fault.file
  return `${place}${fault.path === '' ? '' : ` ${fault.path}`}: ${fault.detail}`
}

/** Letters and joiners only: what a misspelt key looks like and a key or password pasted in the wrong place does not. */
const plainKeyPattern = /^[A-Za-z][A-Za-z_-]{0,31}$/

/** Writes a path as `tenants[0].meld.api_key`. A key that might be a misplaced secret is written `(key)`. */
export function formatPath(path: Path): string {
  return path
    .map((step) => (typeof step === 'number' ? `[${step}]` : plainKeyPattern.test(step) ? `.${step}` : '.(key)'))
    .join('')
    .replace(/^\./, '')
}

/** The allowed word that `word` is most likely a slip for: at most a third of its letters off; undefined when none is. */
export function suggestWord(word: string, allowed: readonly string[]): string | undefined {
  if (allowed.length === 0 || word.length > 64) return undefined
  const plain = word.toLowerCase().replaceAll('-', '_')
  const best = closest(plain, allowed)
  return distance(plain, best) <= Math.max(1, Math.floor(best.length / 3)) ? best : undefined
}
