-- The schema as the migrations make it, to read: written by `npm run schema`, compared by a test, run by nobody.
-- What columns mean is said in migrations/. sessions and session_events have a partition for each month beside this.

CREATE TABLE audit_head (
  only_row boolean NOT NULL DEFAULT true,
  number bigint NOT NULL,
  hash bytea NOT NULL,
  CONSTRAINT audit_head_pkey PRIMARY KEY (only_row),
  CONSTRAINT audit_head_only_row_check CHECK (only_row)
)
WITH (fillfactor=50);

CREATE TABLE audit_log (
  number bigint NOT NULL,
  happened_at timestamp(3) with time zone NOT NULL,
  operator_token text,
  operator text NOT NULL,
  via text NOT NULL,
  from_address text,
  act text NOT NULL,
  target_kind text NOT NULL,
  target_tenant text,
  target_id text NOT NULL,
  reason text,
  before text,
  after text,
  trace_id text,
  hash bytea NOT NULL,
  CONSTRAINT audit_log_pkey PRIMARY KEY (number)
)
WITH (fillfactor=100);

CREATE TABLE catalogues (
  tenant_id text NOT NULL,
  etag text NOT NULL,
  body jsonb NOT NULL,
  fetched_at timestamp with time zone NOT NULL,
  CONSTRAINT catalogues_pkey PRIMARY KEY (tenant_id)
);

CREATE TABLE deliveries (
  tenant_id text NOT NULL,
  id uuid NOT NULL,
  endpoint_id uuid NOT NULL,
  event_id uuid NOT NULL,
  "position" bigint NOT NULL,
  line text NOT NULL,
  state text NOT NULL,
  attempts integer NOT NULL DEFAULT 0,
  tries integer NOT NULL DEFAULT 0,
  due_at timestamp with time zone NOT NULL,
  lease_until timestamp with time zone,
  fence bigint NOT NULL DEFAULT 0,
  last_status integer,
  last_failure text,
  created_at timestamp with time zone NOT NULL,
  ended_at timestamp with time zone,
  CONSTRAINT deliveries_pkey PRIMARY KEY (tenant_id, id),
  CONSTRAINT deliveries_state_check CHECK ((state = ANY (ARRAY['pending'::text, 'delivered'::text, 'given_up'::text, 'cancelled'::text]))),
  CONSTRAINT deliveries_tenant_id_event_id_endpoint_id_key UNIQUE (tenant_id, event_id, endpoint_id)
)
WITH (fillfactor=70, autovacuum_vacuum_scale_factor=0.02, autovacuum_vacuum_threshold=1000);

CREATE TABLE delivery_attempts (
  tenant_id text NOT NULL,
  delivery_id uuid NOT NULL,
  number integer NOT NULL,
  at timestamp with time zone NOT NULL,
  duration_ms integer NOT NULL,
  status integer,
  failure text,
  request_headers jsonb NOT NULL,
  response_headers jsonb,
  response_body text,
  next_attempt_at timestamp with time zone,
  CONSTRAINT delivery_attempts_pkey PRIMARY KEY (tenant_id, delivery_id, number)
);

CREATE TABLE doctor_reports (
  reporter text NOT NULL,
  findings jsonb NOT NULL,
  valid_until timestamp with time zone NOT NULL,
  CONSTRAINT doctor_reports_pkey PRIMARY KEY (reporter)
);

CREATE TABLE due_work (
  job text NOT NULL,
  subject text NOT NULL,
  due_at timestamp with time zone,
  process_id integer,
  lease_until timestamp with time zone,
  fence bigint NOT NULL DEFAULT 0,
  attempts integer NOT NULL DEFAULT 0,
  asked_again boolean NOT NULL DEFAULT false,
  given_up_at timestamp with time zone,
  CONSTRAINT due_work_pkey PRIMARY KEY (job, subject)
)
WITH (fillfactor=50, autovacuum_vacuum_scale_factor=0.02, autovacuum_vacuum_threshold=1000);

CREATE TABLE event_listeners (
  tenant_id text NOT NULL,
  since timestamp with time zone NOT NULL,
  last_position bigint NOT NULL DEFAULT 0,
  expired_until timestamp with time zone NOT NULL,
  CONSTRAINT event_listeners_pkey PRIMARY KEY (tenant_id)
)
WITH (fillfactor=50, autovacuum_vacuum_scale_factor=0.02, autovacuum_vacuum_threshold=1000);

