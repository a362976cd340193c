import type { TenantId } from '../domain/tenant.ts'
import { parseUserId, type UserId } from '../domain/user.ts'
import type { Row } from '../postgres/connection.ts'
import { type Database, internalsOf } from '../postgres/database.ts'
import { groupRows, groupValues } from '../postgres/group-rows.ts'
import { textOrNullOf } from '../postgres/row.ts'
import { runStep, type Step } from '../postgres/step.ts'

/** What the store keeps of a user. */
export interface UserRecord {
  readonly user: UserId
  readonly issuer: string
  readonly subject: string
  /** The user's customer record at Meld, kept for life. */
  readonly meldCustomerId: string
}

/**
 * Saves the user's Meld customer id. The first one saved stays, unless `replacing` names it: then Meld no longer knows it.
 * Returns the id that is stored now.
 *
 * Each call goes by itself. It happens once in a user's life, and in groups a burst of new users reached the upstream
 * all at once, which then answered too late (`bench/NOTES.md`).
 */
export async function saveCustomer(
  database: Database,
  tenant: TenantId,
  record: UserRecord,
  replacing: string | null,
  now: number,
): Promise<string> {
  const { query } = internalsOf(database).connection
  const rows = await query(
    'save_customer',
    `insert into users as u (tenant_id, id, issuer, subject, meld_customer_id, created_at)
     values ($1, $2, $3, $4, $5, $6)
     on conflict (tenant_id, id) do update
       set meld_customer_id = case when u.meld_customer_id = $7 then excluded.meld_customer_id else u.meld_customer_id end
     returning meld_customer_id`,
    [tenant, record.user, record.issuer, record.subject, record.meldCustomerId, new Date(now), replacing],
  )
  return String(rows[0]?.meld_customer_id)
}

/** The stored user; undefined when they have no Meld customer yet. */
export function findUser(database: Database, tenant: TenantId, user: UserId): Promise<UserRecord | undefined> {
  return runStep(database, findStep, { tenant, user })
}

const findSql = `
select i.n, u.issuer, u.subject, u.meld_customer_id
from (${groupRows('tenant_id text, user_id text')}) as i
left join users u on u.tenant_id = i.tenant_id and u.id = i.user_id
order by i.n`

const findStep: Step<{ readonly tenant: TenantId; readonly user: UserId }, UserRecord | undefined> = {
  name: 'find_user',
  run: async (query, items) => {
    const input = items.map(({ tenant, user }) => ({ tenant_id: tenant, user_id: user }))
    const rows = await query('find_user', findSql, groupValues(input))
    return items.map(({ user }, n) => readUser(user, rows[n]))
  },
}

function readUser(user: UserId, row: Row | undefined): UserRecord | undefined {
  if (row === undefined) throw new Error('find_user lost a row')
  if (row.meld_customer_id === null) return undefined
  return {
    user,
    issuer: String(row.issuer),
    subject: String(row.subject),
    meldCustomerId: String(row.meld_customer_id),
  }
}

/** True when anything is kept of the user: a customer, a session, or a word on the identity check. */
export async function isKnownUser(database: Database, tenant: TenantId, user: UserId): Promise<boolean> {
  const rows = await internalsOf(database).connection.query(
    'is_known_user',
    `select exists (select 1 from users where tenant_id = $1 and id = $2)
         or exists (select 1 from kyc_states where tenant_id = $1 and user_id = $2)
         or exists (select 1 from sessions where tenant_id = $1 and user_id = $2) as known`,
    [tenant, user],
  )
  return rows[0]?.known === true
}

/** The tenant's user with this customer record at Meld; undefined when it belongs to nobody. */
export function findUserOfCustomer(
  database: Database,
  tenant: TenantId,
  customerId: string,
): Promise<UserId | undefined> {
  return runStep(database, userOfCustomerStep, { tenant, customerId })
}

const userOfCustomerStep: Step<{ readonly tenant: TenantId; readonly customerId: string }, UserId | undefined> = {
  name: 'user_of_customer',
  run: async (query, items) => {
    const rows = await query(
      'user_of_customer',
      `select (select u.id from users u where u.tenant_id = t.tenant_id and u.meld_customer_id = t.customer_id
                 and u.meld_customer_id <> ''
               order by u.created_at limit 1) as user_id
       from unnest($1::text[], $2::text[]) with ordinality as t(tenant_id, customer_id, n)
       order by t.n`,
      [items.map(({ tenant }) => tenant), items.map(({ customerId }) => customerId)],
    )
    return rows.map((row) => parseUserId(textOrNullOf(row, 'user_id') ?? ''))
  },
}
