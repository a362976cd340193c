-- The inbox by its plain name. Processes of the program before, which may still run beside, find it as `notices`, which
-- PostgreSQL lets them write to like a table; a later migration drops that view.
set local lock_timeout = '10s';
alter table notices rename to incoming_webhooks;
alter index notices_pkey rename to incoming_webhooks_pkey;
alter index notices_due rename to incoming_webhooks_due;
alter index notices_received rename to incoming_webhooks_received;
create view notices as select * from incoming_webhooks;

-- The job that handles them has the same name now: what stands there by the former one nobody claims any more.
delete from due_work where job = 'notices';
