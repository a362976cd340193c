import type pg from 'pg'
import { withClient } from '../postgres.ts'
import { subjectForm, type Users } from '../users.ts'
import { fillTable } from './table.ts'
import { leastIdAt, makeTables } from './tables.ts'

/** What a database is filled with. */
export interface Business {
  readonly users: Users
  /** Evenly over `days` until now. */
  readonly sessions: number
  readonly days: number
  /** Known users; each has opened as many sessions as any other. */
  readonly knownUsers: number
  /** The first so many of them are those who will call. */
  readonly activeUsers: number
}

/** One of ten users is another tenant's. */
const mainShare = 0.9
const otherTenants = 300
const dayMs = 24 * 60 * 60 * 1000

/** Fills a migrated database that nobody else uses; two connections at once are what two cores can do. */
export async function fillWithBusiness(url: string, business: Business): Promise<void> {
  const until = Date.now()
  const from = until - business.days * dayMs
  const tables = await withClient(url, async (client) => {
    await makeUsers(client, business, business.knownUsers)
    return makeTables(client, from, until)
  })
  const jobs = [
    ...tables.map((table) => (client: pg.ClientBase) => {
      const slice = { from: Math.max(table.from, from), until: Math.min(table.until, until) }
      return fillTable(client, table.name, sessionColumns, sessionsSql(business, from, slice), table.indexesLike)
    }),
    (client: pg.ClientBase) => fillUsersTable(client, business),
  ]
  const work = async (client: pg.ClientBase): Promise<void> => {
    for (let job = jobs.shift(); job !== undefined; job = jobs.shift()) await job(client)
  }
  await Promise.all([withClient(url, work), withClient(url, work)])
  await withClient(url, async (client) => {
    for (const { attach } of tables) if (attach !== null) await client.query(attach)
    await fillTable(client, 'idempotency_keys', keyColumns, keysSql(business, until))
    await client.query('drop table bench_users')
    // In a database that grew, the history was vacuumed long ago. To do so now would write all of it once more, and
    // nothing that is measured reads it.
    for (const { name } of tables) await client.query(`alter table ${name} set (autovacuum_enabled = off)`)
    await client.query('analyze sessions')
    for (const table of ['users', 'idempotency_keys']) await client.query(`vacuum analyze ${table}`)
    // Nor are its hours left to count: a gateway that meets old sessions for the first time is busy with them for minutes.
    await client.query(
      `insert into figures_progress (id, events_until, ids_until, filled_from)
       values (1, now(), now(), to_timestamp(${from / 1000}))`,
    )
  })
}

/** Fills the table of users alone, with the first `count` of them. */
export async function fillWithUsers(client: pg.ClientBase, business: Business, count: number): Promise<void> {
  await makeUsers(client, business, count)
  await fillUsersTable(client, business)
  await client.query('drop table bench_users')
  await client.query('vacuum analyze users')
}

/** Numbers users, those of the main tenant first, as the ids of `userIdOf`. */
async function makeUsers(client: pg.ClientBase, { users, knownUsers }: Business, count: number): Promise<void> {
  const main = Math.round(knownUsers * mainShare)
  const part = (text: string): string => `octet_length(${text}) || ':' || ${text}`
  const id = ['tenant_id', 'issuer', 'subject'].map(part).join(' || ')
  const digest = `encode(sha256(convert_to(${id}, 'UTF8')), 'base64')`
  await client.query(`create unlogged table bench_users as
    select number, tenant_id, issuer, subject, 'usr_' || left(translate(${digest}, '+/=', '-_'), 27) as id
    from (
      select number, 'privy:${users.audience}' as issuer,
        '${subjectForm.prefix}' || lpad(number::text, ${subjectForm.digits}, '0') as subject,
        case when number < ${main} then '${users.tenant}'
             else 'org-other-' || lpad((number % ${otherTenants})::text, 3, '0') || ':env-live' end as tenant_id
      from generate_series(0, ${count - 1}) as s(number)
    ) as u`)
}

function fillUsersTable(client: pg.ClientBase, { days }: Business): Promise<void> {
  return fillTable(
    client,
    'users',
    'tenant_id, id, issuer, subject, meld_customer_id, created_at',
    `select tenant_id, id, issuer, subject, 'W' || substr(id, 5, 21), now() - interval '${days} days' from bench_users`,
  )
}

const sessionColumns = `tenant_id, id, user_id, status, fence, request, first_mint, routing, created_at, updated_at,
  expires_at`

/** Those of a pinned buy, without the fields that say little and with a short address: a row takes some 450 bytes. */
const request = JSON.stringify({
  to: 'USDC',
  from: 'USD',
  chain: 8453,
  amount: '50',
  wallet: '0x52908400098527886E0F7030069857D2E4169EE7',
})
const widget = JSON.stringify({
  widgetUrl: 'https://meld.example/w/0123456789abcdef',
  externalSessionId: 'rw_01a202f1f39376f1b2a470c3633378df_2ecdf04c140c_2a5f038f4d',
  upstreamSessionId: 'W111111111111111111111',
})
const routing = JSON.stringify({ mode: 'pinned', chosen: 'TRANSAK' })

interface Slice {
  readonly from: number
  readonly until: number
}

/**
 * Sessions of a slice of time, each tenant's in order of time, so that the primary key need not be sorted. The users of
 * the main tenant, and those of the others, come by in turns, evenly over time; their ids look random, and so does the
 * order of their sessions.
 */
function sessionsSql({ sessions, days, knownUsers }: Business, first: number, slice: Slice): string {
  const main = Math.round(knownUsers * mainShare)
  const turns = Math.ceil(sessions / knownUsers)
  const turnMs = (days * dayMs) / turns
  const part = (from: number, until: number): string => {
    const at = `turn * ${turnMs}::float8 + (number - ${from}) * ${turnMs / (until - from)}::float8`
    return `
    select u.tenant_id, u.id, turn * ${knownUsers}::bigint + u.number as n, u.ms, to_timestamp(u.ms::float8 / 1000) as at
    from generate_series(0, ${turns - 1}) as turn
    cross join lateral (
      select tenant_id, id, number, ${first} + (${at})::bigint as ms from bench_users
      where number >= ${from} and number < ${until}
        and ${at} >= ${slice.from - first} and ${at} < ${slice.until - first}
      offset 0
    ) as u`
  }
  // A UUIDv7 from its parts: 48 bits of time, version, variant, and a number in place of the random bits.
  const id = `('0' || to_hex(ms) || '7abc8' || to_hex(${2n ** 60n - 1n} - n * 1048573))::uuid`
  return `select tenant_id, ${id}, id, case when n % 4 = 0 then 'completed' else 'ready' end, 1,
      '${request}'::jsonb, '${widget}'::jsonb, '${routing}'::jsonb, at, at, at + interval '24 hours'
    from (${part(0, main)}
      union all
      (select * from (${part(main, knownUsers)}) as others order by tenant_id, ms)
    ) as s`
}

const keyColumns = `tenant_id, user_id, key, session_id, fingerprint, state, fence, holder, claimed_at, lease_until,
  expires_at`

/** The keys of the last 24 hours; older ones have been deleted. */
function keysSql({ users }: Business, until: number): string {
  return `select tenant_id, user_id, 'key-' || id, id, encode(sha256(uuid_send(id)), 'hex'), 'finished', 1, id, created_at,
      created_at + interval '25 seconds', expires_at
    from sessions where tenant_id = '${users.tenant}' and id >= '${leastIdAt(until - dayMs)}'`
}
