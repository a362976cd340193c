import { hash } from 'node:crypto'
import type { Operator } from './operator.ts'
import { redactSecrets, redactSecretsIn } from './secret-redaction.ts'
import type { TenantId } from './tenant.ts'

/** What an act was on, or whose data was read. */
export interface AuditTarget {
  readonly kind:
    | 'session'
    | 'transaction'
    | 'user'
    | 'webhook'
    | 'webhook_endpoint'
    | 'delivery'
    | 'event'
    | 'switch'
    | 'operator_token'
    | 'tenant_key'
    | 'tenant'
    | 'audit_log'
  /** Null when it concerns several tenants or none. */
  readonly tenant: TenantId | null
  /** Its id; of a search what was searched for. */
  readonly id: string
}

/** Something an operator did, or read of somebody's personal data. */
export interface AuditEntry {
  readonly operator: Operator
  /** `<noun>.<verb>`, such as `session.cancel` or `session.read`. */
  readonly act: string
  readonly target: AuditTarget
  /** In the operator's own words. */
  readonly reason: string | null
  /** What the act changed, as it was and as it is; null where there was nothing, or nothing changes. */
  readonly before: object | null
  readonly after: object | null
  readonly traceId: string | null
  /** Epoch milliseconds. */
  readonly at: number
}

/**
 * An entry as it is kept, and as its hash covers it: free of secrets. Texts are as they stand in the log, whatever
 * somebody may have made of them there.
 */
export interface AuditContent {
  readonly at: number
  readonly operatorToken: string | null
  readonly operator: string
  readonly via: string
  readonly from: string | null
  readonly act: string
  readonly targetKind: string
  readonly targetTenant: string | null
  readonly targetId: string
  readonly reason: string | null
  /** JSON. */
  readonly before: string | null
  readonly after: string | null
  readonly traceId: string | null
}

/** Where the chain ends, or ended once. */
export interface AuditHead {
  /** 0 while the log is empty. */
  readonly number: number
  /** SHA-256, 64 hexadecimal digits. */
  readonly hash: string
}

/** A row of the audit log. */
export interface AuditRecord extends AuditContent, AuditHead {}

/** The head of an empty log: the hash of nothing. */
export const emptyAuditHead: AuditHead = { number: 0, hash: hash('sha256', '', 'hex') }

/** A text of the log is at most so long, in characters; the indexes of PostgreSQL do not take much more. */
const textLengthMax = 500
/** A change is told in no more than so many characters of JSON. */
const changeLengthMax = 8_192

/** What is kept of an entry: secrets are left out, and texts that are too long are cut. */
export function auditContentOf(entry: AuditEntry): AuditContent {
  const { operator, act, target, reason, before, after, traceId, at } = entry
  return {
    at: Math.trunc(at),
    operatorToken: operator.token,
    operator: keepable(operator.name),
    via: operator.via,
    from: operator.from === null ? null : keepable(operator.from),
    act,
    targetKind: target.kind,
    targetTenant: target.tenant,
    targetId: keepable(target.id),
    reason: reason === null ? null : keepable(reason),
    before: changeText(before),
    after: changeText(after),
    traceId: traceId === null ? null : keepable(traceId),
  }
}

/** As PostgreSQL gives it back: it keeps neither zero bytes nor halves of characters, and the hash covers what it keeps. */
function keepable(text: string): string {
  const cut = [...redactSecretsIn(text)].slice(0, textLengthMax).join('').replaceAll('\0', '\uFFFD')
  return Buffer.from(cut).toString()
}

function changeText(change: object | null): string | null {
  if (change === null) return null
  const text = JSON.stringify(redactSecrets(JSON.parse(JSON.stringify(change))))
  return text.length <= changeLengthMax ? text : JSON.stringify({ too_long: text.length })
}

/** What `before` or `after` of a row tells; a text that is no JSON object, which we never wrote, as `unreadable`. */
export function readAuditChange(text: string | null): Readonly<Record<string, unknown>> | null {
  if (text === null) return null
  try {
    const change: unknown = JSON.parse(text)
    if (typeof change === 'object' && change !== null) return { ...change }
  } catch {
    // As below.
  }
  return { unreadable: text }
}

/**
 * The hash of a row: SHA-256 over a JSON list of its content and the hash of the row before. docs/operations.md has the
 * same list for those who check the log without this program; what is in use never changes.
 */
export function auditHashOf(number: number, content: AuditContent, previousHash: string): string {
  const { at, operatorToken, operator, via, from, act, targetKind, targetTenant, targetId } = content
  const { reason, before, after, traceId } = content
  const who = [operatorToken, operator, via, from]
  const what = [act, targetKind, targetTenant, targetId, reason, before, after, traceId]
  return hash('sha256', JSON.stringify(['rampway-audit-1', number, at, ...who, ...what, previousHash]), 'hex')
}

/** How the audit log is not what it was. */
export interface AuditBreak {
  /** Of the first row that does not fit. */
  readonly number: number
  /**
   * - `missing`: there is no such row, though there are later ones, or the head says so.
   * - `changed`: its content, its hash or the one before it was written anew.
   * - `beyond_the_head`: it was put after the last row that was appended.
   * - `head_changed`: the rows fit each other, but the head has another hash than the last one.
   */
  readonly why: 'missing' | 'changed' | 'beyond_the_head' | 'head_changed'
}

/** Checks rows in their order after `before`; gives the head after them, or the first that does not fit. */
export function followChain(
  before: AuditHead,
  records: readonly AuditRecord[],
): { readonly head: AuditHead } | { readonly broken: AuditBreak } {
  let head = before
  for (const record of records) {
    const number = head.number + 1
    if (record.number !== number) return { broken: { number, why: 'missing' } }
    if (record.hash !== auditHashOf(number, record, head.hash)) return { broken: { number, why: 'changed' } }
    head = { number, hash: record.hash }
  }
  return { head }
}

/** Reads `<number>:<hash>`, as `rampway audit verify` prints the head. */
export function parseAuditHead(text: string): AuditHead | undefined {
  const { number, hash: digits } = /^(?<number>\d{1,15}):(?<hash>[0-9a-f]{64})$/.exec(text.trim())?.groups ?? {}
  return number === undefined || digits === undefined ? undefined : { number: Number(number), hash: digits }
}

/** The head as it is kept elsewhere: `<number>:<hash>`. */
export function formatAuditHead({ number, hash }: AuditHead): string {
  return `${number}:${hash}`
}