CREATE TABLE event_replays (
  tenant_id text NOT NULL,
  "position" bigint NOT NULL,
  event_id uuid NOT NULL,
  at timestamp with time zone NOT NULL,
  CONSTRAINT event_replays_pkey PRIMARY KEY (tenant_id, "position")
);

CREATE TABLE events (
  tenant_id text NOT NULL,
  id uuid NOT NULL,
  "position" bigint,
  type text NOT NULL,
  session_id uuid,
  transaction_id text,
  sequence integer,
  previous_status text,
  subject jsonb NOT NULL,
  at timestamp with time zone NOT NULL,
  CONSTRAINT events_pkey PRIMARY KEY (tenant_id, id)
)
WITH (autovacuum_vacuum_scale_factor=0.02, autovacuum_vacuum_threshold=1000);

CREATE TABLE figures_progress (
  id integer NOT NULL,
  events_until timestamp with time zone NOT NULL,
  ids_until timestamp with time zone NOT NULL,
  filled_from timestamp with time zone NOT NULL,
  CONSTRAINT figures_progress_pkey PRIMARY KEY (id),
  CONSTRAINT figures_progress_id_check CHECK ((id = 1))
);

CREATE TABLE gateway_processes (
  id integer NOT NULL GENERATED ALWAYS AS IDENTITY,
  beats bigint NOT NULL DEFAULT 0,
  version text,
  started_at timestamp with time zone,
  CONSTRAINT gateway_processes_pkey PRIMARY KEY (id)
);

CREATE TABLE gateway_secrets (
  name text NOT NULL,
  secret bytea NOT NULL,
  CONSTRAINT gateway_secrets_pkey PRIMARY KEY (name)
);

CREATE TABLE hourly_figures (
  tenant_id text NOT NULL,
  hour timestamp with time zone NOT NULL,
  service_provider text NOT NULL,
  sessions integer NOT NULL,
  refused integer NOT NULL,
  opened integer NOT NULL,
  completed integer NOT NULL,
  failed integer NOT NULL,
  cancelled integer NOT NULL,
  upstream_calls integer NOT NULL,
  upstream_failed integer NOT NULL,
  upstream_durations jsonb NOT NULL,
  quote_honesty jsonb NOT NULL,
  CONSTRAINT hourly_figures_pkey PRIMARY KEY (tenant_id, hour, service_provider)
)
WITH (fillfactor=70, autovacuum_vacuum_scale_factor=0.02, autovacuum_vacuum_threshold=1000);

CREATE TABLE hourly_totals (
  hour timestamp with time zone NOT NULL,
  service_provider text NOT NULL,
  sessions integer NOT NULL,
  refused integer NOT NULL,
  opened integer NOT NULL,
  completed integer NOT NULL,
  failed integer NOT NULL,
  cancelled integer NOT NULL,
  upstream_calls integer NOT NULL,
  upstream_failed integer NOT NULL,
  upstream_durations jsonb NOT NULL,
  quote_honesty jsonb NOT NULL,
  CONSTRAINT hourly_totals_pkey PRIMARY KEY (hour, service_provider)
)
WITH (fillfactor=70);

CREATE TABLE idempotency_keys (
  tenant_id text NOT NULL,
  user_id text NOT NULL,
  key text NOT NULL,
  session_id uuid NOT NULL,
  fingerprint text NOT NULL,
  state text NOT NULL,
  fence integer NOT NULL,
  holder uuid NOT NULL,
  awaited boolean NOT NULL DEFAULT false,
  claimed_at timestamp with time zone NOT NULL,
  lease_until timestamp with time zone NOT NULL,
  expires_at timestamp with time zone NOT NULL,
  process_id integer,
  CONSTRAINT idempotency_keys_pkey PRIMARY KEY (tenant_id, user_id, key),
  CONSTRAINT idempotency_keys_state CHECK ((state = ANY (ARRAY['claimed'::text, 'finished'::text, 'released'::text, 'unclear'::text])))
)
WITH (fillfactor=50, autovacuum_vacuum_scale_factor=0.02, autovacuum_vacuum_threshold=1000);

