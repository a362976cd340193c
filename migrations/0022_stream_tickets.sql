-- Tickets for one stream each, for clients that can send no headers. Only hashes are kept.
create table stream_tickets (
  ticket_hash bytea primary key,
  tenant_id text not null,
  user_id text not null,
  session_id uuid not null,
  expires_at timestamptz not null
);
create index stream_tickets_expired on stream_tickets (expires_at);
