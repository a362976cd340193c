/** One line of the catalogue. */
export interface ErrorEntry {
  readonly code: string
  readonly status: number
  readonly title: string
  /** What the caller can do about it, in a sentence. */
  readonly remedy: string
}

/** States a line of the catalogue. */
export function entry<const Code extends string>(code: Code, status: number, title: string, remedy: string) {
  return { code, status, title, remedy }
}
