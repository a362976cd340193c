-- Who operates the gateway, from wherever. Not tenant data. Of tokens, cookies and codes only the SHA-256 is kept.
create table operator_tokens (
  id text primary key,
  token_hash bytea not null unique,
  name text not null,
  scopes text[] not null,
  created_at timestamptz not null,
  expires_at timestamptz not null,
  -- To the minute.
  last_used_at timestamptz,
  revoked_at timestamptz
);

-- Browsers that swapped a token for a cookie: good for as long as both are.
create table operator_sign_ins (
  cookie_hash bytea primary key,
  token_id text not null,
  expires_at timestamptz not null
);
create index operator_sign_ins_expired on operator_sign_ins (expires_at);

-- What a link holds that signs a browser in once, instead of the token itself.
create table operator_sign_in_codes (
  code_hash bytea primary key,
  token_id text not null,
  expires_at timestamptz not null
);
create index operator_sign_in_codes_expired on operator_sign_in_codes (expires_at);
