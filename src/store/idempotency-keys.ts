import type { ProcessId } from '../domain/liveness.ts'
import { type SessionId, sessionLifetimeMs } from '../domain/session.ts'
import type { TenantId } from '../domain/tenant.ts'
import type { UserId } from '../domain/user.ts'
import type { Query, Row } from '../postgres/connection.ts'
import { type Database, internalsOf } from '../postgres/database.ts'
import { groupRows, groupValues } from '../postgres/group-rows.ts'
import { present, textOrNullOf } from '../postgres/row.ts'
import { runStep, type Step } from '../postgres/step.ts'
import { type ClaimRow, claimSql, judgeSql } from './key-statements.ts'
import { readSessionId, sessionUuid } from './session-row.ts'

/** A mark to take before `claimKey`, so that `awaitKey` misses no signal in between. */
export function markKeys(database: Database): number {
  return internalsOf(database).signals.mark()
}

/** Resolves when the key's holder has finished since `mark`, or after `timeoutMs`: claim again then. */
export function awaitKey(
  database: Database,
  tenant: TenantId,
  user: UserId,
  key: string,
  mark: number,
  timeoutMs: number,
): Promise<void> {
  return internalsOf(database).signals.wait(keyTopic(tenant, user, key), mark, timeoutMs)
}

/** Wakes this process's waiters on a key; those of other processes are told by `keyTopicSql`. For `store/` only. */
export function announceKey(database: Database, tenant: TenantId, user: UserId, key: string): void {
  internalsOf(database).signals.announce(keyTopic(tenant, user, key))
}

/** A key as one text; neither a tenant's id nor a user's has a line break in it. For `store/` only. */
export function keyTopic(tenant: TenantId, user: UserId, key: string): string {
  return `${tenant}\n${user}\n${key}`
}

/** SQL for the name under which other processes are told of the key in a row: it does not show the key. */
export function keyTopicSql(row: string): string {
  return `encode(sha256(convert_to(${row}.tenant_id || E'\\n' || ${row}.user_id || E'\\n' || ${row}.key, 'UTF8')), 'hex')`
}

/** What a call brings to `claimKey`. */
export interface KeyClaim {
  readonly user: UserId
  readonly key: string
  /** A fresh id, used unless the key's earlier, unfinished session is taken over. */
  readonly id: SessionId
  /** Compared on a replay; see `fingerprintOf`. */
  readonly fingerprint: string
  /** Epoch milliseconds. */
  readonly now: number
  /** For how long this call alone may work on the key. */
  readonly leaseMs: number
  /** The process that makes the call: once it is gone the claim is free before its lease ends. Null: it never is. */
  readonly process: ProcessId | null
}

/** What became of a claim. */
export type ClaimedKey =
  /** The session is this caller's to open, under this fence. */
  | {
      readonly kind: 'claimed'
      readonly id: SessionId
      readonly fence: number
      /** When its first claim was made. */
      readonly createdAt: number
      /** The user's customer at Meld; null when there is none yet. */
      readonly meldCustomerId: string | null
    }
  /** The key has its session already. */
  | { readonly kind: 'finished'; readonly id: SessionId; readonly sameRequest: boolean }
  /** Another call holds the key; `awaitKey` tells when to claim again. */
  | { readonly kind: 'busy'; readonly id: SessionId }

interface ClaimItem extends KeyClaim {
  readonly tenant: TenantId
}

/**
 * Claims a key under a lease, in its one row: the only trace of a session until its opening has ended. A claim is taken
 * over, for the same session, when its process is gone, its lease has run out or its outcome was unclear. A key that
 * has its session already is not written.
 */
export async function claimKey(database: Database, tenant: TenantId, claim: KeyClaim): Promise<ClaimedKey> {
  for (;;) {
    const result = await runStep(database, claimStep, { ...claim, tenant })
    if (result.kind !== 'stale') return result
  }
}

/** `stale`: another call settled the claim while the statement ran. */
type ClaimResult = ClaimedKey | { readonly kind: 'stale' }

