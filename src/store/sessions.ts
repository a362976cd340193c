import type { RoutingDecision } from '../domain/quote.ts'
import { firstLookMs } from '../domain/reconciliation.ts'
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
import type { Query, Row } from './connection.ts'
import type { Database } from './database.ts'
import { groupRows, groupValues } from './group-rows.ts'
import { announceKey, keyTopic, keyTopicSql } from './idempotency-keys.ts'
import { findSession } from './session-lookup.ts'
import { readSessionId, requestColumn, sessionUuid } from './session-row.ts'
import { signalChannel } from './signals.ts'
import { runStep, type Step } from './step.ts'

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
  /** Another call holds the key; `awaitKey` tells when to look again. */
  | { readonly kind: 'busy' }

interface BeginItem extends BeginSession {
  readonly tenant: TenantId
}

/**
 * Atomic step A of opening a session: claims the idempotency key (if any) under a lease, takes over a claim whose
 * lease ran out or whose outcome was unclear, and stores the session as `creating`. Nothing upstream has been touched
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

const beginSql = `
with input as materialized (
  select *, now + lease_ms * interval '1 ms' as lease_until, now + ${sessionLifetimeMs} * interval '1 ms' as expires_at
  from (${groupRows(`tenant_id text, user_id text, key text, session_id uuid, fingerprint text, request jsonb,
    now timestamptz, lease_ms int`)}) as t
),
finished as (
  select i.n, k.session_id, k.fingerprint = i.fingerprint as same_request
  from input i join idempotency_keys k using (tenant_id, user_id, key)
  -- "is true" keeps the planner from going by expires_at, through all keys that are alive.
  where k.state = 'finished' and (k.expires_at > i.now) is true
),
claimed as (
  insert into idempotency_keys as k
    (tenant_id, user_id, key, session_id, fingerprint, state, fence, holder, claimed_at, lease_until, expires_at)
  select tenant_id, user_id, key, session_id, fingerprint, 'claimed', 1, session_id, now, lease_until, expires_at
  from input i
  where i.key is not null and i.n not in (select n from finished)
  order by tenant_id, user_id, key
  on conflict (tenant_id, user_id, key) do update set (
      session_id, fingerprint, state, fence, holder, awaited, claimed_at, lease_until, expires_at
    ) = (
      select
        case when open then k.session_id else excluded.session_id end,
        case when free then excluded.fingerprint else k.fingerprint end,
        case when free then 'claimed' else k.state end,
        case when free then k.fence + 1 else k.fence end,
        case when free then excluded.holder else k.holder end,
        not free and k.state = 'claimed',
        case when free then excluded.claimed_at else k.claimed_at end,
        case when free then excluded.lease_until else k.lease_until end,
        case when open then k.expires_at else excluded.expires_at end
      from (
        select
          k.expires_at > excluded.claimed_at and k.state <> 'released' as open,
          k.expires_at <= excluded.claimed_at
            or k.state in ('released', 'unclear')
            or (k.state = 'claimed' and (k.lease_until <= excluded.claimed_at or k.holder = excluded.holder)) as free
      ) as verdict
    )
  returning tenant_id, user_id, key, session_id, state, fence, holder, expires_at
),
-- Nearly all claims are new ones, which are looked up and not joined: the planner expects one row, and would compare
-- each with each.
others as materialized (
  select * from claimed where fence > 1 or holder not in (select session_id from input)
),
stored as (
  insert into sessions
    (tenant_id, id, user_id, status, fence, request, created_at, updated_at, expires_at, next_check_at)
  select i.tenant_id, coalesce(o.session_id, i.session_id), i.user_id, 'creating', coalesce(o.fence, 1),
         i.request, i.now, i.now, coalesce(o.expires_at, i.expires_at),
         -- Set here and left alone when it opens: an update that touches no index is far cheaper.
         i.now + ${firstLookMs} * interval '1 ms'
  from input i left join others o on o.holder = i.session_id
  where i.key is null or o.holder is not null or i.session_id in (select holder from claimed where fence = 1)
  on conflict (tenant_id, id) do update set
    status = 'creating', fence = excluded.fence, request = excluded.request, updated_at = excluded.updated_at,
    next_check_at = excluded.next_check_at
)
select i.n, i.key is null or i.session_id in (select holder from claimed where fence = 1) as is_new,
       o.holder = i.session_id as taken_over, o.session_id as other_id, o.fence as other_fence,
       o.expires_at as other_expires_at, o.state as other_state,
       f.session_id as finished_id, f.same_request, u.meld_customer_id
from input i
left join others o using (tenant_id, user_id, key)
left join finished f using (n)
left join users u on u.tenant_id = i.tenant_id and u.id = i.user_id
order by i.n`

/** What one item of the statement gave. `stale`: another call settled the claim while the statement ran. */
type BeginResult =
  | Exclude<BegunSession, { kind: 'replay' }>
  | { readonly kind: 'finished'; readonly id: SessionId; readonly sameRequest: boolean }
  | { readonly kind: 'stale' }

