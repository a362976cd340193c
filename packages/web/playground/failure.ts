import { RampwayError } from '@rampway/client'

/** What went wrong, for people. */
export interface Failure {
  readonly title: string
  readonly detail: string
  /** A page that explains it; null where there is none. */
  readonly docsUrl: string | null
}

/** An error in the gateway's own words, with the code to look up. */
export function failureOf(error: unknown): Failure {
  if (!(error instanceof RampwayError)) {
    return { title: 'It did not work', detail: error instanceof Error ? error.message : String(error), docsUrl: null }
  }
  const { problem, faults, docsUrl } = error
  if (problem === null) return { title: error.code.replaceAll('_', ' '), detail: error.message, docsUrl }
  const told = faults.map(({ pointer, detail: words }) => `${pointer.slice(1)}: ${words}`)
  const detail = told.length === 0 ? problem.detail : told.join(' ')
  return { title: `${error.status} ${problem.title} · ${error.code}`, detail, docsUrl }
}
