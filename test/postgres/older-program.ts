/**
 * What a version before 0007 sends to open a session, `$1` a group as JSON and `$2` how many: it stores a session as
 * `creating` when it claims its key, and settles both at the end.
 */
export const olderBeginSql = `with input as materialized (
  select *, to_timestamp((now_ms) / 1000) as now, to_timestamp((now_ms + lease_ms) / 1000) as lease_until,
         to_timestamp((now_ms + 86400000) / 1000) as expires_at
  from (select * from (select *, ordinality as n from rows from (jsonb_to_recordset($1::jsonb) as (tenant_id text, user_id text, key text, session_id uuid, fingerprint text, request jsonb,
    now_ms double precision, lease_ms int, process_id int)) with ordinality limit $2) as t limit $2) as t
),
finished as (
  select i.n, k.session_id, k.fingerprint = i.fingerprint as same_request
  from input i join idempotency_keys k using (tenant_id, user_id, key)
  where k.state = 'finished' and (k.expires_at > i.now) is true
),
claimed as (
  insert into idempotency_keys as k
    (tenant_id, user_id, key, session_id, fingerprint, state, fence, holder, claimed_at, lease_until, expires_at,
     process_id)
  select tenant_id, user_id, key, session_id, fingerprint, 'claimed', 1, session_id, now, lease_until, expires_at,
         process_id
  from input i
  where i.key is not null and i.n not in (select n from finished)
  on conflict (tenant_id, user_id, key) do update set (
      session_id, fingerprint, state, fence, holder, awaited, claimed_at, lease_until, expires_at, process_id
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
        case when open then k.expires_at else excluded.expires_at end,
        case when free then excluded.process_id else k.process_id end
      from (
        select
          k.expires_at > excluded.claimed_at and k.state <> 'released' as open,
          k.expires_at <= excluded.claimed_at
            or k.state in ('released', 'unclear')
            or (k.state = 'claimed' and (
              k.lease_until <= excluded.claimed_at or k.holder = excluded.holder or exists (
                select from idempotency_keys c left join gateway_processes p on p.id = c.process_id
                where c.tenant_id = k.tenant_id and c.user_id = k.user_id and c.key = k.key and c.fence = k.fence
                  and c.process_id is not null and p.id is null
              )
            )) as free
        offset 0
      ) as verdict
    )
  returning tenant_id, user_id, key, session_id, state, fence, holder, expires_at
),
others as materialized (
  select * from claimed where fence > 1 or holder not in (select session_id from input)
),
stored as (
  insert into sessions
    (tenant_id, id, user_id, status, fence, request, created_at, updated_at, expires_at, next_check_at)
  select i.tenant_id, coalesce(o.session_id, i.session_id), i.user_id, 'creating', coalesce(o.fence, 1),
         i.request, i.now, i.now, coalesce(o.expires_at, i.expires_at),
         i.now + 600000 * interval '1 ms'
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

export const olderFinishSql = `with input as materialized (
  select *, to_timestamp((now_ms) / 1000) as now, to_timestamp((created_ms) / 1000) as created_at,
         to_timestamp((created_ms + 86400000) / 1000) as expires_at
  from (select * from (select *, ordinality as n from rows from (jsonb_to_recordset($1::jsonb) as (tenant_id text, user_id text, key text, session_id uuid, fence int, status text, request jsonb,
    mint jsonb, routing jsonb, failure jsonb, now_ms double precision, created_ms double precision)) with ordinality limit $2) as t limit $2) as t
),
keys as (
  update idempotency_keys k set
    state = case i.status when 'ready' then 'finished' when 'unclear' then 'unclear' else 'released' end
  from input i
  where k.tenant_id = i.tenant_id and k.user_id = i.user_id and k.key = i.key and k.fence = i.fence
    and k.session_id = i.session_id
    and k.state in ('claimed', case i.status when 'ready' then 'finished' when 'unclear' then 'unclear' else 'released' end)
  returning i.n, k.awaited
),
settled as (
  insert into sessions as s
    (tenant_id, id, user_id, status, fence, request, first_mint, routing, failure, created_at, updated_at, expires_at)
  select i.tenant_id, i.session_id, i.user_id, i.status, i.fence, i.request, i.mint, i.routing, i.failure,
         i.created_at, i.now, i.expires_at
  from input i
  where i.key is null or i.n in (select n from keys)
  on conflict (tenant_id, id) do update set
    status = excluded.status, first_mint = excluded.first_mint, routing = excluded.routing, failure = excluded.failure,
    updated_at = excluded.updated_at, next_check_at = case when excluded.status = 'ready'
      then coalesce(s.next_check_at, excluded.updated_at + 600000 * interval '1 ms') end
  where s.fence = excluded.fence and s.status in ('creating', 'unclear', excluded.status)
  returning s.id
)
select i.n, i.session_id in (select id from settled) as settled,
       case when i.n in (select n from keys where awaited) then pg_notify('rampway_signals', encode(sha256(convert_to(i.tenant_id || E'\\n' || i.user_id || E'\\n' || i.key, 'UTF8')), 'hex')) end
from input i
order by i.n`
