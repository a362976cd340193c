import { findDepositFault } from '../domain/deposit.ts'
import {
  isOnlyChecked,
  type MergedTransaction,
  mergeSnapshot,
  type RecordedSnapshot,
  type TransactionSnapshot,
} from '../domain/snapshot.ts'
import type { TenantId } from '../domain/tenant.ts'
import { sessionStatusAfter, type TransactionOwner } from '../domain/transaction.ts'
import type { Query, Row } from '../postgres/connection.ts'
import type { Database } from '../postgres/database.ts'
import { groupRows, groupValues, instantSql } from '../postgres/group-rows.ts'
import { numberOf, RowError, textOf } from '../postgres/row.ts'
import { runStep, type Step } from '../postgres/step.ts'
import { idBoundsOfAny, readSessionStatus, sessionUuid } from './session-row.ts'
import { detailColumn, readStored, storedColumns } from './transaction-row.ts'

interface CheckItem {
  readonly tenant: TenantId
  readonly snapshot: TransactionSnapshot
  readonly owner: TransactionOwner
  readonly now: number
}

/**
 * Records a snapshot that leaves the status of its transaction and of its session as they are, in a group with others:
 * what it shows, and when to check again. Undefined when there is more to it, or when somebody else has written the
 * transaction meanwhile; nothing is written then.
 */
export async function recordCheck(
  database: Database,
  tenant: TenantId,
  snapshot: TransactionSnapshot,
  owner: TransactionOwner,
  now: number,
): Promise<RecordedSnapshot | undefined> {
  for (;;) {
    const result = await runStep(database, checkStep, { tenant, snapshot, owner, now })
    if (result !== 'again') return result
  }
}

/** `again`: another check of the same transaction went first in its group. */
type CheckResult = RecordedSnapshot | 'again' | undefined

const checkStep: Step<CheckItem, CheckResult> = {
  name: 'record_check',
  locks: nameOf,
  run: async (query, items) => {
    const checks = await findChecks(query, items)
    const first = new Map<string, Check>()
    for (const check of checks) if (check !== undefined && !first.has(check.name)) first.set(check.name, check)
    const written = await writeChecks(query, [...first.values()])
    return checks.map((check) => {
      if (check === undefined) return undefined
      if (first.get(check.name) !== check) return 'again'
      return written.has(check.name) ? check.recorded : undefined
    })
  },
}

function nameOf({ tenant, snapshot }: CheckItem): string {
  return `${tenant}\0${snapshot.upstream.id}`
}

/** A check that moves nothing, and the row that it was judged by. */
interface Check {
  readonly name: string
  readonly item: CheckItem
  readonly merged: MergedTransaction
  /** Of the row: each change of it gives it another. */
  readonly version: string
  readonly recorded: RecordedSnapshot
}

const findSql = `
select i.n, t.*, s.status as session_status, s.observation,
  exists (
    select from transactions o
    where o.tenant_id = i.tenant_id and o.session_id = i.of_session and o.id <> i.transaction_id and o.user_id is not null
  ) as has_siblings
from (${groupRows('tenant_id text, transaction_id text, of_session uuid')}) as i
cross join lateral (
  select ${storedColumns}, provider_created_at, checked_at, xmin::text as version
  from transactions where tenant_id = i.tenant_id and id = i.transaction_id
) as t
left join lateral (
  select status, observation from sessions
  where tenant_id = i.tenant_id and id = i.of_session and id between $3 and $4 limit 1
) as s on true`

