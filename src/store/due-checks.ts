import { uuidv7 } from 'uuidv7'
import type { ExternalSessionId, SessionId, SessionStatus } from '../domain/session.ts'
import { isExternalSessionId, openableStatuses } from '../domain/session.ts'
import type { TenantId } from '../domain/tenant.ts'
import { type Database, internalsOf } from '../postgres/database.ts'
import { numberOf, numberOrNullOf, textOf, textOrNullOf } from '../postgres/row.ts'
import { listensSql, sessionSubjectSql } from './events.ts'
import { idBounds, readSessionId, sessionUuid } from './session-row.ts'
import { tellWatchersSql } from './session-signals.ts'

/** A session that is to be checked for a transaction. */
export interface DueSession {
  readonly id: SessionId
  /** Its link was opened by somebody. */
  readonly opened: boolean
  readonly expiresAt: number
  /** Checks before this one. */
  readonly checks: number
  /** Of every widget opened for it, oldest first. */
  readonly externalIds: readonly ExternalSessionId[]
  /** For a sell whose crypto is sent after the return: Meld's id of the newest one, by which it asks the provider. */
  readonly askBySession: string | null
}

/** A transaction that is not final, to be checked. */
export interface DueTransaction {
  readonly id: string
  readonly externalSessionId: ExternalSessionId | null
  readonly checks: number
}

/** A batch to claim. */
export interface Claim {
  readonly limit: number
  /** Epoch milliseconds. */
  readonly now: number
  /**
   * Until when nobody else claims the batch. Claiming makes its rows due again at this instant, so a claimer that dies
   * only delays them.
   */
  readonly heldUntil: number
}

/** A failed trade may be tried again in the same widget, and a completed one may have failed there before. */
const watched: readonly SessionStatus[] = [...openableStatuses, 'transacting', 'completed', 'failed', 'cancelled']

/**
 * Claims the sessions that have been due longest. Those of which nothing more is expected are made due never again, and
 * left out.
 */
export async function claimDueSessions(database: Database, tenant: TenantId, claim: Claim): Promise<DueSession[]> {
  const rows = await internalsOf(database).connection.query(
    'claim_due_sessions',
    `with due as (
       select tenant_id, id from sessions
       where tenant_id = $1 and next_check_at <= $2
       order by next_check_at limit $3
       for update skip locked
     )
     update sessions s set
       next_check_at = case when s.status = any($5::text[]) and s.first_mint is not null then $4::timestamptz end
     from due
     where s.tenant_id = due.tenant_id and s.id = due.id
     returning s.id, s.opened_at, s.expires_at, s.checks, s.next_check_at is not null as watched,
       array_prepend(s.first_mint->>'externalSessionId', s.later_external_ids) as external_ids,
       case when s.request->>'redirectFlow' = 'true' and s.status in ('opened', 'returned')
            then coalesce(s.latest_mint, s.first_mint)->>'upstreamSessionId' end as ask_by_session`,
    [tenant, new Date(claim.now), claim.limit, new Date(claim.heldUntil), watched],
  )
  return rows
    .filter((row) => row.watched === true)
    .map((row) => ({
      id: readSessionId(row.id),
      opened: numberOrNullOf(row, 'opened_at') !== null,
      expiresAt: numberOf(row, 'expires_at'),
      checks: numberOf(row, 'checks'),
      externalIds: Array.isArray(row.external_ids) ? row.external_ids.filter(isExternalSessionId) : [],
      askBySession: textOrNullOf(row, 'ask_by_session'),
    }))
}

/** Claims the transactions that have been due longest, in the order of their last checks. */
export async function claimDueTransactions(
  database: Database,
  tenant: TenantId,
  claim: Claim,
): Promise<DueTransaction[]> {
  const rows = await internalsOf(database).connection.query(
    'claim_due_transactions',
    `with due as (
       select tenant_id, id from transactions where tenant_id = $1 and next_check_at <= $2
       order by next_check_at, checked_at limit $3
       for update skip locked
     )
     update transactions t set next_check_at = $4
     from due
     where t.tenant_id = due.tenant_id and t.id = due.id
     returning t.id, t.external_session_id, t.checks, t.checked_at`,
    [tenant, new Date(claim.now), claim.limit, new Date(claim.heldUntil)],
  )
  const byLastCheck = rows.toSorted((a, b) => numberOf(a, 'checked_at') - numberOf(b, 'checked_at'))
  return byLastCheck.map((row) => {
    const externalSessionId = textOrNullOf(row, 'external_session_id')
    return {
      id: textOf(row, 'id'),
      externalSessionId: isExternalSessionId(externalSessionId) ? externalSessionId : null,
      checks: numberOf(row, 'checks'),
    }
  })
}

