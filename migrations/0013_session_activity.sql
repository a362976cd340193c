-- The calls to Meld that opening a session took. Null where a process of the program before stored it.
-- What else happens around a session stands in session_events, under kinds that only operators are shown.

-- In tries shorter than the server takes to look for deadlocks: nobody waits for more than one try.
do $$
begin
  for try in 1..40 loop
    begin
      set local lock_timeout = '200ms';
      lock table incoming_webhooks, sessions in access exclusive mode;
      return;
    exception when lock_not_available then
      perform pg_sleep(0.05);
    end;
  end loop;
  raise exception using errcode = 'lock_not_available',
    message = 'somebody held incoming_webhooks or sessions for ten seconds: start again later';
end $$;

alter table sessions add column upstream_calls jsonb;

-- The webhooks of one session, among those of a month.
create index incoming_webhooks_of_session on incoming_webhooks (tenant_id, external_session_id)
  where external_session_id is not null;
create index incoming_webhooks_of_transaction on incoming_webhooks (tenant_id, transaction_id)
  where transaction_id is not null;
