-- The trace id of the call that opened the session, which its caller has and log lines name; null where a process of the
-- program before stored it. A trace id is 16 bytes, as a uuid is, in half the room of its text.

-- In tries shorter than the server takes to look for deadlocks: nobody waits for more than one try.
do $$
begin
  for try in 1..40 loop
    begin
      set local lock_timeout = '200ms';
      lock table sessions in access exclusive mode;
      return;
    exception when lock_not_available then
      perform pg_sleep(0.05);
    end;
  end loop;
  raise exception using errcode = 'lock_not_available', message = 'somebody held sessions for ten seconds: start again later';
end $$;

alter table sessions add column trace_id uuid;