/** What the check of one session came to. */
export interface SessionCheck {
  readonly id: SessionId
  /** When to check again; null for never. */
  readonly nextCheckAt: number | null
  /** It was checked for long enough, and nothing was seen. */
  readonly unobserved: boolean
}

/**
 * Settles the checks of claimed sessions. A session that was rescheduled meanwhile, as when its user came back, keeps
 * its new time, and one with a transaction is never marked unobserved. Partners that listen are told of those that are.
 */
export async function settleSessionChecks(
  database: Database,
  tenant: TenantId,
  checked: readonly SessionCheck[],
  heldUntil: number,
  now: number,
): Promise<void> {
  if (checked.length === 0) return
  const { connection, onEvents } = internalsOf(database)
  const told = await connection.query(
    'settle_session_checks',
    `with locked as materialized (
       select id, status = any($6::text[]) as may_be_unobserved, observation is null and ${listensSql} as is_news
       from sessions
       where tenant_id = $1 and id = any($2::uuid[]) and id between $7 and $8 and next_check_at = $5
       order by id for update
     ), settled as (
       update sessions s set
         next_check_at = l.next_check_at,
         checks = s.checks + 1,
         observation = case when l.unobserved and k.may_be_unobserved then 'not_observed' else s.observation end,
         event_count = case when l.unobserved and k.may_be_unobserved and k.is_news then coalesce(s.event_count, 0) + 1
                       else s.event_count end
       from unnest($2::uuid[], $3::timestamptz[], $4::bool[], $9::uuid[])
         as l(id, next_check_at, unobserved, event_id), locked k
       where s.tenant_id = $1 and s.id = l.id and s.id between $7 and $8 and s.id = k.id
       returning s.*, l.event_id, l.unobserved and k.may_be_unobserved as is_unobserved,
         l.unobserved and k.may_be_unobserved and k.is_news as is_told
     ), recorded as (
       insert into events (tenant_id, id, type, session_id, sequence, previous_status, subject, at)
       select c.tenant_id, c.event_id, 'ramp.session.not_observed', c.id, c.event_count, 'expired',
         ${sessionSubjectSql('c')}, $10
       from settled c where c.is_told
     )
     select is_told, ${tellWatchersSql('tenant_id', 'id')} from settled where tenant_id = $1 and is_unobserved`,
    [
      tenant,
      checked.map(({ id }) => sessionUuid(id)),
      checked.map(({ nextCheckAt }) => (nextCheckAt === null ? null : new Date(nextCheckAt))),
      checked.map(({ unobserved }) => unobserved),
      new Date(heldUntil),
      openableStatuses,
      ...idBounds(checked.map(({ id }) => id)),
      checked.map(() => uuidv7()),
      new Date(now),
    ],
  )
  if (told.some(({ is_told }) => is_told === true)) onEvents(tenant)
}

/** Settles the checks of claimed transactions that are not final, each with the time of its next one. */
export async function settleTransactionChecks(
  database: Database,
  tenant: TenantId,
  checked: readonly { readonly id: string; readonly nextCheckAt: number }[],
  heldUntil: number,
): Promise<void> {
  if (checked.length === 0) return
  await internalsOf(database).connection.query(
    'settle_transaction_checks',
    `with locked as materialized (
       select id from transactions
       where tenant_id = $1 and id = any($2::text[]) and next_check_at = $4
       -- The order in which groups of checks lock them.
       order by id collate "C" for update
     )
     update transactions t set next_check_at = l.next_check_at, checks = t.checks + 1
     from unnest($2::text[], $3::timestamptz[]) as l(id, next_check_at)
     where t.tenant_id = $1 and t.id = l.id and t.id in (select id from locked)`,
    [tenant, checked.map(({ id }) => id), checked.map(({ nextCheckAt }) => new Date(nextCheckAt)), new Date(heldUntil)],
  )
}
