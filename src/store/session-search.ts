import type { FindKind } from '../domain/find.ts'
import { foundMax } from '../domain/find.ts'
import type { ExternalSessionId, Session, SessionId } from '../domain/session.ts'
import type { IdsOfCode } from '../domain/support-code.ts'
import { parseTenantId, type TenantId } from '../domain/tenant.ts'
import type { UserId } from '../domain/user.ts'
import { type Database, internalsOf } from '../postgres/database.ts'
import { leastUuidAt } from '../postgres/partition-month.ts'
import { present, textOf } from '../postgres/row.ts'
import { readSession, readSessionId, sessionColumns, sessionUuid } from './session-row.ts'

/**
 * The sessions of these tenants that have a support code, newest first: mostly one, seldom more. Reads the ids that each
 * tenant has in the half minute of the code, however many sessions there are beside them. Throws `RowError`.
 */
export async function findSessionsByCode(
  database: Database,
  tenants: readonly TenantId[],
  { from, until, tail }: IdsOfCode,
): Promise<readonly Session[]> {
  const rows = await internalsOf(database).connection.query(
    'find_sessions_by_code',
    `select ${sessionColumns} from sessions s
     where s.tenant_id = any($1::text[]) and s.id >= $2 and s.id < $3 and right(s.id::text, 4) = $4
     order by s.id desc`,
    [tenants, leastUuidAt(from), leastUuidAt(until), tail],
  )
  return rows.map(readSession)
}

/** Which session it is, of whom. */
export interface SessionRef {
  readonly tenant: TenantId
  readonly id: SessionId
}

/**
 * The tenants that something is stored of, whether or not they are still served: those with users or transactions. Steps
 * from one to the next in the indexes of these tables, however many rows each has.
 */
export async function listStoredTenants(database: Database): Promise<readonly TenantId[]> {
  const steps = (table: string): string => `
    select * from (
      with recursive step as (
        (select tenant_id from ${table} order by tenant_id limit 1)
        union all
        select (select t.tenant_id from ${table} t where t.tenant_id > step.tenant_id order by t.tenant_id limit 1)
        from step where step.tenant_id is not null
      )
      select tenant_id from step where tenant_id is not null
    ) as of_${table}`
  const rows = await internalsOf(database).connection.query(
    'list_stored_tenants',
    `${steps('users')} union ${steps('transactions')}`,
    [],
  )
  return rows.map((row) => present(parseTenantId(textOf(row, 'tenant_id')), 'tenant_id'))
}

/** The session with this id, of whichever of these tenants it is. */
export async function findSessionById(
  database: Database,
  tenants: readonly TenantId[],
  id: SessionId,
): Promise<readonly SessionRef[]> {
  const rows = await internalsOf(database).connection.query(
    'find_session_by_id',
    `select s.tenant_id, s.id from sessions s where s.tenant_id = any($1::text[]) and s.id = $2`,
    [tenants, sessionUuid(id)],
  )
  return rows.map(readRef)
}

/** The session that has, or once had, this external id. */
export async function findSessionByExternalId(
  database: Database,
  tenants: readonly TenantId[],
  id: SessionId,
  external: ExternalSessionId,
): Promise<readonly SessionRef[]> {
  const rows = await internalsOf(database).connection.query(
    'find_session_by_external_id',
    `select s.tenant_id, s.id from sessions s
     where s.tenant_id = any($1::text[]) and s.id = $2
       and (s.first_mint->>'externalSessionId' = $3 or s.latest_mint->>'externalSessionId' = $3
         or $3 = any(s.later_external_ids))`,
    [tenants, sessionUuid(id), external],
  )
  return rows.map(readRef)
}

/** The kinds that are found by a hash of the value, or by the value itself, behind the stretch of time of the id. */
export type IndexedKind = Extract<FindKind, 'upstream_session_id' | 'wallet_address' | 'idempotency_key' | 'trace_id'>

/**
 * What stands in an index, word for word, and the condition that the index has; `$1` is the value. Hashes are checked
 * against the value where it is stored.
 */
const indexed: Readonly<Record<IndexedKind, readonly string[]>> = {
  upstream_session_id: [
    `s.first_mint is not null
      and hashtextextended(s.first_mint->>'upstreamSessionId', 0) = hashtextextended($1, 0)
      and s.first_mint->>'upstreamSessionId' = $1`,
    `s.latest_mint is not null
      and hashtextextended(s.latest_mint->>'upstreamSessionId', 0) = hashtextextended($1, 0)
      and s.latest_mint->>'upstreamSessionId' = $1`,
  ],
  wallet_address: [
    `s.request->>'wallet' is not null
      and hashtextextended(lower(s.request->>'wallet'), 0) = hashtextextended($1, 0)
      and lower(s.request->>'wallet') = $1`,
  ],
  idempotency_key: ['s.key_hash is not null and s.key_hash = hashtextextended($1, 0)'],
  trace_id: ['s.trace_id is not null and s.trace_id = $1::uuid'],
}

