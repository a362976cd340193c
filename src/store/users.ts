import type { TenantId } from '../domain/tenant.ts'
import type { UserId } from '../domain/user.ts'
import { type Database, internalsOf } from './database.ts'

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
export async function keepCustomer(
  database: Database,
  tenant: TenantId,
  record: UserRecord,
  replacing: string | null,
  now: number,
): Promise<string> {
  const { query } = internalsOf(database).connection
  const rows = await query(
    'keep_customer',
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
export async function findUser(database: Database, tenant: TenantId, user: UserId): Promise<UserRecord | undefined> {
  const { query } = internalsOf(database).connection
  const rows = await query(
    'find_user',
    'select issuer, subject, meld_customer_id from users where tenant_id = $1 and id = $2',
    [tenant, user],
  )
  const row = rows[0]
  if (row === undefined) return undefined
  return {
    user,
    issuer: String(row.issuer),
    subject: String(row.subject),
    meldCustomerId: String(row.meld_customer_id),
  }
}
