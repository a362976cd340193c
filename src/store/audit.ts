import {
  type AuditContent,
  type AuditEntry,
  type AuditHead,
  type AuditRecord,
  auditContentOf,
  auditHashOf,
} from '../domain/audit.ts'
import type { TenantId } from '../domain/tenant.ts'
import type { Query, Row } from '../postgres/connection.ts'
import { type Database, internalsOf } from '../postgres/database.ts'
import { numberOf, present, textOf, textOrNullOf } from '../postgres/row.ts'

/**
 * Appends an entry to the audit log, as the last statement of the transaction of the act that it tells of: both are
 * kept, or neither. Until that transaction ends, nobody else appends; so nothing slow may follow, and no row may be
 * locked after it that somebody else locks before.
 */
export async function appendAudit(query: Query, entry: AuditEntry): Promise<void> {
  const [row] = await query('lock_audit_head', `select ${headColumns} from audit_head for update`, [])
  const head = readHead(present(row, 'audit head'))
  const number = head.number + 1
  const content = auditContentOf(entry)
  await query(
    'append_audit',
    `with head as (update audit_head set number = $1::bigint, hash = decode($15, 'hex'))
     insert into audit_log (number, happened_at, operator_token, operator, via, from_address, act, target_kind,
                            target_tenant, target_id, reason, before, after, trace_id, hash)
     values ($1::bigint, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, decode($15, 'hex'))`,
    [number, ...valuesOf(content), auditHashOf(number, content, head.hash)],
  )
}

/** Appends an entry that belongs to no change, in a transaction of its own. */
export async function recordAudit(database: Database, entry: AuditEntry): Promise<void> {
  await internalsOf(database).connection.transaction((query) => appendAudit(query, entry))
}

function valuesOf(content: AuditContent): readonly unknown[] {
  const { at, operatorToken, operator, via, from, act, targetKind, targetTenant, targetId } = content
  const { reason, before, after, traceId } = content
  const who = [operatorToken, operator, via, from]
  return [new Date(at), ...who, act, targetKind, targetTenant, targetId, reason, before, after, traceId]
}

/** Which rows of the audit log; what is null or undefined leaves all in. */
export interface AuditFilter {
  /** The operator's name. */
  readonly operator?: string | null | undefined
  readonly act?: string | null | undefined
  /** The id of the target. */
  readonly target?: string | null | undefined
  readonly tenant?: TenantId | null | undefined
  /** Epoch milliseconds, inclusive. */
  readonly from?: number | null | undefined
  /** Epoch milliseconds, exclusive. */
  readonly to?: number | null | undefined
}

/** Where a page of the audit log ended. */
export interface AuditPlace {
  readonly at: number
  readonly number: number
}

/**
 * A page of the audit log, newest first. Rows that are appended while somebody pages make none appear twice or be left
 * out that was there at the start. Throws `RowError`.
 */
export async function listAudit(
  database: Database,
  filter: AuditFilter,
  page: { readonly after: AuditPlace | null; readonly count: number },
): Promise<readonly AuditRecord[]> {
  const { after } = page
  const conditions: readonly (readonly [string, readonly unknown[]])[] = [
    ['operator = ?', [filter.operator]],
    ['act = ?', [filter.act]],
    ['target_id = ?', [filter.target]],
    ['target_tenant = ?', [filter.tenant]],
    ['happened_at >= ?', [instantOf(filter.from)]],
    ['happened_at < ?', [instantOf(filter.to)]],
    ['(happened_at, number) < (?, ?::bigint)', [instantOf(after?.at), after?.number]],
  ]
  const asked = conditions.map(([, given]) => given.every((value) => value !== null && value !== undefined))
  const values: unknown[] = [page.count]
  const where = conditions
    .filter((_condition, n) => asked[n])
    .map(([text, given]) => given.reduce<string>((sql, value) => sql.replace('?', `$${values.push(value)}`), text))
  const rows = await internalsOf(database).connection.query(
    // A statement for each set of conditions: one for all of them would not use the indexes.
    `list_audit_${asked.map(Number).join('')}`,
    `select ${columns} from audit_log ${where.length === 0 ? '' : `where ${where.join(' and ')}`}
     order by happened_at desc, number desc limit $1`,
    values,
  )
  return rows.map(readRecord)
}

/** Rows of the log in their order, from the one after `number` on. Throws `RowError`. */
export async function readAuditChain(
  database: Database,
  number: number,
  count: number,
): Promise<readonly AuditRecord[]> {
  const rows = await internalsOf(database).connection.query(
    'read_audit_chain',
    `select ${columns} from audit_log where number > $1::bigint order by number limit $2`,
    [number, count],
  )
  return rows.map(readRecord)
}

/**
 * The head as it stands, and the number of the last row, which is the head's own at any instant unless somebody changed
 * either; 0 for none. Throws `RowError`, also when the head is gone.
 */
export async function findAuditHead(
  database: Database,
): Promise<{ readonly head: AuditHead; readonly lastNumber: number }> {
  const [row] = await internalsOf(database).connection.query(
    'find_audit_head',
    `select ${headColumns}, (select coalesce(max(l.number), 0) from audit_log l)::float8 as last_number from audit_head`,
    [],
  )
  const found = present(row, 'audit head')
  return { head: readHead(found), lastNumber: numberOf(found, 'last_number') }
}

const headColumns = `number::float8 as number, encode(hash, 'hex') as hash`

const columns = `${headColumns}, happened_at, operator_token, operator, via, from_address, act, target_kind,
  target_tenant, target_id, reason, before, after, trace_id`

function instantOf(at: number | null | undefined): Date | undefined {
  return at === null || at === undefined ? undefined : new Date(at)
}

function readHead(row: Row): AuditHead {
  return { number: numberOf(row, 'number'), hash: textOf(row, 'hash') }
}

function readRecord(row: Row): AuditRecord {
  return {
    ...readHead(row),
    at: numberOf(row, 'happened_at'),
    operatorToken: textOrNullOf(row, 'operator_token'),
    operator: textOf(row, 'operator'),
    via: textOf(row, 'via'),
    from: textOrNullOf(row, 'from_address'),
    act: textOf(row, 'act'),
    targetKind: textOf(row, 'target_kind'),
    targetTenant: textOrNullOf(row, 'target_tenant'),
    targetId: textOf(row, 'target_id'),
    reason: textOrNullOf(row, 'reason'),
    before: textOrNullOf(row, 'before'),
    after: textOrNullOf(row, 'after'),
    traceId: textOrNullOf(row, 'trace_id'),
  }
}
