import { type Finding, checks as names, type Severity, worstFirst } from '../domain/finding.ts'

/** How many findings there are of each severity. */
export function countBySeverity(findings: readonly Finding[]): Readonly<Record<Severity, number>> {
  const count = (severity: Severity) => findings.filter((finding) => finding.severity === severity).length
  return {
    error: count('error'),
    warning: count('warning'),
    info: count('info'),
    skipped: count('skipped'),
    ok: count('ok'),
  }
}

/** The findings for people: by group, the worst first, with what to do and where to read on. */
export function reportLines(findings: readonly Finding[], tookMs: number): readonly string[] {
  const groups = [...new Set(Object.values(names).map(({ group }) => group))]
    .map((group) => ({ group, findings: inOrder(findings.filter(({ id }) => names[id].group === group)) }))
    .filter((each) => each.findings.length > 0)
    .sort((a, b) => rankOf(a.findings) - rankOf(b.findings))
  const { error, warning, info, skipped, ok } = countBySeverity(findings)
  const sum = `${counted(error, 'error')}, ${counted(warning, 'warning')}, ${counted(info, 'note')}, ${skipped} skipped, ${ok} ok; ${(tookMs / 1000).toFixed(1)} s`
  return [...groups.flatMap((each) => [each.group, ...linesOfGroup(each.findings), '']), sum]
}

function counted(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? '' : 's'}`
}

/** What was skipped for one reason stands in one line. */
function linesOfGroup(findings: readonly Finding[]): readonly string[] {
  const skipped = new Map<string, readonly string[]>()
  for (const finding of findings.filter(({ severity }) => severity === 'skipped')) {
    skipped.set(finding.found, [...(skipped.get(finding.found) ?? []), nameOf(finding)])
  }
  return [
    ...findings.filter(({ severity }) => severity !== 'skipped').flatMap(linesOf),
    ...[...skipped].map(([found, names]) => firstLine('skipped', names.join(', '), found)),
  ]
}

function inOrder(findings: readonly Finding[]): readonly Finding[] {
  return [...findings].sort((a, b) => rankOf([a]) - rankOf([b]))
}

function rankOf([worst]: readonly Finding[]): number {
  return worst === undefined ? worstFirst.length : worstFirst.indexOf(worst.severity)
}

function linesOf(finding: Finding): readonly string[] {
  const { severity, found, expected, why, fix, docs } = finding
  const first = firstLine(severity, nameOf(finding), found)
  if (severity === 'ok') return [first]
  const more: readonly (readonly [string, string])[] = [
    ['expected', expected],
    ['why', why],
    ['fix', fix],
    ['see', docs],
  ]
  return [first, ...more.filter(([, text]) => text !== '').map(([word, text]) => `          ${word.padEnd(9)} ${text}`)]
}

function firstLine(severity: Severity, name: string, found: string): string {
  return `  ${severity.padEnd(8)}${name}: ${found}`
}

function nameOf({ title, tenant }: Finding): string {
  return tenant === null ? title : `${title} of ${tenant}`
}
