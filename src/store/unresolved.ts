import type { TenantId } from '../domain/tenant.ts'
import { type Database, internalsOf } from './database.ts'
import { groupRows, groupValues } from './group-rows.ts'
import { numberOrNullOf } from './row.ts'
import { runStep, type Step } from './step.ts'

/** Since when the oldest unresolved items wait, in epoch milliseconds; null when there are none. */
export interface OldestUnresolved {
  /** Since its link was opened: a session of which neither a transaction nor the lack of one is known. */
  readonly session: number | null
  /** Since it was first seen: a transaction that is not final. */
  readonly transaction: number | null
}

/** The oldest unresolved items of a tenant; calls for several tenants that come together share a statement. */
export async function findOldestUnresolved(database: Database, tenant: TenantId): Promise<OldestUnresolved> {
  return runStep(database, oldestStep, { tenant })
}

const oldestSql = `
select
  (select opened_at from sessions
   where tenant_id = i.tenant_id and opened_at is not null and next_check_at is not null and observation is null
     and status in ('opened', 'returned', 'transacting')
   order by opened_at limit 1) as session,
  (select min(first_seen_at) from transactions where tenant_id = i.tenant_id and next_check_at is not null) as transaction
from (${groupRows('tenant_id text')}) as i
order by i.n`

const oldestStep: Step<{ readonly tenant: TenantId }, OldestUnresolved> = {
  name: 'find_oldest_unresolved',
  run: async (query, items) => {
    const input = items.map(({ tenant }) => ({ tenant_id: tenant }))
    const rows = await query('find_oldest_unresolved', oldestSql, groupValues(input))
    return rows.map((row) => ({
      session: numberOrNullOf(row, 'session'),
      transaction: numberOrNullOf(row, 'transaction'),
    }))
  },
}

/** What tells whether Meld has gone silent on a tenant. Instants are epoch milliseconds. */
export interface Traffic {
  /** When its newest notice came; null when none ever did. */
  readonly lastNoticeAt: number | null
  /** When the oldest link was opened since then, of those whose outcome is still unknown; null when none was. */
  readonly openedSinceAt: number | null
  /** When its oldest session was created; null when it has none. */
  readonly oldestSessionAt: number | null
}

/** Looks at the comings and goings of a tenant. */
export async function findTraffic(database: Database, tenant: TenantId): Promise<Traffic> {
  const rows = await internalsOf(database).connection.query(
    'find_traffic',
    `with news as (select max(received_at) as at from notices where tenant_id = $1)
     select news.at as last_notice_at,
       (select s.opened_at from sessions s
        where s.tenant_id = $1 and s.opened_at > coalesce(news.at, '-infinity')
          and s.opened_at is not null and s.next_check_at is not null and s.observation is null
          and s.status in ('opened', 'returned', 'transacting')
        order by s.opened_at limit 1) as opened_since_at,
       (select s.created_at from sessions s where s.tenant_id = $1 order by s.id limit 1) as oldest_session_at
     from news`,
    [tenant],
  )
  const row = rows[0] ?? { last_notice_at: null, opened_since_at: null, oldest_session_at: null }
  return {
    lastNoticeAt: numberOrNullOf(row, 'last_notice_at'),
    openedSinceAt: numberOrNullOf(row, 'opened_since_at'),
    oldestSessionAt: numberOrNullOf(row, 'oldest_session_at'),
  }
}
