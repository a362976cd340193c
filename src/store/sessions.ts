import type { ProcessId } from '../domain/liveness.ts'
import type { RoutingDecision } from '../domain/quote.ts'
import {
  type Mint,
  type Session,
  type SessionFailure,
  type SessionId,
  type SessionRequest,
  sessionLifetimeMs,
} from '../domain/session.ts'
import type { TenantId } from '../domain/tenant.ts'
import type { UserId } from '../domain/user.ts'
import type { Query, Row } from '../postgres/connection.ts'
import type { Database } from '../postgres/database.ts'
import { groupValues } from '../postgres/group-rows.ts'
import { runStep, type Step } from '../postgres/step.ts'
import { announceKey, keyTopic } from './idempotency-keys.ts'
import { findSession } from './session-lookup.ts'
import { readSessionId, requestColumn, sessionUuid } from './session-row.ts'
import { type BeginRow, beginSql, type FinishRow, finishSql } from './session-statements.ts'

/** What a call brings to `beginSession`. */
export interface BeginSession {
  readonly user: UserId
  /** Null: no idempotency, every call opens a session. */
  readonly key: string | null
  /** A fresh id, used unless the key's earlier, unfinished session is taken over. */
  readonly id: SessionId
  /** Compared on a replay; see `fingerprintOf`. */
  readonly fingerprint: string
  readonly request: SessionRequest
  /** Epoch milliseconds. */
  readonly now: number
  /** For how long this call alone may work on the key. */
  readonly leaseMs: number
  /** The process that makes the call: once it is gone the claim is free before its lease ends. Null: it never is. */
  readonly process: ProcessId | null
}

/** What became of the claim. */
export type BegunSession =
  /** The session is this caller's to open, under this fence. */
  | {
      readonly kind: 'begun'
      readonly id: SessionId
      readonly fence: number
      readonly createdAt: number
      readonly expiresAt: number
      /** The user's customer at Meld; null when there is none yet. */
      readonly meldCustomerId: string | null
    }
  /** The key has its session already. */
  | { readonly kind: 'replay'; readonly session: Session; readonly sameRequest: boolean }
  /** Another call holds the key; `awaitKey` tells when to check again. */
  | { readonly kind: 'busy' }

interface BeginItem extends BeginSession {
  readonly tenant: TenantId
}

/**
 * Atomic step A of opening a session: claims the idempotency key (if any) under a lease, takes over a claim whose
 * process is gone, whose lease ran out or whose outcome was unclear, and stores the session as `creating`. Nothing upstream has been touched
 * yet. A key that has its session already writes nothing. Throws `RowError`.
 */
export async function beginSession(database: Database, tenant: TenantId, call: BeginSession): Promise<BegunSession> {
  for (;;) {
    const result = await runStep(database, beginStep, { ...call, tenant })
    if (result.kind === 'stale') continue
    if (result.kind !== 'finished') return result
    const session = await findSession(database, tenant, result.id)
    if (session === undefined) throw new Error('a finished key has no session')
    return { kind: 'replay', session, sameRequest: result.sameRequest }
  }
}

/** What one item of the statement gave. `stale`: another call settled the claim while the statement ran. */
type BeginResult =
  | Exclude<BegunSession, { kind: 'replay' }>
  | { readonly kind: 'finished'; readonly id: SessionId; readonly sameRequest: boolean }
  | { readonly kind: 'stale' }

