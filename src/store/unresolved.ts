import type { UnresolvedSession } from '../domain/stats.ts'
import type { TenantId } from '../domain/tenant.ts'
import type { Row } from '../postgres/connection.ts'
import { type Database, internalsOf } from '../postgres/database.ts'
import { numberOf, numberOrNullOf, objectOf, present } from '../postgres/row.ts'
import { readSessionId } from './session-row.ts'

/**
 * A condition on `sessions`: opened, with an outcome that is not known. The same text as of the index
 * sessions_unresolved.
 */
const isUnresolved = `opened_at is not null and next_check_at is not null and observation is null
  and status in ('opened', 'returned', 'transacting')`

/** Since when the oldest unresolved items have waited, in epoch milliseconds; null when there are none. */
export interface OldestUnresolved {
  /** A session without a transaction that is not yet `not_observed`: since its link was opened. */
  readonly session: number | null
  /** A transaction that is not final: since it was first seen. */
  readonly transaction: number | null
}

/** The oldest unresolved items of these tenants. */
export async function findOldestUnresolved(
  database: Database,
  tenants: readonly TenantId[],
): Promise<OldestUnresolved> {
  const [row] = await internalsOf(database).connection.query(
    'find_oldest_unresolved',
    `select min(s.opened_at) as session, min(tx.first_seen_at) as transaction
     from unnest($1::text[]) as t(tenant_id)
     left join lateral (
       select opened_at from sessions
       where tenant_id = t.tenant_id and ${isUnresolved}
       order by opened_at limit 1
     ) as s on true
     left join lateral (
       select min(first_seen_at) as first_seen_at from transactions
       where tenant_id = t.tenant_id and next_check_at is not null
     ) as tx on true`,
    [tenants],
  )
  if (row === undefined) return { session: null, transaction: null }
  return { session: numberOrNullOf(row, 'session'), transaction: numberOrNullOf(row, 'transaction') }
}

/** The session of these tenants that has been open longest without an outcome; null when there is none. */
export async function findOldestUnresolvedSession(
  database: Database,
  tenants: readonly TenantId[],
): Promise<UnresolvedSession | null> {
  const [row] = await internalsOf(database).connection.query(
    'find_oldest_unresolved_session',
    `select t.place, s.id, s.opened_at
     from unnest($1::text[]) with ordinality as t(tenant_id, place)
     cross join lateral (
       select id, opened_at from sessions
       where tenant_id = t.tenant_id and ${isUnresolved}
       order by opened_at limit 1
     ) as s
     order by s.opened_at limit 1`,
    [tenants],
  )
  if (row === undefined) return null
  const tenant = present(tenants[Number(row.place) - 1], 'place')
  return { tenant, session: readSessionId(row.id), since: numberOf(row, 'opened_at') }
}

/** What shows whether Meld's webhooks for a tenant have stopped. Instants are epoch milliseconds. */
export interface Traffic {
  /** When its newest webhook came; null when none ever did. */
  readonly lastWebhookAt: number | null
  /** When the oldest link was opened since then, of those whose outcome is still unknown; null when none was. */
  readonly openedSinceAt: number | null
  /** When its oldest session was created; null when it has none. */
  readonly oldestSessionAt: number | null
}

/** Reads when a tenant's last webhook came, and what it has open. */
export async function findTraffic(database: Database, tenant: TenantId): Promise<Traffic> {
  const rows = await internalsOf(database).connection.query(
    'find_traffic',
    `with newest as (select max(received_at) as at from incoming_webhooks where tenant_id = $1)
     select newest.at as last_webhook_at,
       (select s.opened_at from sessions s
        where s.tenant_id = $1 and s.opened_at > coalesce(newest.at, '-infinity')
          and ${isUnresolved}
        order by s.opened_at limit 1) as opened_since_at,
       (select s.created_at from sessions s where s.tenant_id = $1 order by s.id limit 1) as oldest_session_at
     from newest`,
    [tenant],
  )
  const row = rows[0] ?? { last_webhook_at: null, opened_since_at: null, oldest_session_at: null }
  return readTraffic(row)
}

function readTraffic(row: Row): Traffic {
  return {
    lastWebhookAt: numberOrNullOf(row, 'last_webhook_at'),
    openedSinceAt: numberOrNullOf(row, 'opened_since_at'),
    oldestSessionAt: numberOrNullOf(row, 'oldest_session_at'),
  }
}

/** What decides whether a tenant needs a round of reconciliation. */
export interface Reconcilable {
  readonly tenant: TenantId
  /** One of its sessions or transactions is due. */
  readonly isDue: boolean
  readonly traffic: Traffic
  /** Where the last round left off; null when there was none. */
  readonly cursor: Row | null
}

/** Reads many tenants at once; `lease` is the name of the lease that keeps the cursor. */
export async function findReconcilable(
  database: Database,
  tenants: readonly TenantId[],
  lease: string,
  now: number,
): Promise<readonly Reconcilable[]> {
  const rows = await internalsOf(database).connection.query(
    'find_reconcilable',
    `select t.place, s.due is not null or tx.due is not null as is_due, w.at as last_webhook_at,
       (select opened_at from sessions
        where tenant_id = t.tenant_id and opened_at > coalesce(w.at, '-infinity')
          and ${isUnresolved}
        order by opened_at limit 1) as opened_since_at,
       (select created_at from sessions where tenant_id = t.tenant_id order by id limit 1) as oldest_session_at,
       (select cursor from worker_leases where tenant_id = t.tenant_id and name = $3) as cursor
     from unnest($1::text[]) with ordinality as t(tenant_id, place)
     left join lateral (
       select true as due from sessions where tenant_id = t.tenant_id and next_check_at <= $2 limit 1
     ) as s on true
     left join lateral (
       select true as due from transactions where tenant_id = t.tenant_id and next_check_at <= $2 limit 1
     ) as tx on true
     left join lateral (select max(received_at) as at from incoming_webhooks where tenant_id = t.tenant_id) as w on true
     order by t.place`,
    [tenants, new Date(now), lease],
  )
  return tenants.map((tenant, n) => {
    const row = present(rows[n], 'tenant')
    return { tenant, isDue: row.is_due === true, traffic: readTraffic(row), cursor: objectOf(row.cursor, 'cursor') }
  })
}
