-- Sessions leave by the month: `sessions` and `session_events` become ranges of session ids, which are UUIDv7 and so
-- are ranges of time. What is stored already stays where it is, as the partition of everything until the end of the
-- newest month in it; the program makes the later ones (src/store/partitions.ts). There is no default partition: it
-- would forbid to detach one without locking everybody out.

-- Attaching reads the old table once. Whoever holds it for long is not waited for with everybody queueing behind.
set local statement_timeout = 0;
set local lock_timeout = '10s';

do $$
declare
  newest uuid;
  made_at timestamp := now() at time zone 'UTC';
  until timestamp;
  bound uuid;
  suffix text;
begin
  lock table sessions, session_events in access exclusive mode;

  -- A machine whose clock is ahead may have made ids of a month to come.
  select id into newest from (
    (select id from sessions order by id desc limit 1)
    union all
    (select session_id from session_events order by session_id desc limit 1)
  ) as newest_ids(id) order by id desc limit 1;
  if newest is not null then
    made_at := greatest(made_at, timestamp 'epoch'
      + (('x' || lpad(left(replace(newest::text, '-', ''), 12), 16, '0'))::bit(64)::bigint / 1000.0) * interval '1 second');
  end if;
  until := date_trunc('month', made_at) + interval '1 month';
  bound := rpad(lpad(to_hex((extract(epoch from until) * 1000)::bigint), 12, '0'), 32, '0')::uuid;
  suffix := to_char(until - interval '1 month', '"_to_y"FMYYYY"m"MM');

  execute format('alter table sessions rename to %I', 'sessions' || suffix);
  execute format('alter table %I rename constraint sessions_pkey to %I', 'sessions' || suffix, 'sessions' || suffix || '_pkey');
  execute format('alter index sessions_due rename to %I', 'sessions' || suffix || '_due');
  execute format('alter index sessions_unresolved rename to %I', 'sessions' || suffix || '_unresolved');
  execute format('alter index sessions_of_user rename to %I', 'sessions' || suffix || '_of_user');
  execute format('create table sessions (like %I including defaults, primary key (tenant_id, id)) partition by range (id)',
    'sessions' || suffix);
  create index sessions_due on sessions (tenant_id, next_check_at) where next_check_at is not null;
  create index sessions_unresolved on sessions (tenant_id, opened_at)
    where opened_at is not null and next_check_at is not null and observation is null;
  create index sessions_of_user on sessions (tenant_id, user_id, id desc);

  execute format('alter table session_events rename to %I', 'session_events' || suffix);
  execute format('alter table %I rename constraint session_events_pkey to %I',
    'session_events' || suffix, 'session_events' || suffix || '_pkey');
  execute format(
    'create table session_events (like %I including defaults, primary key (tenant_id, session_id, id)) partition by range (session_id)',
    'session_events' || suffix);

  -- Indexes that fit are taken over, not built again.
  execute format('alter table sessions attach partition %I for values from (minvalue) to (%L)', 'sessions' || suffix, bound);
  execute format('alter table session_events attach partition %I for values from (minvalue) to (%L)',
    'session_events' || suffix, bound);
end $$;

-- What the reaper of expired keys goes by. Settling a key changes neither column. Its condition holds for every row: it
-- is there so that only who repeats it meets the index. While a table is small the planner may take any index that
-- begins with the tenant for a look-up by key, and it keeps such a plan when the table has grown.
create index idempotency_keys_expired on idempotency_keys (tenant_id, expires_at) where fence > 0;
drop index users_by_customer;
create index users_by_customer on users (tenant_id, meld_customer_id) where meld_customer_id <> '';

-- Rows of these two come and go all the time: the room of those that went is made free again before much is added.
-- Each key is settled once: half of a page is kept free for that, so that settling touches no index.
alter table idempotency_keys set (fillfactor = 50, autovacuum_vacuum_scale_factor = 0.02, autovacuum_vacuum_threshold = 1000);
alter table notices set (autovacuum_vacuum_scale_factor = 0.02, autovacuum_vacuum_threshold = 1000);