/** `claimKey` for a group of calls. */
export const claimStep: Step<ClaimItem, ClaimResult> = {
  name: 'claim_key',
  locks: ({ tenant, user, key }) => keyTopic(tenant, user, key),
  lanes: 2,
  run: async (query, items) => {
    const rows = await query('claim_keys', claimSql, groupValues(items.map(claimRow)))
    const claimed = new Map(rows.map((row) => [readSessionId(row.holder), row]))
    const verdicts = await judge(
      query,
      items.filter(({ id }) => !claimed.has(id)),
    )
    return items.map(({ id, now }): ClaimResult => {
      const row = claimed.get(id)
      if (row === undefined) return readVerdict(present(verdicts.get(id), 'verdict'))
      return { kind: 'claimed', id, fence: 1, createdAt: now, meldCustomerId: textOrNullOf(row, 'meld_customer_id') }
    })
  },
}

function claimRow(item: ClaimItem): ClaimRow {
  return {
    tenant_id: item.tenant,
    user_id: item.user,
    key: item.key,
    session_id: sessionUuid(item.id),
    fingerprint: item.fingerprint,
    now_ms: item.now,
    lease_ms: item.leaseMs,
    process_id: item.process,
  }
}

/** What is to become of claims that met a key's row, by the session ids that they brought along. */
async function judge(query: Query, disputed: readonly ClaimItem[]): Promise<ReadonlyMap<SessionId, Row>> {
  if (disputed.length === 0) return new Map()
  const rows = await query('judge_claims', judgeSql, groupValues(disputed.map(claimRow)))
  return new Map(disputed.map(({ id }, n) => [id, present(rows[n], 'verdict')]))
}

function readVerdict(row: Row): ClaimResult {
  if (row.finished_id !== null) {
    return { kind: 'finished', id: readSessionId(row.finished_id), sameRequest: row.same_request === true }
  }
  if (row.taken_over !== true) {
    return row.state === 'claimed' ? { kind: 'busy', id: readSessionId(row.session_id) } : { kind: 'stale' }
  }
  return {
    kind: 'claimed',
    id: readSessionId(row.session_id),
    fence: Number(row.fence),
    createdAt: Number(row.expires_at) - sessionLifetimeMs,
    meldCustomerId: textOrNullOf(row, 'meld_customer_id'),
  }
}

/** A claim by whoever holds it. */
export interface HeldClaim {
  readonly user: UserId
  readonly key: string
  /** The session id that the claiming call brought along. */
  readonly holder: SessionId
}

/**
 * Releases a claim that its call could not settle: the next call with the key opens the same session. Nothing happens
 * when it is settled, or another holds it by now.
 */
export async function releaseClaim(database: Database, tenant: TenantId, claim: HeldClaim): Promise<void> {
  const { user, key, holder } = claim
  await runStep(database, releaseStep, { tenant, user, key, holder })
  announceKey(database, tenant, user, key)
}

const releaseSql = `
with held as (
  select k.tenant_id, k.user_id, k.key
  from (${groupRows('tenant_id text, user_id text, key text, holder uuid')}) as i
  join idempotency_keys k using (tenant_id, user_id, key)
  where k.holder = i.holder and k.state = 'claimed'
  order by i.n
  for update of k
)
update idempotency_keys k set state = 'unclear' from held h
where k.tenant_id = h.tenant_id and k.user_id = h.user_id and k.key = h.key`

const releaseStep: Step<HeldClaim & { readonly tenant: TenantId }, true> = {
  name: 'let_go_of_claim',
  locks: ({ tenant, user, key }) => keyTopic(tenant, user, key),
  run: async (query, items) => {
    const input = items.map(({ tenant, user, key, holder }) => ({
      tenant_id: tenant,
      user_id: user,
      key,
      holder: sessionUuid(holder),
    }))
    await query('let_go_of_claim', releaseSql, groupValues(input))
    return items.map(() => true)
  },
}
