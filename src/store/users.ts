import type { TenantId } from '../domain/tenant.ts'
import type { UserId } from '../domain/user.ts'
import type { Row } from './connection.ts'
import type { Database } from './database.ts'
import { groupRows, groupValues } from './group-rows.ts'
import { runStep, type Step } from './step.ts'

/** What the store keeps of a user. */
export interface UserRecord {
  readonly user: UserId
  readonly issuer: string
  readonly subject: string
  /** The user's customer record at Meld, kept for life. */
  readonly meldCustomerId: string
}

/**
 * Keeps the user's Meld customer id. The first one kept stays, unless `replacing` names it: then it was found dead.
 * Returns the id that is kept now.
 */
export function keepCustomer(
  database: Database,
  tenant: TenantId,
  record: UserRecord,
  replacing: string | null,
  now: number,
): Promise<string> {
  return runStep(database, keepStep, { tenant, record, replacing, now })
}

/** The stored user; undefined when they have no Meld customer yet. */
export function findUser(database: Database, tenant: TenantId, user: UserId): Promise<UserRecord | undefined> {
  return runStep(database, findStep, { tenant, user })
}

const keepSql = `
with input as materialized (
  ${groupRows(`tenant_id text, user_id text, issuer text, subject text, meld_customer_id text, replacing text,
    now timestamptz`)}
),
kept as (
  insert into users as u (tenant_id, id, issuer, subject, meld_customer_id, created_at)
  select tenant_id, user_id, issuer, subject, meld_customer_id, now from input
  -- One order for all, so that no two groups wait for each other.
  order by tenant_id, user_id
  on conflict (tenant_id, id) do update set meld_customer_id = case
    when u.meld_customer_id = (
      select replacing from input i where i.tenant_id = excluded.tenant_id and i.user_id = excluded.id
    ) then excluded.meld_customer_id
    else u.meld_customer_id
  end
  returning tenant_id, id, meld_customer_id
)
select * from kept`

/** Two calls for one user in a group fail it; each is then run by itself, as ever. */
const keepStep: Step<
  { readonly tenant: TenantId; readonly record: UserRecord; readonly replacing: string | null; readonly now: number },
  string
> = {
  name: 'keep_customer',
  run: async (query, items) => {
    const input = items.map(({ tenant, record, replacing, now }) => ({
      tenant_id: tenant,
      user_id: record.user,
      issuer: record.issuer,
      subject: record.subject,
      meld_customer_id: record.meldCustomerId,
      replacing,
      now: new Date(now),
    }))
    const kept = new Map<string, string>()
    for (const row of await query('keep_customer', keepSql, groupValues(input))) {
      kept.set(`${String(row.tenant_id)} ${String(row.id)}`, String(row.meld_customer_id))
    }
    return items.map(({ tenant, record }) => {
      const customerId = kept.get(`${tenant} ${record.user}`)
      if (customerId === undefined) throw new Error('keep_customer lost a row')
      return customerId
    })
  },
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
