-- What operators have turned off. Not tenant data: a switch is of the deployment, whether or not it names a tenant.
create table switches (
  id uuid primary key,
  -- What it names; null: everything of its kind.
  tenant text,
  provider text,
  country text,
  method text,
  direction text,
  asset text,
  chain_id integer,
  state text not null,
  reason text not null,
  created_at timestamptz not null,
  created_by text not null,
  -- When it ends by itself; null: when somebody ends it.
  ends_at timestamptz,
  -- When somebody ended it, and who. Ended switches stay.
  ended_at timestamptz,
  ended_by text
);
create index switches_not_ended on switches (created_at) where ended_at is null;
create index switches_listed on switches (created_at, id);

-- One row. Raised with every change, so that processes ask for a number and read the switches when it is another; its
-- lock lets one change in at a time.
create table switches_version (
  one boolean primary key default true check (one),
  version bigint not null
);
insert into switches_version (version) values (0);
