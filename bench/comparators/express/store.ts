import pg from 'pg'
import type { Caller } from './authenticate.ts'
import { config } from './config.ts'
import { logError } from './log.ts'
import type { SessionRequest } from './trade.ts'

/** What Meld opened. */
export interface Widget {
  widget_id: string
  widget_url: string
  token: string
  service_provider_widget_url: string | null
}

/** A row of `express.sessions`. */
export interface Session extends SessionRequest {
  id: string
  tenant: string
  user_id: string
  status: 'creating' | 'ready' | 'failed'
  widget_id: string | null
  widget_url: string | null
  token: string | null
  service_provider_widget_url: string | null
  created_at: Date
  expires_at: Date
}

const pool = new pg.Pool({ connectionString: config.databaseUrl, max: 20 })
pool.on('error', (error) => logError(error))

export async function createTables(): Promise<void> {
  await pool.query(`
    create schema if not exists express;
    create table if not exists express.users (
      tenant text not null,
      user_id text not null,
      meld_customer_id text not null,
      created_at timestamptz not null default now(),
      primary key (tenant, user_id)
    );
    create table if not exists express.sessions (
      id text primary key,
      tenant text not null,
      user_id text not null,
      idempotency_key text,
      status text not null,
      direction text not null,
      source_amount text not null,
      from_asset text not null,
      to_asset text not null,
      chain_id integer not null,
      wallet_address text not null,
      country_code text not null,
      payment_method_type text,
      service_provider text not null,
      widget_id text,
      widget_url text,
      token text,
      service_provider_widget_url text,
      failure text,
      created_at timestamptz not null,
      expires_at timestamptz not null,
      unique (tenant, user_id, idempotency_key)
    )`)
}

export async function closePool(): Promise<void> {
  await pool.end()
}

/** Stores a new session; false when its idempotency key is taken. */
export async function insertSession(session: Session): Promise<boolean> {
  const result = await pool.query(
    `insert into express.sessions (
       id, tenant, user_id, idempotency_key, status, direction, source_amount, from_asset, to_asset, chain_id,
       wallet_address, country_code, payment_method_type, service_provider, created_at, expires_at
     ) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16)
     on conflict (tenant, user_id, idempotency_key) do nothing`,
    [
      session.id,
      session.tenant,
      session.user_id,
      session.idempotency_key,
      session.status,
      session.direction,
      session.source_amount,
      session.from_asset,
      session.to_asset,
      session.chain_id,
      session.wallet_address,
      session.country_code,
      session.payment_method_type,
      session.service_provider,
      session.created_at,
      session.expires_at,
    ],
  )
  return result.rowCount === 1
}

export async function findSessionByKey(caller: Caller, key: string): Promise<Session | undefined> {
  const result = await pool.query<Session>(
    'select * from express.sessions where tenant = $1 and user_id = $2 and idempotency_key = $3',
    [caller.tenant, caller.user, key],
  )
  return result.rows[0]
}

/** Lets the key of a session be used again. */
export async function releaseKey(id: string): Promise<void> {
  await pool.query('update express.sessions set idempotency_key = null where id = $1', [id])
}

export async function finishSession(id: string, widget: Widget): Promise<void> {
  await pool.query(
    `update express.sessions
     set status = 'ready', widget_id = $2, widget_url = $3, token = $4, service_provider_widget_url = $5
     where id = $1`,
    [id, widget.widget_id, widget.widget_url, widget.token, widget.service_provider_widget_url],
  )
}

/** Marks a session failed and frees its key for a retry. */
export async function failSession(id: string, failure: string): Promise<void> {
  await pool.query(
    `update express.sessions set status = 'failed', failure = $2, idempotency_key = null where id = $1`,
    [id, failure],
  )
}

export async function findCustomerId(caller: Caller): Promise<string | undefined> {
  const result = await pool.query<{ meld_customer_id: string }>(
    'select meld_customer_id from express.users where tenant = $1 and user_id = $2',
    [caller.tenant, caller.user],
  )
  return result.rows[0]?.meld_customer_id
}

export async function saveCustomerId(caller: Caller, customerId: string): Promise<void> {
  await pool.query(
    `insert into express.users (tenant, user_id, meld_customer_id) values ($1, $2, $3)
     on conflict (tenant, user_id) do nothing`,
    [caller.tenant, caller.user, customerId],
  )
}
