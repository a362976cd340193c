import {
  type AuditBreak,
  type AuditEntry,
  type AuditHead,
  type AuditRecord,
  type AuditTarget,
  emptyAuditHead,
  followChain,
} from '../../domain/audit.ts'
import type { Operator } from '../../domain/operator.ts'
import type { Database } from '../../postgres/database.ts'
import {
  type AuditFilter,
  type AuditPlace,
  findAuditHead,
  listAudit,
  readAuditChain,
  recordAudit,
} from '../../store/audit.ts'
import type { Deps } from '../deps.ts'

/** An act or a reading, without who and when. */
export type AuditedAct = Pick<AuditEntry, 'act' | 'target' | 'traceId'> &
  Partial<Pick<AuditEntry, 'reason' | 'before' | 'after'>>

/** The entry of an act that the operator does now; the act's store function appends it in its own transaction. */
export function auditEntryOf({ clock }: Pick<Deps, 'clock'>, operator: Operator, done: AuditedAct): AuditEntry {
  return { operator, reason: null, before: null, after: null, at: clock(), ...done }
}

/**
 * Records that the operator reads personal data. Call it before the answer is given: who cannot be recorded does not
 * read. Rejects with the database's error.
 */
export async function recordRead(
  deps: Pick<Deps, 'database' | 'clock'>,
  operator: Operator,
  read: Pick<AuditEntry, 'act' | 'target' | 'traceId'>,
): Promise<void> {
  await recordAudit(deps.database, auditEntryOf(deps, operator, read))
}

/** A reading that is repeated within this, in milliseconds, belongs to the one that was recorded: a page that is kept open. */
const sameReadingMs = 10 * 60 * 1000

/**
 * The same for what a page reads anew every few seconds: who reads the same once more within ten minutes, from the same
 * place, adds no entry in this process.
 */
export async function recordRepeatedRead(
  deps: Pick<Deps, 'database' | 'clock' | 'caches'>,
  operator: Operator,
  read: Pick<AuditEntry, 'act' | 'target' | 'traceId'>,
): Promise<void> {
  const { recordedReads } = deps.caches
  const { token, name, via, from } = operator
  const reading = JSON.stringify([token, name, via, from, read.act, read.target])
  const now = deps.clock()
  const recorded = recordedReads.get(reading)
  if (recorded !== undefined && Math.abs(now - recorded) < sameReadingMs) return
  await recordRead(deps, operator, read)
  recordedReads.set(reading, now)
}

const auditLog: AuditTarget = { kind: 'audit_log', tenant: null, id: 'audit_log' }

/** What was asked of the audit log. */
export interface AuditReading {
  readonly filter: AuditFilter
  readonly traceId: string | null
}

/** A page of the audit log, newest first. The reading is recorded itself, and is not on the page. */
export async function readAudit(
  deps: Pick<Deps, 'database' | 'clock'>,
  operator: Operator,
  { filter, traceId }: AuditReading,
  page: { readonly after: AuditPlace | null; readonly count: number },
): Promise<readonly AuditRecord[]> {
  const records = await listAudit(deps.database, filter, page)
  await recordRead(deps, operator, { act: 'audit.read', target: auditLog, traceId })
  return records
}

/** Rows that an export and a verification read at once. */
const batchRows = 1_000

/**
 * All rows of the audit log that the filter leaves in, newest first, in batches. That they are taken out is recorded
 * once, before the first one.
 */
export async function* exportAudit(
  deps: Pick<Deps, 'database' | 'clock'>,
  operator: Operator,
  { filter, traceId }: AuditReading,
): AsyncGenerator<readonly AuditRecord[]> {
  await recordRead(deps, operator, { act: 'audit.export', target: auditLog, traceId })
  let after: AuditPlace | null = null
  for (;;) {
    const records: readonly AuditRecord[] = await listAudit(deps.database, filter, { after, count: batchRows })
    const last = records.at(-1)
    if (last === undefined) return
    yield records
    after = { at: last.at, number: last.number }
  }
}

/** What a verification found. */
export type AuditVerdict =
  | { readonly kind: 'intact'; readonly head: AuditHead }
  | { readonly kind: 'broken'; readonly broken: AuditBreak }
  /** The chain fits itself, but not what was kept elsewhere: its end was cut off, or it was written anew. */
  | { readonly kind: 'not_as_expected'; readonly head: AuditHead; readonly why: 'cut' | 'rewritten' }

/**
 * Follows the chain from its first row to the last that there is at the start, in batches; writers need not stop.
 * `expected` is a head from earlier on, kept where nobody who can write to the database can: without one, a chain that
 * was cut at its end, or written anew as a whole, cannot be told from the true one. Rejects with the database's error.
 */
export async function verifyAudit(
  { database }: { readonly database: Database },
  expected: AuditHead | null,
): Promise<AuditVerdict> {
  const { head: end, lastNumber } = await findAuditHead(database)
  let head = emptyAuditHead
  let isRewritten = expected?.number === 0 && expected.hash !== head.hash
  while (head.number < end.number) {
    const count = Math.min(batchRows, end.number - head.number)
    const records = await readAuditChain(database, head.number, count)
    const followed = followChain(head, records)
    if ('broken' in followed) return { kind: 'broken', broken: followed.broken }
    const same = records.find(({ number }) => number === expected?.number)
    if (same !== undefined && same.hash !== expected?.hash) isRewritten = true
    if (records.length < count) {
      return { kind: 'broken', broken: { number: followed.head.number + 1, why: 'missing' } }
    }
    head = followed.head
  }
  if (lastNumber > end.number) return { kind: 'broken', broken: { number: end.number + 1, why: 'beyond_the_head' } }
  if (head.hash !== end.hash) return { kind: 'broken', broken: { number: end.number, why: 'head_changed' } }
  if (expected !== null && expected.number > head.number) return { kind: 'not_as_expected', head, why: 'cut' }
  return isRewritten ? { kind: 'not_as_expected', head, why: 'rewritten' } : { kind: 'intact', head }
}