CREATE TABLE incoming_webhooks (
  tenant_id text NOT NULL,
  event_id text NOT NULL,
  event_type text NOT NULL,
  kind text NOT NULL,
  transaction_id text,
  external_session_id text,
  customer_id text,
  payload jsonb NOT NULL,
  received_at timestamp with time zone NOT NULL,
  handled_at timestamp with time zone,
  outcome text,
  attempts integer NOT NULL DEFAULT 0,
  next_attempt_at timestamp with time zone NOT NULL,
  CONSTRAINT incoming_webhooks_pkey PRIMARY KEY (tenant_id, event_id)
)
WITH (autovacuum_vacuum_scale_factor=0.02, autovacuum_vacuum_threshold=1000);

CREATE TABLE kyc_states (
  tenant_id text NOT NULL,
  user_id text NOT NULL,
  state text,
  source text,
  meld_state text,
  updated_at timestamp with time zone NOT NULL,
  CONSTRAINT kyc_states_pkey PRIMARY KEY (tenant_id, user_id),
  CONSTRAINT kyc_states_source CHECK ((source = ANY (ARRAY['operator'::text, 'claim'::text]))),
  CONSTRAINT kyc_states_state CHECK ((state = ANY (ARRAY['pending'::text, 'in_progress'::text, 'retry'::text, 'approved'::text, 'rejected'::text])))
);

CREATE TABLE operator_sign_in_codes (
  code_hash bytea NOT NULL,
  token_id text NOT NULL,
  expires_at timestamp with time zone NOT NULL,
  CONSTRAINT operator_sign_in_codes_pkey PRIMARY KEY (code_hash)
);

CREATE TABLE operator_sign_ins (
  cookie_hash bytea NOT NULL,
  token_id text NOT NULL,
  expires_at timestamp with time zone NOT NULL,
  CONSTRAINT operator_sign_ins_pkey PRIMARY KEY (cookie_hash)
);

CREATE TABLE operator_tokens (
  id text NOT NULL,
  token_hash bytea NOT NULL,
  name text NOT NULL,
  scopes text[] NOT NULL,
  created_at timestamp with time zone NOT NULL,
  expires_at timestamp with time zone NOT NULL,
  last_used_at timestamp with time zone,
  revoked_at timestamp with time zone,
  CONSTRAINT operator_tokens_pkey PRIMARY KEY (id),
  CONSTRAINT operator_tokens_token_hash_key UNIQUE (token_hash)
);

CREATE TABLE portal_links (
  tenant_id text NOT NULL,
  code_hash bytea NOT NULL,
  id text NOT NULL,
  created_by text NOT NULL,
  expires_at timestamp with time zone NOT NULL,
  CONSTRAINT portal_links_pkey PRIMARY KEY (tenant_id, code_hash),
  CONSTRAINT portal_links_code_hash_key UNIQUE (code_hash)
);

CREATE TABLE portal_sign_ins (
  tenant_id text NOT NULL,
  cookie_hash bytea NOT NULL,
  link_id text NOT NULL,
  expires_at timestamp with time zone NOT NULL,
  CONSTRAINT portal_sign_ins_pkey PRIMARY KEY (tenant_id, cookie_hash),
  CONSTRAINT portal_sign_ins_cookie_hash_key UNIQUE (cookie_hash)
);

CREATE TABLE schema_ledger (
  id integer NOT NULL,
  checksums text[] NOT NULL,
  CONSTRAINT schema_ledger_pkey PRIMARY KEY (id)
);

CREATE TABLE session_events (
  tenant_id text NOT NULL,
  session_id uuid NOT NULL,
  id uuid NOT NULL,
  kind text NOT NULL,
  detail jsonb NOT NULL,
  at timestamp with time zone NOT NULL,
  CONSTRAINT session_events_pkey PRIMARY KEY (tenant_id, session_id, id)
)
PARTITION BY RANGE (session_id);

