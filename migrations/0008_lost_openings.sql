-- Reads every table once; readers and writers go on meanwhile.
set local statement_timeout = 0;

-- Sessions whose gateway died while it opened them. A younger one may still be finished by a process of the program
-- before; all of them are among those that are to be looked at.
with ended as (
  update sessions set
    status = 'unclear',
    failure = '{"code": "internal", "detail": "The gateway was interrupted while it opened this session. Open another one, or repeat the call with the same idempotency_key within 24 hours of the first."}',
    updated_at = now(),
    next_check_at = null
  where next_check_at is not null and status = 'creating' and updated_at < now() - interval '1 minute'
  returning tenant_id, id, updated_at
)
insert into session_events (tenant_id, session_id, id, kind, detail, at)
select tenant_id, id, gen_random_uuid(), 'unclear', '{"sessionStatus": "unclear"}', updated_at from ended;

alter table sessions validate constraint sessions_status;
alter table sessions validate constraint sessions_observation;
alter table idempotency_keys validate constraint idempotency_keys_state;
alter table transactions validate constraint transactions_status;
alter table kyc_states validate constraint kyc_states_state;
alter table kyc_states validate constraint kyc_states_source;
