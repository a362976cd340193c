import { type CheckId, checks, type Finding, type Severity } from '../domain/finding.ts'
import { readMember, readTextMember } from '../domain/read-member.ts'
import { parseTenantId } from '../domain/tenant.ts'
import { type Database, internalsOf } from '../postgres/database.ts'
import { textOf } from '../postgres/row.ts'

/** Who reports: a process, by its number, of itself; or whichever process it is, of what all have in common. */
export type Reporter = number | 'shared'

/** What one of them found. */
export interface DoctorReport {
  readonly reporter: string
  readonly findings: readonly Finding[]
}

/** Replaces the report of one, for so long by the database's clock, and deletes those that say nothing any more. */
export async function saveReport(
  database: Database,
  reporter: Reporter,
  findings: readonly Finding[],
  validMs: number,
): Promise<void> {
  await internalsOf(database).connection.query(
    'save_doctor_report',
    `with old as (delete from doctor_reports where valid_until < now() and reporter <> $1)
     insert into doctor_reports (reporter, findings, valid_until)
     values ($1, $2::text::jsonb, now() + $3 * interval '1 millisecond')
     on conflict (reporter) do update set findings = excluded.findings, valid_until = excluded.valid_until`,
    [String(reporter), JSON.stringify(findings), validMs],
  )
}

/** The reports that still count: none of a process that is gone. */
export async function listReports(database: Database): Promise<readonly DoctorReport[]> {
  const rows = await internalsOf(database).connection.query(
    'list_doctor_reports',
    `select reporter, findings from doctor_reports r
     where valid_until >= now()
       and (reporter = 'shared' or exists (select from gateway_processes p where p.id::text = r.reporter))
     order by reporter`,
    [],
  )
  return rows.map((row) => ({ reporter: textOf(row, 'reporter'), findings: readFindings(textOf(row, 'findings')) }))
}

/** Findings of checks that this version does not know, as of a newer process beside it, are left out. */
function readFindings(json: string): readonly Finding[] {
  const list: unknown = JSON.parse(json)
  return Array.isArray(list) ? list.flatMap(readFinding) : []
}

const severities: readonly Severity[] = ['ok', 'info', 'warning', 'error', 'skipped']

function readFinding(value: unknown): readonly Finding[] {
  const text = (member: string): string => readTextMember(value, member) ?? ''
  const number = (member: string): number => Number(readMember(value, member))
  const id = text('id')
  const severity = severities.find((each) => each === text('severity'))
  if (!isCheckId(id) || severity === undefined) return []
  const tenant = readTextMember(value, 'tenant')
  return [
    {
      id,
      severity,
      title: text('title'),
      found: text('found'),
      expected: text('expected'),
      why: text('why'),
      fix: text('fix'),
      docs: text('docs'),
      tenant: tenant === undefined ? null : (parseTenantId(tenant) ?? null),
      tookMs: number('tookMs'),
      checkedAt: number('checkedAt'),
    },
  ]
}

function isCheckId(text: string): text is CheckId {
  return Object.hasOwn(checks, text)
}
