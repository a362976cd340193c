-- What operators find sessions by. The values that a session is known by elsewhere go into indexes as hashes, behind the
-- five hours or so that its id was made in (the first three bytes of it): so what is written now meets pages that are at
-- hand, and a look-up asks each stretch of time. sessions_in_time has what lists are narrowed by behind the id, so that a
-- list skips sessions without reading them. Each has a condition of its own, so that only who repeats it meets the index: a
-- plan that is made while a table is small may take any that begins with the same, and is kept when the table has grown.

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

-- Of the idempotency key that opened the session, which outlives the key's own row; hashtextextended(key, 0).
alter table sessions add column key_hash bigint;

-- Where little is stored, the indexes are built here. Else the partitions of sessions, and transactions, get theirs with
-- nobody waiting (src/postgres/late-indexes.ts), and partitions to come have them from the start.
do $$
declare
  small constant bigint := 32 * 1024 * 1024;
  parent text := '';
begin
  if (select sum(pg_relation_size(inhrelid)) from pg_inherits where inhparent = 'sessions'::regclass) > small then
    parent := 'only ';
  end if;
  execute 'create index sessions_in_time on ' || parent || 'sessions (id,
    coalesce(latest_mint->>''serviceProvider'', first_mint->>''serviceProvider'', request->>''provider''),
    (request->>''country''),
    coalesce(latest_mint->>''paymentMethodType'', first_mint->>''paymentMethodType'', request->>''method''),
    (request->>''from''))';
  execute 'create index sessions_by_trace on ' || parent || 'sessions (substring(uuid_send(id) from 1 for 3), trace_id)
    where trace_id is not null';
  execute 'create index sessions_by_key on ' || parent || 'sessions (substring(uuid_send(id) from 1 for 3), key_hash)
    where key_hash is not null';
  execute 'create index sessions_by_wallet on ' || parent || 'sessions
    (substring(uuid_send(id) from 1 for 3), hashtextextended(lower(request->>''wallet''), 0))
    where request->>''wallet'' is not null';
  execute 'create index sessions_by_first_widget on ' || parent || 'sessions
    (substring(uuid_send(id) from 1 for 3), hashtextextended(first_mint->>''upstreamSessionId'', 0))
    where first_mint is not null';
  execute 'create index sessions_by_latest_widget on ' || parent || 'sessions
    (substring(uuid_send(id) from 1 for 3), hashtextextended(latest_mint->>''upstreamSessionId'', 0))
    where latest_mint is not null';
  if pg_relation_size('transactions') <= small then
    create index transactions_by_service_id on transactions (hashtextextended(detail->>'serviceTransactionId', 0))
      where detail->>'serviceTransactionId' is not null;
    create index transactions_by_hash on transactions (hashtextextended(lower(detail->>'transactionHash'), 0))
      where detail->>'transactionHash' is not null;
  end if;
end $$;
