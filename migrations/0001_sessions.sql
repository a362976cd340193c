-- Every key starts with the tenant, so that the tables can be distributed by it.
-- No foreign keys: sessions are dropped by age, and every reader names tenant and id.

create table users (
  tenant_id text not null,
  id text not null,
  issuer text not null,
  subject text not null,
  meld_customer_id text not null,
  created_at timestamptz not null,
  primary key (tenant_id, id)
);

create table sessions (
  tenant_id text not null,
  id uuid not null,
  user_id text not null,
  status text not null,
  -- Raised by each call that takes the session over; only the holder of the newest may settle it.
  fence integer not null,
  request jsonb not null,
  -- The widget session the caller was answered with. Written once.
  first_mint jsonb,
  -- The newest widget session, when the link has been minted again.
  latest_mint jsonb,
  -- External ids of the later widget sessions, oldest first.
  later_external_ids text[] not null default '{}',
  routing jsonb,
  failure jsonb,
  -- SHA-256 of the first opener's cookie, and a keyed hash of their address and browser.
  opener_cookie text,
  opener_trace text,
  created_at timestamptz not null,
  updated_at timestamptz not null,
  expires_at timestamptz not null,
  opened_at timestamptz,
  returned_at timestamptz,
  primary key (tenant_id, id)
) with (fillfactor = 80);

create table idempotency_keys (
  tenant_id text not null,
  user_id text not null,
  key text not null,
  session_id uuid not null,
  fingerprint text not null,
  -- claimed: a call holds the lease. finished: answered for good. released: refused, the key is free.
  -- unclear: the outcome upstream is not known; the next call mints again for the same session.
  state text not null,
  fence integer not null,
  -- Which call holds the claim: the session id it brought along.
  holder uuid not null,
  -- Somebody in another process waits to be told.
  awaited boolean not null default false,
  claimed_at timestamptz not null,
  lease_until timestamptz not null,
  expires_at timestamptz not null,
  primary key (tenant_id, user_id, key)
) with (fillfactor = 80);

-- The deployment's own secrets, made by whichever process starts first. Not tenant data.
create table gateway_secrets (
  name text primary key,
  secret bytea not null
);