/** Step A for a group of calls; `beginSession` forms the groups. */
export const beginStep: Step<BeginItem, BeginResult> = {
  name: 'begin_session',
  locks: lockedKey,
  run: async (query, items) => {
    // One statement may touch a key once: of calls that arrive together with one key, the first goes in.
    const leaders: BeginItem[] = []
    const leaderOf = new Map<string, number>()
    const placed = items.map((item) => {
      const topic = item.key === null ? null : keyTopic(item.tenant, item.user, item.key)
      const known = topic === null ? undefined : leaderOf.get(topic)
      if (known !== undefined) return { index: known, leads: false }
      const index = leaders.push(item) - 1
      if (topic !== null) leaderOf.set(topic, index)
      return { index, leads: true }
    })
    const input = leaders.map(
      (item): BeginRow => ({
        tenant_id: item.tenant,
        user_id: item.user,
        key: item.key,
        session_id: sessionUuid(item.id),
        fingerprint: item.fingerprint,
        request: requestColumn(item.request),
        now_ms: item.now,
        lease_ms: item.leaseMs,
        process_id: item.process,
      }),
    )
    const rows = await query('begin_session', beginSql, groupValues(input))
    const results = leaders.map((item, n) => readBegun(item, rows[n]))
    return items.map((item, i) => {
      const { index, leads } = placed[i] ?? { index: i, leads: true }
      const result = results[index] ?? { kind: 'stale' }
      if (leads) return result
      if (result.kind === 'begun') return { kind: 'busy' }
      if (result.kind !== 'finished') return result
      const leader = leaders[index]
      const sameAsLeader = leader?.fingerprint === item.fingerprint
      return sameAsLeader ? result : { kind: 'stale' }
    })
  },
}

function lockedKey({ tenant, user, key }: BeginItem | FinishItem): string {
  return keyTopic(tenant, user, key ?? '')
}

function readBegun(item: BeginItem, row: Row | undefined): BeginResult {
  if (row === undefined) throw new Error('begin_session lost a row')
  if (row.finished_id !== null) {
    return { kind: 'finished', id: readSessionId(row.finished_id), sameRequest: row.same_request === true }
  }
  const meldCustomerId = row.meld_customer_id === null ? null : String(row.meld_customer_id)
  if (row.is_new === true) {
    const { id, now: createdAt } = item
    return { kind: 'begun', id, fence: 1, createdAt, expiresAt: createdAt + sessionLifetimeMs, meldCustomerId }
  }
  if (row.taken_over !== true) return { kind: row.other_state === 'claimed' ? 'busy' : 'stale' }
  // A session that was taken over keeps the instants of its first claim.
  const expiresAt = Number(row.other_expires_at)
  return {
    kind: 'begun',
    id: readSessionId(row.other_id),
    fence: Number(row.other_fence),
    createdAt: expiresAt - sessionLifetimeMs,
    expiresAt,
    meldCustomerId,
  }
}

/** How an opening ended. */
export type SessionResult =
  | { readonly status: 'ready'; readonly mint: Mint; readonly routing: RoutingDecision }
  /** A definite no: the key is free again. */
  | { readonly status: 'refused'; readonly failure: SessionFailure; readonly routing: RoutingDecision | null }
  /** Nobody knows: the next call with the key mints again for the same session. */
  | { readonly status: 'unclear'; readonly failure: SessionFailure; readonly routing: RoutingDecision | null }

/** What a call brings to `finishSession`. */
export interface FinishSession {
  readonly user: UserId
  readonly key: string | null
  readonly id: SessionId
  readonly request: SessionRequest
  /** These two as `beginSession` gave them. */
  readonly fence: number
  readonly createdAt: number
  readonly result: SessionResult
  readonly now: number
}

interface FinishItem extends FinishSession {
  readonly tenant: TenantId
}

/**
 * Atomic step B: records how the opening ended and settles the key, if this call still holds the session. False when
 * another call has taken it over meanwhile: then nothing was written, and theirs is the answer to give.
 */
export async function finishSession(database: Database, tenant: TenantId, call: FinishSession): Promise<boolean> {
  const settled = await runStep(database, finishStep, { ...call, tenant })
  if (settled && call.key !== null) announceKey(database, tenant, call.user, call.key)
  return settled
}

/** Step B for a group of calls; `finishSession` forms the groups. */
export const finishStep: Step<FinishItem, boolean> = {
  name: 'finish_session',
  locks: lockedKey,
  run: async (query: Query, items) => {
    const input = items.map(
      ({ tenant, user, key, id, fence, request, result, createdAt, now }): FinishRow => ({
        tenant_id: tenant,
        user_id: user,
        key,
        session_id: sessionUuid(id),
        fence,
        status: result.status,
        request: requestColumn(request),
        mint: result.status === 'ready' ? result.mint : null,
        routing: result.routing,
        failure: result.status === 'ready' ? null : result.failure,
        now_ms: now,
        created_ms: createdAt,
      }),
    )
    const rows = await query('finish_session', finishSql, groupValues(input))
    return items.map((_, n) => rows[n]?.settled === true)
  },
}
