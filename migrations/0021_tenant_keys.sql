-- What partners' own servers prove themselves with. Only hashes are kept.
create table tenant_keys (
  id text primary key,
  tenant_id text not null,
  key_hash bytea not null unique,
  name text not null,
  scopes text[] not null,
  created_at timestamptz not null,
  created_by text not null,
  expires_at timestamptz not null,
  last_used_at timestamptz,
  revoked_at timestamptz
);
create index tenant_keys_of_tenant on tenant_keys (tenant_id, created_at);

-- Links that open the portal for one tenant, once; and the browsers that did.
create table portal_links (
  code_hash bytea primary key,
  tenant_id text not null,
  id text not null,
  created_by text not null,
  expires_at timestamptz not null
);
create table portal_sign_ins (
  cookie_hash bytea primary key,
  tenant_id text not null,
  link_id text not null,
  expires_at timestamptz not null
);
