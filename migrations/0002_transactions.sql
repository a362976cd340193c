-- What moved: one row per transaction at Meld, as it was last seen there.
create table transactions (
  tenant_id text not null,
  id text not null,
  -- Whose it is; null until a session or a customer of ours tells.
  user_id text,
  session_id uuid,
  external_session_id text,
  -- Canonical, and the provider's own word.
  status text not null,
  meld_status text not null,
  -- Everything else that the API shows of it.
  detail jsonb not null,
  provider_created_at timestamptz not null,
  provider_updated_at timestamptz not null,
  first_seen_at timestamptz not null,
  checked_at timestamptz not null,
  -- When to look again; null once it is final.
  next_check_at timestamptz,
  checks integer not null default 0,
  primary key (tenant_id, id)
);
create index transactions_of_user on transactions (tenant_id, user_id, provider_created_at desc, id desc);
create index transactions_of_session on transactions (tenant_id, session_id) where session_id is not null;
create index transactions_due on transactions (tenant_id, next_check_at) where next_check_at is not null;

-- The inbox: each notice of Meld's, recorded before it is answered.
create table notices (
  tenant_id text not null,
  event_id text not null,
  event_type text not null,
  -- transaction, kyc, test or other.
  kind text not null,
  transaction_id text,
  external_session_id text,
  customer_id text,
  -- What was read of it; nothing else of the body is kept.
  payload jsonb not null,
  received_at timestamptz not null,
  handled_at timestamptz,
  -- How it ended; null until it is handled.
  outcome text,
  attempts integer not null default 0,
  next_attempt_at timestamptz not null,
  primary key (tenant_id, event_id)
);
create index notices_due on notices (tenant_id, next_attempt_at) where handled_at is null;
create index notices_received on notices (tenant_id, received_at);

-- What happened to a session beside what its own row tells.
create table session_events (
  tenant_id text not null,
  session_id uuid not null,
  id uuid not null,
  kind text not null,
  detail jsonb not null,
  at timestamptz not null,
  primary key (tenant_id, session_id, id)
);

-- Sessions that were opened and of which nothing is known yet are looked after until they are settled or too old.
alter table sessions add column next_check_at timestamptz;
alter table sessions add column checks integer not null default 0;
-- `not_observed`: looked for long enough and no transaction was seen, which is not the same as expired.
alter table sessions add column observation text;
create index sessions_due on sessions (tenant_id, next_check_at) where next_check_at is not null;
-- For the age of the oldest one; it names no column that opening a session through the API changes.
create index sessions_unresolved on sessions (tenant_id, opened_at)
  where opened_at is not null and next_check_at is not null and observation is null;
create index sessions_of_user on sessions (tenant_id, user_id, id desc);

create index users_by_customer on users (tenant_id, meld_customer_id);

-- The user's identity check, as the operator or a token's claim says, and what Meld says beside it.
create table kyc_states (
  tenant_id text not null,
  user_id text not null,
  -- Null until somebody but Meld has said something.
  state text,
  -- operator, whose word stands, or claim.
  source text,
  meld_state text,
  updated_at timestamptz not null,
  primary key (tenant_id, user_id)
);

-- Meld's discovery data per tenant, as last fetched; served while Meld is down.
create table catalogues (
  tenant_id text not null,
  etag text not null,
  body jsonb not null,
  fetched_at timestamptz not null,
  primary key (tenant_id)
);

-- Work that one process at a time holds, and where it left off.
create table worker_leases (
  tenant_id text not null,
  name text not null,
  holder uuid,
  lease_until timestamptz,
  cursor jsonb,
  updated_at timestamptz not null,
  primary key (tenant_id, name)
);
