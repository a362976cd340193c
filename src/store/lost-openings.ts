import type { SessionFailure, SessionId } from '../domain/session.ts'
import { parseTenantId, type TenantId } from '../domain/tenant.ts'
import { type Database, internalsOf } from '../postgres/database.ts'
import { present, textOf } from '../postgres/row.ts'
import { readSessionId } from './session-row.ts'

/** Of one tenant in one statement; the rest is for the next. */
const batchMax = 100

/** A session that was ended. */
export interface EndedOpening {
  readonly tenant: TenantId
  readonly session: SessionId
}

/**
 * Ends the sessions of these tenants that are still being opened though their first check is due, which is long after
 * every call that opens one has ended. Who takes one over at the same moment has it: that moves the check.
 */
export async function endOpenings(
  database: Database,
  tenants: readonly TenantId[],
  failure: SessionFailure,
  now: number,
): Promise<readonly EndedOpening[]> {
  const rows = await internalsOf(database).connection.query(
    'end_openings',
    `with lost as materialized (
       select l.tenant_id, l.id from unnest($1::text[]) as t(tenant_id)
       cross join lateral (
         select tenant_id, id from sessions
         where tenant_id = t.tenant_id and next_check_at <= $2 and status = 'creating'
         order by next_check_at limit $3
         for update skip locked
       ) as l
     )
     update sessions s set status = 'unclear', failure = $4::jsonb, updated_at = $2, next_check_at = null
     from lost
     where s.tenant_id = lost.tenant_id and s.id = lost.id
     returning s.tenant_id, s.id`,
    [tenants, new Date(now), batchMax, JSON.stringify(failure)],
  )
  return rows.map((row) => ({
    tenant: present(parseTenantId(textOf(row, 'tenant_id')), 'tenant_id'),
    session: readSessionId(row.id),
  }))
}