CREATE TABLE session_timers (
  tenant_id text NOT NULL,
  session_id uuid NOT NULL,
  due_at timestamp with time zone NOT NULL,
  CONSTRAINT session_timers_pkey PRIMARY KEY (tenant_id, session_id)
)
WITH (fillfactor=50, autovacuum_vacuum_scale_factor=0.02, autovacuum_vacuum_threshold=1000);

CREATE TABLE sessions (
  tenant_id text NOT NULL,
  id uuid NOT NULL,
  user_id text NOT NULL,
  status text NOT NULL,
  fence integer NOT NULL,
  request jsonb NOT NULL,
  first_mint jsonb,
  latest_mint jsonb,
  later_external_ids text[] NOT NULL DEFAULT '{}'::text[],
  routing jsonb,
  failure jsonb,
  opener_cookie text,
  opener_trace text,
  created_at timestamp with time zone NOT NULL,
  updated_at timestamp with time zone NOT NULL,
  expires_at timestamp with time zone NOT NULL,
  opened_at timestamp with time zone,
  returned_at timestamp with time zone,
  next_check_at timestamp with time zone,
  checks integer NOT NULL DEFAULT 0,
  observation text,
  later_opener_cookies text[] NOT NULL DEFAULT '{}'::text[],
  opener_framed boolean,
  trace_id uuid,
  upstream_calls jsonb,
  key_hash bigint,
  event_count integer,
  CONSTRAINT sessions_pkey PRIMARY KEY (tenant_id, id),
  CONSTRAINT sessions_observation CHECK ((observation = 'not_observed'::text)),
  CONSTRAINT sessions_status CHECK ((status = ANY (ARRAY['unclear'::text, 'refused'::text, 'ready'::text, 'opened'::text, 'returned'::text, 'transacting'::text, 'completed'::text, 'failed'::text, 'cancelled'::text, 'creating'::text])))
)
PARTITION BY RANGE (id);

CREATE TABLE stream_tickets (
  tenant_id text NOT NULL,
  ticket_hash bytea NOT NULL,
  user_id text NOT NULL,
  issuer text NOT NULL,
  subject text NOT NULL,
  session_id uuid NOT NULL,
  expires_at timestamp with time zone NOT NULL,
  CONSTRAINT stream_tickets_pkey PRIMARY KEY (tenant_id, ticket_hash),
  CONSTRAINT stream_tickets_ticket_hash_key UNIQUE (ticket_hash)
)
WITH (autovacuum_vacuum_scale_factor=0.02, autovacuum_vacuum_threshold=1000);

CREATE TABLE switches (
  id uuid NOT NULL,
  tenant text,
  provider text,
  country text,
  method text,
  direction text,
  asset text,
  chain_id integer,
  state text NOT NULL,
  reason text NOT NULL,
  created_at timestamp with time zone NOT NULL,
  created_by text NOT NULL,
  ends_at timestamp with time zone,
  ended_at timestamp with time zone,
  ended_by text,
  CONSTRAINT switches_pkey PRIMARY KEY (id)
);

CREATE TABLE switches_version (
  one boolean NOT NULL DEFAULT true,
  version bigint NOT NULL,
  CONSTRAINT switches_version_pkey PRIMARY KEY (one),
  CONSTRAINT switches_version_one_check CHECK (one)
);

CREATE TABLE tenant_keys (
  tenant_id text NOT NULL,
  id text NOT NULL,
  key_hash bytea NOT NULL,
  name text NOT NULL,
  scopes text[] NOT NULL,
  created_at timestamp with time zone NOT NULL,
  created_by text NOT NULL,
  expires_at timestamp with time zone NOT NULL,
  last_used_at timestamp with time zone,
  revoked_at timestamp with time zone,
  CONSTRAINT tenant_keys_pkey PRIMARY KEY (tenant_id, id),
  CONSTRAINT tenant_keys_key_hash_key UNIQUE (key_hash)
);

CREATE TABLE transactions (
  tenant_id text NOT NULL,
  id text NOT NULL,
  user_id text,
  session_id uuid,
  external_session_id text,
  status text NOT NULL,
  meld_status text NOT NULL,
  detail jsonb NOT NULL,
  provider_created_at timestamp with time zone NOT NULL,
  provider_updated_at timestamp with time zone NOT NULL,
  first_seen_at timestamp with time zone NOT NULL,
  checked_at timestamp with time zone NOT NULL,
  next_check_at timestamp with time zone,
  checks integer NOT NULL DEFAULT 0,
  event_count integer,
  CONSTRAINT transactions_pkey PRIMARY KEY (tenant_id, id),
  CONSTRAINT transactions_status CHECK ((status = ANY (ARRAY['pending'::text, 'processing'::text, 'completed'::text, 'failed'::text, 'cancelled'::text])))
);

