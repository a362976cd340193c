import Type from 'typebox'
import { type AuditRecord, readAuditChange } from '../domain/audit.ts'
import type { Wire } from './endpoint.ts'
import { explained, nullable } from './schema.ts'
import { Instant } from './timestamps.ts'

const Change = Type.Record(Type.String(), Type.Unknown())

/** An entry of the audit log. */
export const AuditEntrySchema = Type.Object(
  {
    number: Type.Integer({ minimum: 1, description: 'without gaps, from 1' }),
    happened_at: Instant,
    operator: Type.String({ description: 'the token’s name, or on the command line the account' }),
    operator_token: nullable(Type.String(), 'the token’s id; null on the command line'),
    via: Type.String({ description: '`api`, `console` or `cli`' }),
    from: nullable(Type.String(), 'the caller’s address, or the machine’s name'),
    act: Type.String({ description: '`<noun>.<verb>`, such as `session.cancel` or `session.read`' }),
    target: Type.Object({
      kind: Type.String(),
      tenant: nullable(Type.String(), 'null: several tenants or none'),
      id: Type.String(),
    }),
    reason: nullable(Type.String(), 'in the operator’s own words'),
    before: nullable(Change, 'what was changed, as it was; null when there was nothing'),
    after: nullable(Change, 'the same as it is'),
    trace_id: nullable(Type.String()),
    hash: explained(
      Type.String({ pattern: '^[0-9a-f]{64}$' }),
      'SHA-256 over this entry and the hash of the one before',
    ),
  },
  { title: 'AuditEntry' },
)

/** An entry of the audit log as it is sent. */
export function auditEntryMembers(record: AuditRecord): Wire<typeof AuditEntrySchema> {
  return {
    number: record.number,
    happened_at: record.at,
    operator: record.operator,
    operator_token: record.operatorToken,
    via: record.via,
    from: record.from,
    act: record.act,
    target: { kind: record.targetKind, tenant: record.targetTenant, id: record.targetId },
    reason: record.reason,
    before: readAuditChange(record.before),
    after: readAuditChange(record.after),
    trace_id: record.traceId,
    hash: record.hash,
  }
}

/** What an audit log is exported as. */
export const auditFormats = ['csv', 'jsonl'] as const

/** One of `auditFormats`. */
export type AuditFormat = (typeof auditFormats)[number]

const csvColumns: readonly (readonly [string, (record: AuditRecord) => string | number | null])[] = [
  ['number', ({ number }) => number],
  ['happened_at', ({ at }) => new Date(at).toISOString()],
  ['operator', ({ operator }) => operator],
  ['operator_token', ({ operatorToken }) => operatorToken],
  ['via', ({ via }) => via],
  ['from', ({ from }) => from],
  ['act', ({ act }) => act],
  ['target_kind', ({ targetKind }) => targetKind],
  ['target_tenant', ({ targetTenant }) => targetTenant],
  ['target_id', ({ targetId }) => targetId],
  ['reason', ({ reason }) => reason],
  ['before', ({ before }) => before],
  ['after', ({ after }) => after],
  ['trace_id', ({ traceId }) => traceId],
  ['hash', ({ hash }) => hash],
]

/** What stands above the entries of an export. */
export function auditExportHead(format: AuditFormat): string {
  return format === 'csv' ? csvLine(csvColumns.map(([name]) => name)) : ''
}

/** Entries as an export has them: a line each, as JSON of their members, or as CSV (RFC 4180). */
export function auditExportLines(format: AuditFormat, records: readonly AuditRecord[]): string {
  const line = (record: AuditRecord): string =>
    format === 'csv'
      ? csvLine(csvColumns.map(([, cellOf]) => cellOf(record)))
      : `${JSON.stringify(auditEntryMembers(record))}\n`
  return records.map(line).join('')
}

function csvLine(cells: readonly (string | number | null)[]): string {
  return `${cells.map(csvCell).join(',')}\r\n`
}

/**
 * A cell that a spreadsheet shows and never works out: what begins as a formula does gets an apostrophe in front, also
 * behind blanks and marks that a spreadsheet skips.
 */
function csvCell(value: string | number | null): string {
  if (value === null) return ''
  if (typeof value === 'number') return String(value)
  const text = /^[\s\p{C}]*[=+\-@＝＋－＠]|^[\t\r\n]/u.test(value) ? `'${value}` : value
  return `"${text.replaceAll('"', '""')}"`
}
