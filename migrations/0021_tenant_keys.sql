-- What partners' own servers prove themselves with. Only hashes are kept.
create table tenant_keys (
  tenant_id text not null,
  id text not null,
  key_hash bytea not null unique,
  name text not null,
  scopes text[] not null,
  created_at timestamptz not null,
  created_by text not null,
  expires_at timestamptz not null,
  last_used_at timestamptz,
  revoked_at timestamptz,
  primary key (tenant_id, id)
);
create index tenant_keys_of_tenant on tenant_keys (tenant_id, created_at);

-- Links that open the portal for one tenant, once; and the browsers that did.
create table portal_links (
  tenant_id text not null,
  code_hash bytea not null unique,
  id text not null,
  created_by text not null,
  expires_at timestamptz not null,
  primary key (tenant_id, code_hash)
);
create table portal_sign_ins (
  tenant_id text not null,
  cookie_hash bytea not null unique,
  link_id text not null,
  expires_at timestamptz not null,
  primary key (tenant_id, cookie_hash)
);

-- What partners list of a whole tenant; what belongs to none of its users is shown to nobody. The condition is in words of its
-- own, so that only this list meets the index, and no plan takes it that looks for one user's.
do $$
begin
  for try in 1..40 loop
    begin
      set local lock_timeout = '200ms';
      lock table transactions in share mode;
      return;
    exception when lock_not_available then
      perform pg_sleep(0.05);
    end;
  end loop;
  raise exception using errcode = 'lock_not_available',
    message = 'somebody held transactions for ten seconds: start again later';
end $$;

-- Where many are stored it is built with nobody waiting (src/postgres/late-indexes.ts).
do $$
begin
  if pg_relation_size('transactions') <= 32 * 1024 * 1024 then
    create index transactions_of_tenant on transactions (tenant_id, provider_created_at desc, id desc)
      where coalesce(user_id, '') <> '';
  end if;
end $$;
