import { type CheckId, type Finding, type Severity, worstFirst } from '../../domain/finding.ts'

/** What the background doctor knows, in this process. */
export interface Findings {
  /** Of every check the latest, of all processes together; empty until the first round. */
  readonly latest: () => readonly Finding[]
  /** Takes what all of them reported. */
  readonly take: (reports: readonly (readonly Finding[])[]) => void
}

/** Makes them, still empty. */
export function createFindings(): Findings {
  let latest: readonly Finding[] = []
  return {
    latest: () => latest,
    take: (reports) => {
      latest = mergeReports(reports)
    },
  }
}

/** Of several processes that looked at the same, the worst counts. */
export function mergeReports(reports: readonly (readonly Finding[])[]): readonly Finding[] {
  const merged = new Map<string, readonly Finding[]>()
  for (const report of reports) {
    for (const [key, found] of groupFindings(report)) {
      const known = merged.get(key)
      if (known === undefined || rankOf(found) < rankOf(known)) merged.set(key, found)
    }
  }
  return [...merged.values()].flat()
}

/** By what was looked at: a check, and the tenant where it is about one. */
export function groupFindings(findings: readonly Finding[]): ReadonlyMap<string, readonly Finding[]> {
  const groups = new Map<string, Finding[]>()
  for (const finding of findings) {
    const key = JSON.stringify([finding.id, finding.tenant])
    groups.set(key, [...(groups.get(key) ?? []), finding])
  }
  return groups
}

/** The worst severity there is. */
export function worstOf(findings: readonly Finding[]): Severity {
  return worstFirst[rankOf(findings)] ?? 'ok'
}

function rankOf(findings: readonly Finding[]): number {
  return Math.min(...findings.map(({ severity }) => worstFirst.indexOf(severity)))
}

/** What the gauge of each check shows: 0, 1 with a warning, 2 with an error. Nothing of one that was skipped. */
export function gaugesOf(findings: readonly Finding[]): ReadonlyMap<CheckId, 0 | 1 | 2> {
  const gauges = new Map<CheckId, 0 | 1 | 2>()
  for (const { id, severity } of findings) {
    if (severity === 'skipped') continue
    const value = severity === 'error' ? 2 : severity === 'warning' ? 1 : 0
    if (value >= (gauges.get(id) ?? 0)) gauges.set(id, value)
  }
  return gauges
}
