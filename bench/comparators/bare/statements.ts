/** Tables with the same columns' worth of content, and none of the indexes that the gateway's other work needs. */
export const schemaSql = `
create schema if not exists bare;
create table if not exists bare.users (
  tenant_id text not null, id text not null, meld_customer_id text not null, primary key (tenant_id, id));
create table if not exists bare.sessions (
  tenant_id text not null, id uuid not null, user_id text not null, status text not null, request jsonb not null,
  mint jsonb, reply jsonb, created_at timestamptz not null, updated_at timestamptz not null,
  primary key (tenant_id, id)) with (fillfactor = 80);
create table if not exists bare.idempotency_keys (
  tenant_id text not null, user_id text not null, key text not null, session_id uuid not null, fingerprint text not null,
  state text not null, lease_until timestamptz not null, expires_at timestamptz not null,
  primary key (tenant_id, user_id, key)) with (fillfactor = 80)`.replaceAll('\n', ' ')

/**
 * Claims the key, or takes it over when it is expired or its lease has run out, stores the session, and finds the
 * user's customer. One row: `session_id` is null when the key has a session already, and that is in the row then.
 */
export const beginSql = `
with claimed as (
  insert into bare.idempotency_keys as k
    (tenant_id, user_id, key, session_id, fingerprint, state, lease_until, expires_at)
  values ($1, $2, $3, $4, $5, 'claimed', $8, $9)
  on conflict (tenant_id, user_id, key) do update set
    session_id = excluded.session_id, fingerprint = excluded.fingerprint, state = 'claimed',
    lease_until = excluded.lease_until, expires_at = excluded.expires_at
  where k.expires_at <= $7 or (k.state = 'claimed' and k.lease_until <= $7)
  returning session_id
),
stored as (
  insert into bare.sessions (tenant_id, id, user_id, status, request, created_at, updated_at)
  select $1, session_id, $2, 'creating', $6, $7, $7 from claimed
)
select c.session_id, u.meld_customer_id, s.status as stored_status, s.reply as stored_reply
from (values (1)) as one
left join claimed c on true
left join bare.users u on u.tenant_id = $1 and u.id = $2
left join bare.idempotency_keys k on k.tenant_id = $1 and k.user_id = $2 and k.key = $3
left join bare.sessions s on s.tenant_id = $1 and s.id = k.session_id`

/** Settles the session and its key, if this call still holds it. */
export const finishSql = `
with settled as (
  update bare.idempotency_keys set state = 'finished'
  where tenant_id = $1 and user_id = $2 and key = $3 and session_id = $4 and state = 'claimed'
  returning session_id
)
update bare.sessions s set status = 'ready', mint = $5, reply = $6, updated_at = $7
from settled where s.tenant_id = $1 and s.id = settled.session_id`
