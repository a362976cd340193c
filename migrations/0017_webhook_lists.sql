-- What operators list of the inbox, newest first: those that wait, and those that were given up. The others are found by
-- incoming_webhooks_received. The first also tells since when the oldest has waited.

-- In tries shorter than the server takes to look for deadlocks: webhooks that come in meanwhile wait for one try at most.
do $$
begin
  for try in 1..40 loop
    begin
      set local lock_timeout = '200ms';
      lock table incoming_webhooks in share mode;
      return;
    exception when lock_not_available then
      perform pg_sleep(0.05);
    end;
  end loop;
  raise exception using errcode = 'lock_not_available',
    message = 'somebody held incoming_webhooks for ten seconds: start again later';
end $$;

-- Reads the table once.
set local statement_timeout = 0;
create index incoming_webhooks_waiting on incoming_webhooks (tenant_id, received_at) where handled_at is null;
create index incoming_webhooks_given_up on incoming_webhooks (tenant_id, received_at) where outcome = 'given_up';
