-- The inbox by its plain name. Processes of the program before, which may still run beside, find it as `notices`, which
-- PostgreSQL lets them write to like a table; a later migration drops that view.

-- In tries shorter than the server takes to look for deadlocks: webhooks that come in meanwhile wait for one try at most.
do $$
begin
  for try in 1..40 loop
    begin
      set local lock_timeout = '200ms';
      lock table notices in access exclusive mode;
      return;
    exception when lock_not_available then
      perform pg_sleep(0.05);
    end;
  end loop;
  raise exception using errcode = 'lock_not_available',
    message = 'somebody held notices for ten seconds: start again later';
end $$;

alter table notices rename to incoming_webhooks;
alter index notices_pkey rename to incoming_webhooks_pkey;
alter index notices_due rename to incoming_webhooks_due;
alter index notices_received rename to incoming_webhooks_received;
create view notices as select * from incoming_webhooks;

-- The job that handles them has the same name now: what stands there by the former one nobody claims any more.
delete from due_work where job = 'notices';
