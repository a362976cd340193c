-- Background work: a row for each job's clock, and one for each subject that a run of it was ever asked for. Not tenant
-- data; jobs and subjects are few, and their rows stay.
create table due_work (
  job text not null,
  -- Such as a tenant's id; empty for the job's clock.
  subject text not null,
  -- Null: nothing is wanted.
  due_at timestamptz,
  -- This process is at it, until then at most; once it is gone somebody else takes the run over.
  process_id integer,
  lease_until timestamptz,
  -- Raised by each claim; only the holder of the newest may settle it.
  fence bigint not null default 0,
  -- Runs since the last one that succeeded, the one under way included.
  attempts integer not null default 0,
  -- Asked for while a run was under way: another one follows.
  asked_again boolean not null default false,
  primary key (job, subject)
) with (fillfactor = 50, autovacuum_vacuum_scale_factor = 0.02, autovacuum_vacuum_threshold = 1000);
create index due_work_due on due_work (job, due_at) where due_at is not null;

-- The tables of pg-boss, which did this before. Processes of the older program that still run take no more jobs and
-- serve on. Where the schema is somebody else's, or in use for long, it stays: nothing needs it, and nothing minds it.
set local lock_timeout = '5s';
do $$
begin
  drop schema if exists rampway_jobs cascade;
exception when insufficient_privilege or lock_not_available or deadlock_detected then
  raise notice 'the schema rampway_jobs was left; drop it when you like';
end $$;