/** The first three bytes that ids have, from the oldest to the newest: stretches of 2^24 ms. */
const stretchesSql = `
  array(
    select decode(lpad(to_hex(stretch), 6, '0'), 'hex')
    from generate_series(
      ('x' || left((select id from sessions order by id limit 1)::text, 6))::bit(24)::int,
      ('x' || left((select id from sessions order by id desc limit 1)::text, 6))::bit(24)::int
    ) as stretch
  )`

/**
 * The newest sessions that are known by a value, `foundMax` and one at most, of one tenant or (null) of any. Keys are
 * those of sessions that have been stored, however long ago they expired, but not of those that an older version stored.
 */
export async function findSessionsByValue(
  database: Database,
  tenant: TenantId | null,
  kind: IndexedKind,
  value: string,
): Promise<readonly SessionRef[]> {
  const parts = indexed[kind].map(
    (condition) => `
      (select s.tenant_id, s.id from sessions s
       where substring(uuid_send(s.id) from 1 for 3) = any(${stretchesSql}) and ${condition}
         and ($2::text is null or s.tenant_id = $2)
       order by s.id desc limit ${foundMax + 1})`,
  )
  const rows = await internalsOf(database).connection.query(
    `find_sessions_by_${kind}`,
    `select distinct found.tenant_id, found.id from (${parts.join(' union all ')}) as found
     order by found.id desc limit ${foundMax + 1}`,
    [value, tenant],
  )
  return rows.map(readRef)
}

/** A user of a tenant. */
export interface UserRef {
  readonly tenant: TenantId
  readonly user: UserId
}

/** Which of these users are kept; users without a customer at Meld are not. */
export async function findKnownUsers(database: Database, users: readonly UserRef[]): Promise<readonly UserRef[]> {
  const rows = await internalsOf(database).connection.query(
    'find_known_users',
    `select i.n from unnest($1::text[], $2::text[]) with ordinality as i(tenant_id, user_id, n)
     where exists (select from users u where u.tenant_id = i.tenant_id and u.id = i.user_id)`,
    [users.map(({ tenant }) => tenant), users.map(({ user }) => user)],
  )
  return rows.flatMap((row) => users[Number(row.n) - 1] ?? [])
}

/** The newest sessions of a user who is of one of these tenants, `foundMax` and one at most. */
export async function findSessionsOfUser(
  database: Database,
  tenants: readonly TenantId[],
  user: UserId,
): Promise<readonly SessionRef[]> {
  const rows = await internalsOf(database).connection.query(
    'find_sessions_of_user',
    `select s.tenant_id, s.id from sessions s where s.tenant_id = any($1::text[]) and s.user_id = $2
     order by s.id desc limit ${foundMax + 1}`,
    [tenants, user],
  )
  return rows.map(readRef)
}

/** The newest sessions of these users, `foundMax` and one at most. */
export async function findSessionsOfUsers(
  database: Database,
  users: readonly UserRef[],
): Promise<readonly SessionRef[]> {
  const rows = await internalsOf(database).connection.query(
    'find_sessions_of_users',
    `select found.tenant_id, found.id from unnest($1::text[], $2::text[]) as u(tenant_id, user_id)
     cross join lateral (
       select s.tenant_id, s.id from sessions s where s.tenant_id = u.tenant_id and s.user_id = u.user_id
       order by s.id desc limit ${foundMax + 1}
     ) as found
     order by found.id desc limit ${foundMax + 1}`,
    [users.map(({ tenant }) => tenant), users.map(({ user }) => user)],
  )
  return rows.map(readRef)
}

/** Issuers of a tenant's users, as far as its first users tell. */
export async function listIssuers(
  database: Database,
  tenants: readonly TenantId[],
): Promise<ReadonlyMap<TenantId, readonly string[]>> {
  const rows = await internalsOf(database).connection.query(
    'list_issuers',
    `select t.tenant_id, array_agg(distinct u.issuer) as issuers
     from unnest($1::text[]) as t(tenant_id)
     cross join lateral (
       select issuer from users where users.tenant_id = t.tenant_id order by users.tenant_id, users.id limit ${issuerSample}
     ) as u
     group by t.tenant_id`,
    [tenants],
  )
  return new Map(
    rows.map((row) => [
      present(parseTenantId(textOf(row, 'tenant_id')), 'tenant_id'),
      Array.isArray(row.issuers) ? row.issuers.map(String) : [],
    ]),
  )
}

/** So many users tell which issuers a tenant has had that is not served any more; mostly there is one. */
const issuerSample = 20

function readRef(row: Readonly<Record<string, unknown>>): SessionRef {
  return { tenant: present(parseTenantId(textOf(row, 'tenant_id')), 'tenant_id'), id: readSessionId(row.id) }
}
