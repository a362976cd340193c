import type { Finding } from '../../domain/finding.ts'

/** What the background doctor knows, in this process. */
export interface Findings {
  /** Of every check the latest, of all processes together; empty until the first round. */
  readonly latest: () => readonly Finding[]
}

/** Makes them, still empty. */
export function createFindings(): Findings {
  return { latest: () => [] }
}
