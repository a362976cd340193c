import type { Session } from '../domain/session.ts'
import type { IdsOfCode } from '../domain/support-code.ts'
import type { TenantId } from '../domain/tenant.ts'
import { type Database, internalsOf } from '../postgres/database.ts'
import { leastUuidAt } from '../postgres/partition-month.ts'
import { readSession, sessionColumns } from './session-row.ts'

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
