-- Sessions whose gateway died while it opened them, and that nobody came back for: looked at again, they end. This reads
-- the whole table once and locks nothing else.
set local statement_timeout = 0;
update sessions set next_check_at = now() where status = 'creating' and next_check_at is null;

-- The gateway processes that live: each counts its beats up, and whose count stands still is taken out by the others.
-- Not tenant data.
create table gateway_processes (
  id integer generated always as identity primary key,
  beats bigint not null default 0
);

-- Whoever holds the keys for long is not waited for with everybody queueing behind.
set local lock_timeout = '10s';
-- Which process holds the claim; once it is gone the claim is free. Null: its lease alone counts.
alter table idempotency_keys add column process_id integer;
