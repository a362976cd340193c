-- Tickets for one stream each, for clients that can send no headers. Only hashes are kept.
create table stream_tickets (
  tenant_id text not null,
  ticket_hash bytea not null unique,
  user_id text not null,
  issuer text not null,
  subject text not null,
  session_id uuid not null,
  expires_at timestamptz not null,
  primary key (tenant_id, ticket_hash)
) with (autovacuum_vacuum_scale_factor = 0.02, autovacuum_vacuum_threshold = 1000);
create index stream_tickets_expired on stream_tickets (expires_at);

-- Sessions that somebody has a stream of: their changes, and no others, are told on the channel of signals, for
-- transactions that tell something there commit one after the other.
create table watched_sessions (
  tenant_id text not null,
  session_id uuid not null,
  -- By the database's clock.
  until timestamptz not null,
  primary key (tenant_id, session_id)
) with (fillfactor = 50, autovacuum_vacuum_scale_factor = 0.02, autovacuum_vacuum_threshold = 1000);
