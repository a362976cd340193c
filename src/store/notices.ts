import type { Notice, NoticeKind, NoticeOutcome } from '../domain/notice.ts'
import type { TenantId } from '../domain/tenant.ts'
import { type Database, internalsOf } from '../postgres/database.ts'
import { groupRows, groupValues, instantSql } from '../postgres/group-rows.ts'
import { numberOf, numberOrNullOf, textOf, textOrNullOf } from '../postgres/row.ts'
import { runStep, type Step } from '../postgres/step.ts'

/** What became of a notice that came in; a replayed one was recorded before. */
export type NoticeRecording = 'recorded' | 'replayed'

interface RecordItem {
  readonly tenant: TenantId
  readonly notice: Notice
  readonly outcome: NoticeOutcome | null
  readonly now: number
}

/**
 * Puts a notice into the inbox, once per tenant and event id. With an outcome it is handled thereby; without one it is
 * due at once.
 */
export function recordNotice(
  database: Database,
  tenant: TenantId,
  notice: Notice,
  outcome: NoticeOutcome | null,
  now: number,
): Promise<NoticeRecording> {
  return runStep(database, recordStep, { tenant, notice, outcome, now })
}

const recordStep: Step<RecordItem, NoticeRecording> = {
  name: 'record_notice',
  locks: ({ tenant, notice }) => keyOf(tenant, notice.eventId),
  run: async (query, items) => {
    const rows = await query(
      'record_notice',
      `insert into notices (tenant_id, event_id, event_type, kind, transaction_id, external_session_id, customer_id,
                            payload, received_at, handled_at, outcome, next_attempt_at)
       select tenant_id, event_id, event_type, kind, transaction_id, external_session_id, customer_id,
              payload::jsonb, received_at, case when outcome is not null then received_at end, outcome, received_at
       from unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::text[], $6::text[], $7::text[], $8::text[],
                   $9::timestamptz[], $10::text[])
         as t(tenant_id, event_id, event_type, kind, transaction_id, external_session_id, customer_id, payload,
              received_at, outcome)
       on conflict (tenant_id, event_id) do nothing
       returning tenant_id, event_id`,
      [
        items.map(({ tenant }) => tenant),
        items.map(({ notice }) => notice.eventId),
        items.map(({ notice }) => notice.eventType),
        items.map(({ notice }) => notice.kind),
        items.map(({ notice }) => notice.transactionId),
        items.map(({ notice }) => notice.externalSessionId),
        items.map(({ notice }) => notice.customerId),
        items.map(({ notice }) => payloadOf(notice)),
        items.map(({ now }) => new Date(now)),
        items.map(({ outcome }) => outcome),
      ],
    )
    const written = new Set(rows.map((row) => keyOf(textOf(row, 'tenant_id'), textOf(row, 'event_id'))))
    // The same event twice in one group is written once, and belongs to the first that brought it.
    return items.map(({ tenant, notice }) => (written.delete(keyOf(tenant, notice.eventId)) ? 'recorded' : 'replayed'))
  },
}

function keyOf(tenant: string, eventId: string): string {
  return `${tenant}\0${eventId}`
}

function payloadOf({ occurredAt, meldStatus, upstreamSessionId, externalCustomerId, kycStatus }: Notice): string {
  return JSON.stringify({ occurredAt, meldStatus, upstreamSessionId, externalCustomerId, kycStatus })
}

/** A notice that this process alone handles until its lease ends. */
export interface ClaimedNotice {
  readonly eventId: string
  readonly kind: NoticeKind
  readonly transactionId: string | null
  readonly externalSessionId: string | null
  readonly customerId: string | null
  readonly kycStatus: string | null
  readonly receivedAt: number
  /** This one included. */
  readonly attempts: number
}

