-- Where partners want their events sent, and every try to do so.
create table webhook_endpoints (
  tenant_id text not null,
  id uuid not null,
  url text not null,
  -- Empty: all.
  types text[] not null,
  description text,
  timestamp_format text not null check (timestamp_format in ('iso8601', 'epoch')),
  signature text not null check (signature in ('hmac', 'ed25519', 'both')),
  status text not null check (status in ('enabled', 'failing', 'disabled')),
  -- Why and since when it is disabled; null while it is not.
  disabled_reason text check (disabled_reason in ('partner', 'operator', 'gone', 'failing_too_long')),
  disabled_at timestamptz,
  -- Attempts that failed in a row; since the first of them.
  failures integer not null default 0,
  failing_since timestamptz,
  -- The breaker: nothing is sent before; then one attempt decides.
  paused_until timestamptz,
  last_success_at timestamptz,
  last_failure_at timestamptz,
  created_at timestamptz not null,
  updated_at timestamptz not null,
  primary key (tenant_id, id)
) with (fillfactor = 50, autovacuum_vacuum_scale_factor = 0.02, autovacuum_vacuum_threshold = 1000);

-- What deliveries are signed with: the newest, and those before until they expire.
create table webhook_secrets (
  tenant_id text not null,
  endpoint_id uuid not null,
  created_at timestamptz not null,
  secret bytea not null,
  expires_at timestamptz,
  primary key (tenant_id, endpoint_id, created_at)
);

-- One event for one webhook endpoint.
create table deliveries (
  tenant_id text not null,
  id uuid not null,
  endpoint_id uuid not null,
  event_id uuid not null,
  -- The event's; its order among those of one line.
  position bigint not null,
  -- What is told in order: a session's id, or a transaction's, or the event's own.
  line text not null,
  state text not null check (state in ('pending', 'delivered', 'given_up', 'cancelled')),
  -- Ever, and since it was last asked for: the schedule begins anew with a replay.
  attempts integer not null default 0,
  tries integer not null default 0,
  due_at timestamptz not null,
  -- An attempt is under way until then at most, by this claim.
  lease_until timestamptz,
  fence bigint not null default 0,
  last_status integer,
  last_failure text,
  created_at timestamptz not null,
  ended_at timestamptz,
  primary key (tenant_id, id),
  -- In the order in which deliveries are listed.
  unique (tenant_id, event_id, endpoint_id)
) with (fillfactor = 70, autovacuum_vacuum_scale_factor = 0.02, autovacuum_vacuum_threshold = 1000);
create index deliveries_due on deliveries (tenant_id, endpoint_id, due_at, position) where state = 'pending';
create index deliveries_line on deliveries (tenant_id, endpoint_id, line, position) where state = 'pending';
create index deliveries_given_up on deliveries (tenant_id, event_id, endpoint_id) where state = 'given_up';

create table delivery_attempts (
  tenant_id text not null,
  delivery_id uuid not null,
  -- From 1, across replays.
  number integer not null,
  at timestamptz not null,
  duration_ms integer not null,
  -- The answer's; null when none came, and then `failure` says why.
  status integer,
  failure text,
  request_headers jsonb not null,
  response_headers jsonb,
  -- Its first bytes, as text.
  response_body text,
  next_attempt_at timestamptz,
  primary key (tenant_id, delivery_id, number)
);

-- Ranges of events that are being told once more to one webhook endpoint, batch by batch; each goes when it is through.
create table webhook_replays (
  tenant_id text not null,
  endpoint_id uuid not null,
  -- Of the events at or after, and before.
  since timestamptz not null,
  until timestamptz not null,
  -- Of these types; empty: all.
  types text[] not null,
  -- By what became of their deliveries before.
  chosen text not null check (chosen in ('all', 'failed', 'undelivered')),
  -- By ids of events: what is looked at next comes after it, and the last comes before.
  after_id uuid not null,
  below_id uuid not null,
  created_at timestamptz not null,
  primary key (tenant_id, endpoint_id)
);