CREATE TABLE users (
  tenant_id text NOT NULL,
  id text NOT NULL,
  issuer text NOT NULL,
  subject text NOT NULL,
  meld_customer_id text NOT NULL,
  created_at timestamp with time zone NOT NULL,
  CONSTRAINT users_pkey PRIMARY KEY (tenant_id, id)
);

CREATE TABLE watched_sessions (
  tenant_id text NOT NULL,
  session_id uuid NOT NULL,
  until timestamp with time zone NOT NULL,
  CONSTRAINT watched_sessions_pkey PRIMARY KEY (tenant_id, session_id)
)
WITH (fillfactor=50, autovacuum_vacuum_scale_factor=0.02, autovacuum_vacuum_threshold=1000);

CREATE TABLE webhook_endpoints (
  tenant_id text NOT NULL,
  id uuid NOT NULL,
  url text NOT NULL,
  types text[] NOT NULL,
  description text,
  timestamp_format text NOT NULL,
  signature text NOT NULL,
  status text NOT NULL,
  disabled_reason text,
  disabled_at timestamp with time zone,
  failures integer NOT NULL DEFAULT 0,
  failing_since timestamp with time zone,
  paused_until timestamp with time zone,
  last_success_at timestamp with time zone,
  last_failure_at timestamp with time zone,
  created_at timestamp with time zone NOT NULL,
  updated_at timestamp with time zone NOT NULL,
  CONSTRAINT webhook_endpoints_pkey PRIMARY KEY (tenant_id, id),
  CONSTRAINT webhook_endpoints_disabled_reason_check CHECK ((disabled_reason = ANY (ARRAY['partner'::text, 'operator'::text, 'gone'::text, 'failing_too_long'::text]))),
  CONSTRAINT webhook_endpoints_signature_check CHECK ((signature = ANY (ARRAY['hmac'::text, 'ed25519'::text, 'both'::text]))),
  CONSTRAINT webhook_endpoints_status_check CHECK ((status = ANY (ARRAY['enabled'::text, 'failing'::text, 'disabled'::text]))),
  CONSTRAINT webhook_endpoints_timestamp_format_check CHECK ((timestamp_format = ANY (ARRAY['iso8601'::text, 'epoch'::text])))
)
WITH (fillfactor=50, autovacuum_vacuum_scale_factor=0.02, autovacuum_vacuum_threshold=1000);

CREATE TABLE webhook_replays (
  tenant_id text NOT NULL,
  endpoint_id uuid NOT NULL,
  since timestamp with time zone NOT NULL,
  until timestamp with time zone NOT NULL,
  types text[] NOT NULL,
  chosen text NOT NULL,
  after_id uuid NOT NULL,
  below_id uuid NOT NULL,
  created_at timestamp with time zone NOT NULL,
  CONSTRAINT webhook_replays_pkey PRIMARY KEY (tenant_id, endpoint_id),
  CONSTRAINT webhook_replays_chosen_check CHECK ((chosen = ANY (ARRAY['all'::text, 'failed'::text, 'undelivered'::text])))
);

CREATE TABLE webhook_secrets (
  tenant_id text NOT NULL,
  endpoint_id uuid NOT NULL,
  created_at timestamp with time zone NOT NULL,
  secret bytea NOT NULL,
  expires_at timestamp with time zone,
  CONSTRAINT webhook_secrets_pkey PRIMARY KEY (tenant_id, endpoint_id, created_at)
);

CREATE TABLE worker_leases (
  tenant_id text NOT NULL,
  name text NOT NULL,
  holder uuid,
  lease_until timestamp with time zone,
  cursor jsonb,
  updated_at timestamp with time zone NOT NULL,
  CONSTRAINT worker_leases_pkey PRIMARY KEY (tenant_id, name)
);

