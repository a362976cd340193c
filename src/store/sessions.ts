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
import { type Database, internalsOf } from './database.ts'
import { keyTopic } from './idempotency-keys.ts'
import { RowError } from './row.ts'
import { readSession, readSessionId, sessionColumns, sessionUuid, writeMint, writeRequest } from './session-row.ts'
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
 * yet. A key that has its session answers from one read.
 */
export async function beginSession(database: Database, tenant: TenantId, call: BeginSession): Promise<BegunSession> {
  for (;;) {
    const result = await runStep(database, beginStep, { ...call, tenant })
    if (result.kind === 'unreadable') throw result.error
    // The claim was settled by another call while this statement ran: its snapshot was too old to read the session.
    if (result.kind !== 'stale') return result
  }
}

const beginSql = `
with input as materialized (
  select * from unnest($1::int[], $2::text[], $3::text[], $4::text[], $5::uuid[], $6::text[], $7::text[],
                       $8::timestamptz[], $9::timestamptz[], $10::timestamptz[], $11::timestamptz[])
    as t(n, tenant_id, user_id, key, session_id, fingerprint, request, now, lease_until, expires_at, look_at)
),
finished as (
  select i.n, k.session_id, k.fingerprint
  from input i join idempotency_keys k using (tenant_id, user_id, key)
  where k.state = 'finished' and k.expires_at > i.now
),
claimed as (
  insert into idempotency_keys as k
    (tenant_id, user_id, key, session_id, fingerprint, state, fence, holder, claimed_at, lease_until, expires_at)
  select tenant_id, user_id, key, session_id, fingerprint, 'claimed', 1, session_id, now, lease_until, expires_at
  from input i
  where i.key is not null and not exists (select from finished f where f.n = i.n)
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
stored as (
  insert into sessions
    (tenant_id, id, user_id, status, fence, request, created_at, updated_at, expires_at, next_check_at)
  select i.tenant_id, coalesce(c.session_id, i.session_id), i.user_id, 'creating', coalesce(c.fence, 1),
         i.request::jsonb, i.now, i.now, coalesce(c.expires_at, i.expires_at), i.look_at
  from input i left join claimed c using (tenant_id, user_id, key)
  where i.key is null or c.holder = i.session_id
  on conflict (tenant_id, id) do update set
    status = 'creating', fence = excluded.fence, request = excluded.request, updated_at = excluded.updated_at,
    next_check_at = excluded.next_check_at
)
select i.n, c.session_id as claimed_id, c.state as claim_state, c.fence as claim_fence, c.holder as claim_holder,
       c.expires_at as claim_expires_at, f.fingerprint = i.fingerprint as same_request, u.meld_customer_id,
       ${sessionColumns}
from input i
left join claimed c using (tenant_id, user_id, key)
left join finished f using (n)
left join sessions s on s.tenant_id = i.tenant_id and s.id = f.session_id
left join users u on u.tenant_id = i.tenant_id and u.id = i.user_id
order by i.n`

/** What one item of the statement gave; the last two never leave this file. */
type BeginResult = BegunSession | { readonly kind: 'stale' } | { readonly kind: 'unreadable'; readonly error: RowError }

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
    const rows = await query('begin_session', beginSql, [
      leaders.map((_, n) => n),
      leaders.map(({ tenant }) => tenant),
      leaders.map(({ user }) => user),
      leaders.map(({ key }) => key),
      leaders.map(({ id }) => sessionUuid(id)),
      leaders.map(({ fingerprint }) => fingerprint),
      leaders.map(({ request }) => writeRequest(request)),
      leaders.map(({ now }) => new Date(now)),
      leaders.map(({ now, leaseMs }) => new Date(now + leaseMs)),
      leaders.map(({ now }) => new Date(now + sessionLifetimeMs)),
      // Set here and left alone when it opens: an update that touches no index is far cheaper.
      leaders.map(({ now }) => new Date(now + firstLookMs)),
    ])
    const results = leaders.map((item, n) => readOwn(item, rows[n]))
    return items.map((item, i) => {
      const { index, leads } = placed[i] ?? { index: i, leads: true }
      const result = results[index] ?? { kind: 'stale' }
      if (leads) return result
      if (result.kind === 'begun') return { kind: 'busy' }
      if (result.kind !== 'replay') return result
      const leader = leaders[index]
      const sameAsLeader = leader?.fingerprint === item.fingerprint
      return sameAsLeader ? result : { kind: 'stale' }
    })
  },
}

