-- A session is stored once, when its opening has ended; until then its key alone tells of it. What states there are is
-- held by the database too. `creating` is written by processes of the program before, which may still run beside: they
-- store a session before they ask for its widget.

-- All locks at once, in tries shorter than the server takes to look for deadlocks: nobody is kept waiting or cut off.
do $$
begin
  for try in 1..40 loop
    begin
      set local lock_timeout = '200ms';
      lock table idempotency_keys, transactions, sessions, kyc_states in access exclusive mode;
      return;
    exception when lock_not_available then
      perform pg_sleep(0.05);
    end;
  end loop;
  raise exception using errcode = 'lock_not_available',
    message = 'somebody held idempotency_keys, transactions, sessions or kyc_states for ten seconds: start again later';
end $$;

-- Not valid: what is stored already is looked at by 0008, with nobody waiting behind it.
alter table idempotency_keys
  add constraint idempotency_keys_state check (state in ('claimed', 'finished', 'released', 'unclear')) not valid;
alter table transactions
  add constraint transactions_status
    check (status in ('pending', 'processing', 'completed', 'failed', 'cancelled')) not valid;
alter table sessions
  add constraint sessions_status check (status in (
    'unclear', 'refused', 'ready', 'opened', 'returned', 'transacting', 'completed', 'failed', 'cancelled', 'creating'
  )) not valid,
  add constraint sessions_observation check (observation = 'not_observed') not valid;
alter table kyc_states
  add constraint kyc_states_state
    check (state in ('pending', 'in_progress', 'retry', 'approved', 'rejected')) not valid,
  add constraint kyc_states_source check (source in ('operator', 'claim')) not valid;