CREATE VIEW notices AS
 SELECT tenant_id,
    event_id,
    event_type,
    kind,
    transaction_id,
    external_session_id,
    customer_id,
    payload,
    received_at,
    handled_at,
    outcome,
    attempts,
    next_attempt_at
   FROM incoming_webhooks;

CREATE OR REPLACE FUNCTION refuse_audit_change()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$
begin
  raise exception '% only grows: % is refused', tg_table_name, lower(tg_op) using errcode = 'insufficient_privilege';
end $function$;

CREATE INDEX audit_log_in_time ON audit_log USING btree (happened_at, number);
CREATE INDEX audit_log_of_act ON audit_log USING btree (act, happened_at, number);
CREATE INDEX audit_log_of_operator ON audit_log USING btree (operator, happened_at, number);
CREATE INDEX audit_log_of_target ON audit_log USING btree (target_id, happened_at, number);
CREATE INDEX audit_log_of_tenant ON audit_log USING btree (target_tenant, happened_at, number) WHERE (target_tenant IS NOT NULL);
CREATE INDEX deliveries_due ON deliveries USING btree (tenant_id, endpoint_id, due_at, "position") WHERE (state = 'pending'::text);
CREATE INDEX deliveries_given_up ON deliveries USING btree (tenant_id, event_id, endpoint_id) WHERE (state = 'given_up'::text);
CREATE INDEX deliveries_line ON deliveries USING btree (tenant_id, endpoint_id, line, "position") WHERE (state = 'pending'::text);
CREATE INDEX due_work_due ON due_work USING btree (job, due_at) WHERE (due_at IS NOT NULL);
CREATE INDEX event_replays_of_event ON event_replays USING btree (tenant_id, event_id, "position");
CREATE INDEX events_of_session ON events USING btree (tenant_id, session_id, sequence) WHERE (session_id IS NOT NULL);
CREATE INDEX events_of_transaction ON events USING btree (tenant_id, transaction_id) WHERE (transaction_id IS NOT NULL);
CREATE UNIQUE INDEX events_position ON events USING btree (tenant_id, "position") WHERE ("position" IS NOT NULL);
CREATE INDEX events_unpublished ON events USING btree (tenant_id, id) WHERE ("position" IS NULL);
CREATE INDEX hourly_figures_by_hour ON hourly_figures USING btree (hour);
CREATE INDEX idempotency_keys_expired ON idempotency_keys USING btree (tenant_id, expires_at) WHERE (fence > 0);
CREATE INDEX incoming_webhooks_due ON incoming_webhooks USING btree (tenant_id, next_attempt_at) WHERE (handled_at IS NULL);
CREATE INDEX incoming_webhooks_given_up ON incoming_webhooks USING btree (tenant_id, received_at) WHERE (outcome = 'given_up'::text);
CREATE INDEX incoming_webhooks_of_session ON incoming_webhooks USING btree (tenant_id, external_session_id) WHERE (external_session_id IS NOT NULL);
CREATE INDEX incoming_webhooks_of_transaction ON incoming_webhooks USING btree (tenant_id, transaction_id) WHERE (transaction_id IS NOT NULL);
CREATE INDEX incoming_webhooks_received ON incoming_webhooks USING btree (tenant_id, received_at);
CREATE INDEX incoming_webhooks_waiting ON incoming_webhooks USING btree (tenant_id, received_at) WHERE (handled_at IS NULL);
CREATE INDEX operator_sign_in_codes_expired ON operator_sign_in_codes USING btree (expires_at);
CREATE INDEX operator_sign_ins_expired ON operator_sign_ins USING btree (expires_at);
CREATE INDEX session_events_at ON session_events USING brin (at) WITH (pages_per_range='32', autosummarize='on');
CREATE INDEX session_timers_due ON session_timers USING btree (tenant_id, due_at);
CREATE INDEX sessions_by_first_widget ON sessions USING btree (SUBSTRING(uuid_send(id) FROM 1 FOR 3), hashtextextended((first_mint ->> 'upstreamSessionId'::text), (0)::bigint)) WHERE (first_mint IS NOT NULL);
CREATE INDEX sessions_by_key ON sessions USING btree (SUBSTRING(uuid_send(id) FROM 1 FOR 3), key_hash) WHERE (key_hash IS NOT NULL);
CREATE INDEX sessions_by_latest_widget ON sessions USING btree (SUBSTRING(uuid_send(id) FROM 1 FOR 3), hashtextextended((latest_mint ->> 'upstreamSessionId'::text), (0)::bigint)) WHERE (latest_mint IS NOT NULL);
CREATE INDEX sessions_by_trace ON sessions USING btree (SUBSTRING(uuid_send(id) FROM 1 FOR 3), trace_id) WHERE (trace_id IS NOT NULL);
CREATE INDEX sessions_by_wallet ON sessions USING btree (SUBSTRING(uuid_send(id) FROM 1 FOR 3), hashtextextended(lower((request ->> 'wallet'::text)), (0)::bigint)) WHERE ((request ->> 'wallet'::text) IS NOT NULL);
CREATE INDEX sessions_due ON sessions USING btree (tenant_id, next_check_at) WHERE (next_check_at IS NOT NULL);
CREATE INDEX sessions_in_time ON sessions USING btree (id, COALESCE((latest_mint ->> 'serviceProvider'::text), (first_mint ->> 'serviceProvider'::text), (request ->> 'provider'::text)), ((request ->> 'country'::text)), COALESCE((latest_mint ->> 'paymentMethodType'::text), (first_mint ->> 'paymentMethodType'::text), (request ->> 'method'::text)), ((request ->> 'from'::text)));
CREATE INDEX sessions_of_user ON sessions USING btree (tenant_id, user_id, id DESC);
CREATE INDEX sessions_unresolved ON sessions USING btree (tenant_id, opened_at) WHERE ((opened_at IS NOT NULL) AND (next_check_at IS NOT NULL) AND (observation IS NULL));
CREATE INDEX stream_tickets_expired ON stream_tickets USING btree (expires_at);
CREATE INDEX switches_listed ON switches USING btree (created_at, id);
CREATE INDEX switches_not_ended ON switches USING btree (created_at) WHERE (ended_at IS NULL);
CREATE INDEX tenant_keys_of_tenant ON tenant_keys USING btree (tenant_id, created_at);
CREATE INDEX transactions_by_hash ON transactions USING btree (hashtextextended(lower((detail ->> 'transactionHash'::text)), (0)::bigint)) WHERE ((detail ->> 'transactionHash'::text) IS NOT NULL);
CREATE INDEX transactions_by_service_id ON transactions USING btree (hashtextextended((detail ->> 'serviceTransactionId'::text), (0)::bigint)) WHERE ((detail ->> 'serviceTransactionId'::text) IS NOT NULL);
CREATE INDEX transactions_due ON transactions USING btree (tenant_id, next_check_at) WHERE (next_check_at IS NOT NULL);
CREATE INDEX transactions_of_session ON transactions USING btree (tenant_id, session_id) WHERE (session_id IS NOT NULL);
CREATE INDEX transactions_of_tenant ON transactions USING btree (tenant_id, provider_created_at DESC, id DESC) WHERE (COALESCE(user_id, ''::text) <> ''::text);
CREATE INDEX transactions_of_user ON transactions USING btree (tenant_id, user_id, provider_created_at DESC, id DESC);
CREATE INDEX users_by_customer ON users USING btree (tenant_id, meld_customer_id) WHERE (meld_customer_id <> ''::text);

CREATE TRIGGER audit_head_stays BEFORE DELETE OR TRUNCATE ON audit_head FOR EACH STATEMENT EXECUTE FUNCTION refuse_audit_change();
ALTER TABLE audit_head ENABLE ALWAYS TRIGGER audit_head_stays;
CREATE TRIGGER audit_log_only_grows BEFORE DELETE OR UPDATE ON audit_log FOR EACH ROW EXECUTE FUNCTION refuse_audit_change();
ALTER TABLE audit_log ENABLE ALWAYS TRIGGER audit_log_only_grows;
CREATE TRIGGER audit_log_stays BEFORE TRUNCATE ON audit_log FOR EACH STATEMENT EXECUTE FUNCTION refuse_audit_change();
ALTER TABLE audit_log ENABLE ALWAYS TRIGGER audit_log_stays;