/** A row that cannot be read harms its own caller alone: the others of the group have their claims. */
function readOwn(item: BeginItem, row: Row | undefined): BeginResult {
  try {
    return readBegun(item, row)
  } catch (error) {
    if (error instanceof RowError) return { kind: 'unreadable', error }
    throw error
  }
}

function readBegun(item: BeginItem, row: Row | undefined): BeginResult {
  if (row === undefined) throw new Error('begin_session lost a row')
  if (row.id !== null) {
    return { kind: 'replay', session: readSession(row), sameRequest: row.same_request === true }
  }
  const meldCustomerId = row.meld_customer_id === null ? null : String(row.meld_customer_id)
  if (item.key === null) {
    const { id, now: createdAt } = item
    return { kind: 'begun', id, fence: 1, createdAt, expiresAt: createdAt + sessionLifetimeMs, meldCustomerId }
  }
  if (row.claim_state === 'finished' || row.claim_state === null) return { kind: 'stale' }
  if (String(row.claim_holder).replaceAll('-', '') !== sessionUuid(item.id)) return { kind: 'busy' }
  // A session that was taken over keeps the instants of its first claim.
  const expiresAt = Number(row.claim_expires_at)
  return {
    kind: 'begun',
    id: readSessionId(row.claimed_id),
    fence: Number(row.claim_fence),
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
  /** As `beginSession` gave it. */
  readonly fence: number
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
  if (settled && call.key !== null) internalsOf(database).signals.announce(keyTopic(tenant, call.user, call.key))
  return settled
}

const finishSql = `
with input as materialized (
  select * from unnest($1::int[], $2::text[], $3::text[], $4::text[], $5::uuid[], $6::int[], $7::text[], $8::text[],
                       $9::text[], $10::text[], $11::timestamptz[], $12::text[])
    as t(n, tenant_id, user_id, key, session_id, fence, status, mint, routing, failure, now, topic)
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
  update sessions s set
    status = i.status, first_mint = i.mint::jsonb, routing = i.routing::jsonb, failure = i.failure::jsonb,
    updated_at = i.now, next_check_at = case when i.status = 'ready' then s.next_check_at end
  from input i
  where s.tenant_id = i.tenant_id and s.id = i.session_id and s.fence = i.fence and s.status = 'creating'
    and (i.key is null or exists (select from keys where keys.n = i.n))
  returning i.n
)
select i.n, s.n is not null as settled, case when k.awaited then pg_notify('${signalChannel}', i.topic) end
from input i left join settled s using (n) left join keys k using (n)
order by i.n`

const finishStep: Step<FinishItem, boolean> = {
  name: 'finish_session',
  run: async (query: Query, items) => {
    const rows = await query('finish_session', finishSql, [
      items.map((_, n) => n),
      items.map(({ tenant }) => tenant),
      items.map(({ user }) => user),
      items.map(({ key }) => key),
      items.map(({ id }) => sessionUuid(id)),
      items.map(({ fence }) => fence),
      items.map(({ result }) => result.status),
      items.map(({ result }) => (result.status === 'ready' ? writeMint(result.mint) : null)),
      items.map(({ result }) => (result.routing === null ? null : JSON.stringify(result.routing))),
      items.map(({ result }) => (result.status === 'ready' ? null : JSON.stringify(result.failure))),
      items.map(({ now }) => new Date(now)),
      items.map(({ tenant, user, key }) => (key === null ? null : keyTopic(tenant, user, key))),
    ])
    return items.map((_, n) => rows[n]?.settled === true)
  },
}