const beginStep: Step<BeginItem, BeginResult> = {
  name: 'begin_session',
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
    const input = leaders.map((item) => ({
      tenant_id: item.tenant,
      user_id: item.user,
      key: item.key,
      session_id: sessionUuid(item.id),
      fingerprint: item.fingerprint,
      request: requestColumn(item.request),
      now: new Date(item.now),
      lease_ms: item.leaseMs,
    }))
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
  /** These three as `beginSession` gave them. */
  readonly fence: number
  readonly createdAt: number
  readonly expiresAt: number
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

const finishSql = `
with input as materialized (
  ${groupRows(`tenant_id text, user_id text, key text, session_id uuid, fence int, status text, request jsonb, mint jsonb,
    routing jsonb, failure jsonb, created_at timestamptz, now timestamptz, expires_at timestamptz`)}
),
keys as (
  update idempotency_keys k set
    state = case i.status when 'ready' then 'finished' when 'unclear' then 'unclear' else 'released' end
  from input i
  where k.tenant_id = i.tenant_id and k.user_id = i.user_id and k.key = i.key and k.fence = i.fence
    and k.session_id = i.session_id and k.state = 'claimed'
  returning i.n, k.awaited
),
settled as (
  -- The row is always there. An insert that meets it goes straight to its partition; an update would plan for them all.
  insert into sessions as s
    (tenant_id, id, user_id, status, fence, request, first_mint, routing, failure, created_at, updated_at, expires_at)
  select i.tenant_id, i.session_id, i.user_id, i.status, i.fence, i.request, i.mint, i.routing, i.failure,
         i.created_at, i.now, i.expires_at
  from input i
  where i.key is null or i.n in (select n from keys)
  on conflict (tenant_id, id) do update set
    status = excluded.status, first_mint = excluded.first_mint, routing = excluded.routing, failure = excluded.failure,
    updated_at = excluded.updated_at, next_check_at = case when excluded.status = 'ready' then s.next_check_at end
  where s.fence = excluded.fence and s.status = 'creating'
  returning s.id
)
select i.n, i.session_id in (select id from settled) as settled,
       case when i.n in (select n from keys where awaited) then pg_notify('${signalChannel}', ${keyTopicSql('i')}) end
from input i
order by i.n`

const finishStep: Step<FinishItem, boolean> = {
  name: 'finish_session',
  run: async (query: Query, items) => {
    const input = items.map(({ tenant, user, key, id, fence, request, result, createdAt, expiresAt, now }) => ({
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
      created_at: new Date(createdAt),
      now: new Date(now),
      expires_at: new Date(expiresAt),
    }))
    const rows = await query('finish_session', finishSql, groupValues(input))
    return items.map((_, n) => rows[n]?.settled === true)
  },
}
