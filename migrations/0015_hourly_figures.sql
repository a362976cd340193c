-- How many sessions of each hour were opened, completed, failed, …, by the provider that served them: counted in the
-- background from what is stored, an hour as a whole each time, so that to count it twice changes nothing.

-- In tries shorter than the server takes to look for deadlocks: nobody waits for more than one try.
do $$
begin
  for try in 1..40 loop
    begin
      set local lock_timeout = '200ms';
      lock table session_events in share mode;
      lock table due_work, gateway_processes in access exclusive mode;
      return;
    exception when lock_not_available then
      perform pg_sleep(0.05);
    end;
  end loop;
  raise exception using errcode = 'lock_not_available', message = 'somebody held events or jobs for ten seconds: start again later';
end $$;

-- The hour is that of the session's id. A provider of '' is nobody.
create table hourly_figures (
  tenant_id text not null,
  hour timestamptz not null,
  service_provider text not null,
  sessions integer not null,
  refused integer not null,
  opened integer not null,
  completed integer not null,
  failed integer not null,
  cancelled integer not null,
  upstream_calls integer not null,
  upstream_failed integer not null,
  -- How many calls took how long: counts by bucket (domain/hourly-figures.ts).
  upstream_durations jsonb not null,
  -- By asset, such as USDC@8453: {"transactions", "quoted", "delivered"}, the sums as exact decimal texts.
  quote_honesty jsonb not null,
  primary key (tenant_id, hour, service_provider)
) with (fillfactor = 70, autovacuum_vacuum_scale_factor = 0.02, autovacuum_vacuum_threshold = 1000);

-- What all tenants' figures of an hour add up to.
create index hourly_figures_by_hour on hourly_figures (hour);

-- The same of all tenants together.
create table hourly_totals (
  hour timestamptz not null,
  service_provider text not null,
  sessions integer not null,
  refused integer not null,
  opened integer not null,
  completed integer not null,
  failed integer not null,
  cancelled integer not null,
  upstream_calls integer not null,
  upstream_failed integer not null,
  upstream_durations jsonb not null,
  quote_honesty jsonb not null,
  primary key (hour, service_provider)
) with (fillfactor = 70);

-- How far the counting has come; one row.
create table figures_progress (
  id integer primary key check (id = 1),
  -- Changes that were recorded before are counted, by the clock of events.
  events_until timestamptz not null,
  -- Sessions whose ids were made before are counted, by the clock of ids.
  ids_until timestamptz not null,
  -- All hours from this one on were counted.
  filled_from timestamptz not null
);

-- Which sessions have changed lately. Events are written in the order of their instants, and never again: the index
-- has an entry for each 256 KB of them, and costs those who write them next to nothing. Building it reads the table once.
set local statement_timeout = 0;
create index session_events_at on session_events using brin (at) with (pages_per_range = 32, autosummarize = on);

-- A run that failed too often and was given up, until it succeeds.
alter table due_work add column given_up_at timestamptz;

-- Null of a program that does not tell it.
alter table gateway_processes
  add column version text,
  add column started_at timestamptz;