/** Of each item the check that moves nothing; undefined where it moves something, or its row cannot be read. */
async function findChecks(query: Query, items: readonly CheckItem[]): Promise<(Check | undefined)[]> {
  const input = items.map(({ tenant, snapshot, owner }) => ({
    tenant_id: tenant,
    transaction_id: snapshot.upstream.id,
    of_session: owner.kind === 'session' ? sessionUuid(owner.session) : null,
  }))
  const sessions = items.flatMap(({ owner }) => (owner.kind === 'session' ? [owner.session] : []))
  const rows = await query('find_checks', findSql, [...groupValues(input), ...idBoundsOfAny(sessions)])
  const checks = items.map((): Check | undefined => undefined)
  for (const row of rows) {
    const place = Number(row.n) - 1
    const item = items[place]
    if (item !== undefined) checks[place] = readOrNothing(() => checkOf(item, row))
  }
  return checks
}

/** What cannot be read is left to the way that each transaction goes by itself, whose caller is told. */
function readOrNothing(read: () => Check | undefined): Check | undefined {
  try {
    return read()
  } catch (error) {
    if (error instanceof RowError) return undefined
    throw error
  }
}

function checkOf(item: CheckItem, row: Row): Check | undefined {
  const { snapshot, owner, now } = item
  const stored = readStored(row)
  const merged = mergeSnapshot(stored, snapshot, owner, now)
  if (!isOnlyChecked(stored, merged)) return undefined
  if (merged.session !== null && !isSettled(row, merged)) return undefined
  const { status, session, user, upstream, assets, deposit } = merged
  return {
    name: nameOf(item),
    item,
    merged,
    version: textOf(row, 'version'),
    recorded: {
      transaction: {
        id: upstream.id,
        status,
        createdAt: numberOf(row, 'provider_created_at'),
        session,
        upstream,
        assets,
        deposit,
        checkedAt: Math.max(numberOf(row, 'checked_at'), now),
      },
      user,
      before: { status: stored.status, meldStatus: stored.meldStatus, depositFault: findDepositFault(stored) },
      mayBeSentAlready: false,
    },
  }
}

/** True when the session of a row has this transaction alone, and stands where that leaves it. */
function isSettled(row: Row, { status }: MergedTransaction): boolean {
  if (row.session_status === null || row.observation !== null || row.has_siblings !== false) return false
  const session = readSessionStatus({ status: row.session_status })
  return sessionStatusAfter(session, { before: status, transactions: [status] }) === session
}

// A row that somebody else holds is theirs to write: who waited for it would make all others of the group wait too.
const writeSql = `
with free as materialized (
  select i.* from (${groupRows(`tenant_id text, transaction_id text, version xid, external_session_id text, detail jsonb,
    updated_ms double precision, now_ms double precision, next_check_ms double precision, checks int`)}) as i
  cross join lateral (
    select from transactions where tenant_id = i.tenant_id and id = i.transaction_id and xmin = i.version
    for update skip locked
  ) as held
)
update transactions t set
  external_session_id = i.external_session_id, detail = i.detail,
  provider_updated_at = ${instantSql('i.updated_ms')}, checked_at = greatest(t.checked_at, ${instantSql('i.now_ms')}),
  next_check_at = ${instantSql('i.next_check_ms')}, checks = i.checks
from free as i
where t.tenant_id = i.tenant_id and t.id = i.transaction_id and t.xmin = i.version
returning i.tenant_id, i.transaction_id`

/** Writes checks, each if its row is still what it was judged by; gives the names of those that were written. */
async function writeChecks(query: Query, checks: readonly Check[]): Promise<ReadonlySet<string>> {
  if (checks.length === 0) return new Set()
  const input = checks.map(({ item, merged, version }) => ({
    tenant_id: item.tenant,
    transaction_id: merged.upstream.id,
    version,
    external_session_id: merged.upstream.externalSessionId,
    detail: detailColumn(merged),
    updated_ms: merged.upstream.updatedAt,
    now_ms: item.now,
    next_check_ms: merged.nextCheckAt,
    checks: merged.checks,
  }))
  const rows = await query('write_checks', writeSql, groupValues(input))
  return new Set(rows.map((row) => `${textOf(row, 'tenant_id')}\0${textOf(row, 'transaction_id')}`))
}
