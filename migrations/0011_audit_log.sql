-- Who did what: every act of an operator, and every reading of personal data, in one chain. Each row's hash covers its
-- content and the hash of the row before it, so that a row which was changed, removed or slipped in afterwards is found.
-- Not tenant data: an act may concern several tenants or none.
create table audit_log (
  -- Without gaps, from 1.
  number bigint primary key,
  -- To the millisecond, which is what the hash covers.
  happened_at timestamptz(3) not null,
  -- Null on the command line.
  operator_token text,
  operator text not null,
  via text not null,
  from_address text,
  act text not null,
  target_kind text not null,
  target_tenant text,
  target_id text not null,
  reason text,
  -- JSON as text: the very bytes that the hash covers.
  before text,
  after text,
  trace_id text,
  hash bytea not null
) with (fillfactor = 100);
-- What the log is filtered by, each in the order in which it is shown.
create index audit_log_in_time on audit_log (happened_at, number);
create index audit_log_of_operator on audit_log (operator, happened_at, number);
create index audit_log_of_act on audit_log (act, happened_at, number);
create index audit_log_of_target on audit_log (target_id, happened_at, number);
create index audit_log_of_tenant on audit_log (target_tenant, happened_at, number) where target_tenant is not null;

-- The last row's number and hash. Who appends holds this one row until the transaction ends, which keeps one chain
-- whatever number of processes write; an advisory lock would not do behind every pooler.
create table audit_head (
  only_row boolean primary key default true check (only_row),
  number bigint not null,
  hash bytea not null
) with (fillfactor = 50);
insert into audit_head (number, hash) values (0, sha256(''));

create function refuse_audit_change() returns trigger language plpgsql as $$
begin
  raise exception '% only grows: % is refused', tg_table_name, lower(tg_op) using errcode = 'insufficient_privilege';
end $$;
create trigger audit_log_only_grows before update or delete on audit_log
  for each row execute function refuse_audit_change();
create trigger audit_log_stays before truncate on audit_log
  for each statement execute function refuse_audit_change();
create trigger audit_head_stays before delete or truncate on audit_head
  for each statement execute function refuse_audit_change();
-- Replication, whose role skips ordinary triggers, is no way round them.
alter table audit_log enable always trigger audit_log_only_grows;
alter table audit_log enable always trigger audit_log_stays;
alter table audit_head enable always trigger audit_head_stays;

-- The second wall, for roles that are no superuser: the owner gives these privileges up, and has nobody else have them.
revoke update, delete, truncate on audit_log from public, current_user;
revoke delete, truncate on audit_head from public, current_user;
