import { sessionLifetimeMs } from '../domain/session.ts'
import { groupRows, instantSql } from '../postgres/group-rows.ts'

/** One claim of a group, as the statements read it. */
export interface ClaimRow {
  readonly tenant_id: string
  readonly user_id: string
  readonly key: string
  readonly session_id: string
  readonly fingerprint: string
  /** Epoch milliseconds. */
  readonly now_ms: number
  readonly lease_ms: number
  readonly process_id: number | null
}

const claimRows = groupRows(`tenant_id text, user_id text, key text, session_id uuid, fingerprint text,
    now_ms double precision, lease_ms int, process_id int`)
const claimedAtSql = instantSql('now_ms')
const leaseUntilSql = instantSql('now_ms + lease_ms')
const expiresAtSql = instantSql(`now_ms + ${sessionLifetimeMs}`)

/** Claims the keys of a group that nobody has used before; a row for each that was claimed, known by its holder. */
export const claimSql = `
insert into idempotency_keys as k
  (tenant_id, user_id, key, session_id, fingerprint, state, fence, holder, claimed_at, lease_until, expires_at, process_id)
select tenant_id, user_id, key, session_id, fingerprint, 'claimed', 1, session_id, ${claimedAtSql}, ${leaseUntilSql},
       ${expiresAtSql}, process_id
from (${claimRows}) as i
on conflict (tenant_id, user_id, key) do nothing
returning holder, ${customerSql('k')} as meld_customer_id`

/** The user's customer of a row. A part of it of its own: a join of the whole group costs a sort more. */
function customerSql(row: string): string {
  return `(select u.meld_customer_id from users u where u.tenant_id = ${row}.tenant_id and u.id = ${row}.user_id)`
}

/**
 * True for a claim `k` whose process is gone. It is judged as of the statement's snapshot of the processes: a claim
 * that was made later may belong to a process that is not in it yet.
 */
const holderIsGone = `exists (
            select from idempotency_keys c left join gateway_processes p on p.id = c.process_id
            where c.tenant_id = k.tenant_id and c.user_id = k.user_id and c.key = k.key and c.fence = k.fence
              and c.process_id is not null and p.id is null
          )`

/**
 * Judges claims whose key has a row: the key has its session, or is free to be taken over, or is held; then the row is
 * marked, so that its holder announces the end. A row for each claim, in their order; of several with one key, one gets
 * it.
 */
export const judgeSql = `
with input as materialized (
  select *, ${claimedAtSql} as now, ${leaseUntilSql} as lease_until, ${expiresAtSql} as expires_at
  from (${claimRows}) as t
),
judged as (
  update idempotency_keys k set (
      session_id, fingerprint, state, fence, holder, awaited, claimed_at, lease_until, expires_at, process_id
    ) = (
      select
        case when is_open then k.session_id else i.session_id end,
        case when is_free then i.fingerprint else k.fingerprint end,
        'claimed',
        case when is_free then k.fence + 1 else k.fence end,
        case when is_free then i.session_id else k.holder end,
        not is_free,
        case when is_free then i.now else k.claimed_at end,
        case when is_free then i.lease_until else k.lease_until end,
        case when is_open then k.expires_at else i.expires_at end,
        case when is_free then i.process_id else k.process_id end
      from (
        select
          k.expires_at > i.now and k.state <> 'released' as is_open,
          k.expires_at <= i.now
            or k.state in ('released', 'unclear')
            or (k.state = 'claimed' and (
              k.lease_until <= i.now or k.holder = i.session_id or ${holderIsGone}
            )) as is_free
        -- Judged once instead of once for each column.
        offset 0
      ) as verdict
    )
  from input i
  where k.tenant_id = i.tenant_id and k.user_id = i.user_id and k.key = i.key
    and (k.state <> 'finished' or k.expires_at <= i.now)
  returning k.tenant_id, k.user_id, k.key, k.session_id, k.state, k.fence, k.holder, k.expires_at
)
select i.n, j.holder = i.session_id as taken_over, j.session_id, j.fence, j.expires_at, j.state,
       f.session_id as finished_id, f.fingerprint = i.fingerprint as same_request,
       ${customerSql('i')} as meld_customer_id
from input i
left join judged j using (tenant_id, user_id, key)
left join idempotency_keys f on f.tenant_id = i.tenant_id and f.user_id = i.user_id and f.key = i.key
  -- "is true" keeps the planner from using the index on expires_at, and reading all live keys.
  and f.state = 'finished' and (f.expires_at > i.now) is true
order by i.n`