/** Takes notices that are due, the longest due first; until `now + leaseMs` nobody else gets them. */
export async function claimNotices(
  database: Database,
  tenant: TenantId,
  claim: { readonly limit: number; readonly leaseMs: number; readonly now: number },
): Promise<readonly ClaimedNotice[]> {
  const rows = await internalsOf(database).connection.query(
    'claim_notices',
    `with due as (
       select tenant_id, event_id from notices
       where tenant_id = $1 and handled_at is null and next_attempt_at <= $2
       order by next_attempt_at
       limit $3
       for update skip locked
     )
     update notices n set attempts = n.attempts + 1, next_attempt_at = $4
     from due d
     where n.tenant_id = d.tenant_id and n.event_id = d.event_id
     returning n.event_id, n.kind, n.transaction_id, n.external_session_id, n.customer_id,
               n.payload->>'kycStatus' as kyc_status, n.received_at, n.attempts`,
    [tenant, new Date(claim.now), claim.limit, new Date(claim.now + claim.leaseMs)],
  )
  return rows.map((row) => ({
    eventId: textOf(row, 'event_id'),
    kind: kindOf(textOf(row, 'kind')),
    transactionId: textOrNullOf(row, 'transaction_id'),
    externalSessionId: textOrNullOf(row, 'external_session_id'),
    customerId: textOrNullOf(row, 'customer_id'),
    kycStatus: textOrNullOf(row, 'kyc_status'),
    receivedAt: numberOf(row, 'received_at'),
    attempts: numberOf(row, 'attempts'),
  }))
}

function kindOf(text: string): NoticeKind {
  return text === 'transaction' || text === 'kyc' || text === 'test' ? text : 'other'
}

/** How the handling of a claimed notice ended, or when it is tried again. */
export type NoticeSettlement = { readonly outcome: NoticeOutcome } | { readonly retryAt: number }

interface SettleItem {
  readonly tenant: TenantId
  readonly eventId: string
  readonly settlement: NoticeSettlement
  readonly now: number
}

/** Settles a claimed notice, or leaves it to be tried again; one that was handled elsewhere meanwhile stays as it is. */
export function settleNotice(
  database: Database,
  tenant: TenantId,
  eventId: string,
  settlement: NoticeSettlement,
  now: number,
): Promise<void> {
  return runStep(database, settleStep, { tenant, eventId, settlement, now })
}

const settleStep: Step<SettleItem, void> = {
  name: 'settle_notice',
  locks: ({ tenant, eventId }) => keyOf(tenant, eventId),
  run: async (query, items) => {
    const rows = items.map(({ tenant, eventId, settlement, now }) => ({
      tenant_id: tenant,
      event_id: eventId,
      outcome: 'outcome' in settlement ? settlement.outcome : null,
      at_ms: 'outcome' in settlement ? now : settlement.retryAt,
    }))
    await query(
      'settle_notice',
      `with input as materialized (
         select *, ${instantSql('at_ms')} as at
         from (${groupRows('tenant_id text, event_id text, outcome text, at_ms double precision')}) as t
       ),
       locked as materialized (
         select l.* from (select * from input order by n) as i
         cross join lateral (
           select tenant_id, event_id, i.outcome as new_outcome, i.at from notices
           where tenant_id = i.tenant_id and event_id = i.event_id and handled_at is null
           for update
         ) as l
       )
       update notices n set
         handled_at = case when l.new_outcome is not null then l.at end,
         outcome = l.new_outcome,
         next_attempt_at = case when l.new_outcome is null then l.at else n.next_attempt_at end
       from locked l
       where n.tenant_id = l.tenant_id and n.event_id = l.event_id`,
      groupValues(rows),
    )
    return items.map(() => undefined)
  },
}

/** Those of the tenants that have notices due. */
export async function findTenantsWithDueNotices(
  database: Database,
  tenants: readonly TenantId[],
  now: number,
): Promise<readonly TenantId[]> {
  const rows = await internalsOf(database).connection.query(
    'find_tenants_with_due_notices',
    `select t.tenant_id from unnest($1::text[]) as t(tenant_id)
     cross join lateral (
       select from notices n where n.tenant_id = t.tenant_id and n.handled_at is null and n.next_attempt_at <= $2 limit 1
     ) as due`,
    [tenants, new Date(now)],
  )
  const due = new Set(rows.map((row) => textOf(row, 'tenant_id')))
  return tenants.filter((tenant) => due.has(tenant))
}

/** When the oldest notice of these tenants that is not handled was received; null when all are handled. */
export async function findOldestUnhandledNotice(
  database: Database,
  tenants: readonly TenantId[],
): Promise<number | null> {
  const [row] = await internalsOf(database).connection.query(
    'find_oldest_unhandled_notice',
    'select min(received_at) as oldest from notices where tenant_id = any($1::text[]) and handled_at is null',
    [tenants],
  )
  return row === undefined ? null : numberOrNullOf(row, 'oldest')
}
