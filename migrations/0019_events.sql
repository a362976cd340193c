-- What partners are told: events of the tenants that listen, in the order in which they were published.

-- In tries shorter than the server takes to look for deadlocks: nobody waits for more than one try.
do $$
begin
  for try in 1..40 loop
    begin
      set local lock_timeout = '200ms';
      lock table sessions, transactions in access exclusive mode;
      return;
    exception when lock_not_available then
      perform pg_sleep(0.05);
    end;
  end loop;
  raise exception using errcode = 'lock_not_available',
    message = 'somebody held sessions or transactions for ten seconds: start again later';
end $$;

-- How many events were recorded of it; null for none. The row's lock makes it a sequence without gaps.
alter table sessions add column event_count integer;
-- Likewise, of a transaction that belongs to no session here.
alter table transactions add column event_count integer;

-- The tenants that listen: those that have a key or a webhook endpoint. Nothing is recorded of the others.
create table event_listeners (
  tenant_id text primary key,
  since timestamptz not null,
  -- The position of the event published last.
  last_position bigint not null default 0,
  -- Sessions whose links ended before were looked at.
  expired_until timestamptz not null
) with (fillfactor = 50, autovacuum_vacuum_scale_factor = 0.02, autovacuum_vacuum_threshold = 1000);

create table events (
  tenant_id text not null,
  id uuid not null,
  -- Null until it is published: given to its tenant's streams, and to the webhook endpoints that want it.
  position bigint,
  type text not null,
  session_id uuid,
  transaction_id text,
  -- Of its session, or else of its transaction, from 1; null for what is about neither.
  sequence integer,
  previous_status text,
  -- What the event's data is made from, as it was at that moment.
  subject jsonb not null,
  at timestamptz not null,
  primary key (tenant_id, id)
) with (autovacuum_vacuum_scale_factor = 0.02, autovacuum_vacuum_threshold = 1000);
create unique index events_position on events (tenant_id, position) where position is not null;
create index events_unpublished on events (tenant_id, id) where position is null;
create index events_of_session on events (tenant_id, session_id, sequence) where session_id is not null;
create index events_of_transaction on events (tenant_id, transaction_id) where transaction_id is not null;

-- Events that were told once more; they take their positions from the same count.
create table event_replays (
  tenant_id text not null,
  position bigint not null,
  event_id uuid not null,
  at timestamptz not null,
  primary key (tenant_id, position)
);
create index event_replays_of_event on event_replays (tenant_id, event_id, position);

-- Sessions of tenants that listen whose users may be walking away.
create table session_timers (
  tenant_id text not null,
  session_id uuid not null,
  due_at timestamptz not null,
  primary key (tenant_id, session_id)
) with (fillfactor = 50, autovacuum_vacuum_scale_factor = 0.02, autovacuum_vacuum_threshold = 1000);
create index session_timers_due on session_timers (tenant_id, due_at);
