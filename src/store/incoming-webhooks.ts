import type { IncomingWebhook, WebhookKind, WebhookOutcome } from '../domain/incoming-webhook.ts'
import type { TenantId } from '../domain/tenant.ts'
import { type Database, internalsOf } from '../postgres/database.ts'
import { groupRows, groupValues, instantSql } from '../postgres/group-rows.ts'
import { numberOf, textOf, textOrNullOf } from '../postgres/row.ts'
import { runStep, type Step } from '../postgres/step.ts'

/** Whether a webhook was new; a replayed one was recorded before. */
export type WebhookRecording = 'recorded' | 'replayed'

interface RecordItem {
  readonly tenant: TenantId
  readonly webhook: IncomingWebhook
  readonly outcome: WebhookOutcome | null
  readonly now: number
}

/**
 * Puts a webhook into the inbox, once per tenant and event id. With an outcome it counts as handled; without one it is
 * due at once.
 */
export function recordWebhook(
  database: Database,
  tenant: TenantId,
  webhook: IncomingWebhook,
  outcome: WebhookOutcome | null,
  now: number,
): Promise<WebhookRecording> {
  return runStep(database, recordStep, { tenant, webhook, outcome, now })
}

const recordColumns = `tenant_id text, event_id text, event_type text, kind text, transaction_id text,
  external_session_id text, customer_id text, payload jsonb, at_ms double precision, outcome text`

function recordRow({ tenant, webhook, outcome, now }: RecordItem): object {
  const { occurredAt, meldStatus, upstreamSessionId, externalCustomerId, kycStatus } = webhook
  return {
    tenant_id: tenant,
    event_id: webhook.eventId,
    event_type: webhook.eventType,
    kind: webhook.kind,
    transaction_id: webhook.transactionId,
    external_session_id: webhook.externalSessionId,
    customer_id: webhook.customerId,
    payload: { occurredAt, meldStatus, upstreamSessionId, externalCustomerId, kycStatus },
    at_ms: now,
    outcome,
  }
}

const recordStep: Step<RecordItem, WebhookRecording> = {
  name: 'record_webhook',
  locks: ({ tenant, webhook }) => keyOf(tenant, webhook.eventId),
  run: async (query, items) => {
    const rows = await query(
      'record_webhook',
      `insert into incoming_webhooks (tenant_id, event_id, event_type, kind, transaction_id, external_session_id, customer_id,
                            payload, received_at, handled_at, outcome, next_attempt_at)
       select tenant_id, event_id, event_type, kind, transaction_id, external_session_id, customer_id,
              payload, at, case when outcome is not null then at end, outcome, at
       from (select *, ${instantSql('at_ms')} as at from (${groupRows(recordColumns)}) as t order by n) as t
       on conflict (tenant_id, event_id) do nothing
       returning tenant_id, event_id`,
      groupValues(items.map(recordRow)),
    )
    const written = new Set(rows.map((row) => keyOf(textOf(row, 'tenant_id'), textOf(row, 'event_id'))))
    // An event that comes twice in one group is written once: recorded for the first, replayed for the other.
    return items.map(({ tenant, webhook }) =>
      written.delete(keyOf(tenant, webhook.eventId)) ? 'recorded' : 'replayed',
    )
  },
}

function keyOf(tenant: string, eventId: string): string {
  return `${tenant}\0${eventId}`
}

/** A webhook that only this process handles until the lease ends. */
export interface ClaimedWebhook {
  readonly eventId: string
  readonly kind: WebhookKind
  readonly transactionId: string | null
  readonly externalSessionId: string | null
  readonly customerId: string | null
  readonly kycStatus: string | null
  readonly receivedAt: number
  /** This one included. */
  readonly attempts: number
}

/** Claims webhooks that are due, those due longest first; nobody else gets them until `now + leaseMs`. */
export async function claimWebhooks(
  database: Database,
  tenant: TenantId,
  claim: { readonly limit: number; readonly leaseMs: number; readonly now: number },
): Promise<readonly ClaimedWebhook[]> {
  const rows = await internalsOf(database).connection.query(
    'claim_webhooks',
    `with due as (
       select tenant_id, event_id from incoming_webhooks
       where tenant_id = $1 and handled_at is null and next_attempt_at <= $2
       order by next_attempt_at
       limit $3
       for update skip locked
     )
     update incoming_webhooks w set attempts = w.attempts + 1, next_attempt_at = $4
     from due d
     where w.tenant_id = d.tenant_id and w.event_id = d.event_id
     returning w.event_id, w.kind, w.transaction_id, w.external_session_id, w.customer_id,
               w.payload->>'kycStatus' as kyc_status, w.received_at, w.attempts`,
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

function kindOf(text: string): WebhookKind {
  return text === 'transaction' || text === 'kyc' || text === 'test' ? text : 'other'
}

/** How the handling of a claimed webhook ended, or when it is retried. */
export type WebhookSettlement = { readonly outcome: WebhookOutcome } | { readonly retryAt: number }

interface SettleItem {
  readonly tenant: TenantId
  readonly eventId: string
  readonly settlement: WebhookSettlement
  readonly now: number
}

/** Settles a claimed webhook, or has it retried; one that was handled elsewhere meanwhile stays as it is. */
export function settleWebhook(
  database: Database,
  tenant: TenantId,
  eventId: string,
  settlement: WebhookSettlement,
  now: number,
): Promise<void> {
  return runStep(database, settleStep, { tenant, eventId, settlement, now })
}

const settleStep: Step<SettleItem, void> = {
  name: 'settle_webhook',
  locks: ({ tenant, eventId }) => keyOf(tenant, eventId),
  run: async (query, items) => {
    const rows = items.map(({ tenant, eventId, settlement, now }) => ({
      tenant_id: tenant,
      event_id: eventId,
      outcome: 'outcome' in settlement ? settlement.outcome : null,
      at_ms: 'outcome' in settlement ? now : settlement.retryAt,
    }))
    await query(
      'settle_webhook',
      // The case keeps the planner from the indexes of those that wait, which it would read from end to end for each.
      `update incoming_webhooks w set
         handled_at = case when i.outcome is not null then ${instantSql('i.at_ms')} end,
         outcome = i.outcome,
         next_attempt_at = case when i.outcome is null then ${instantSql('i.at_ms')} else w.next_attempt_at end
       from (${groupRows('tenant_id text, event_id text, outcome text, at_ms double precision')}) as i
       where w.tenant_id = i.tenant_id and w.event_id = i.event_id
         and case when w.handled_at is null then true else false end`,
      groupValues(rows),
    )
    return items.map(() => undefined)
  },
}

/** Those of the tenants that have webhooks due. */
export async function findTenantsWithDueWebhooks(
  database: Database,
  tenants: readonly TenantId[],
  now: number,
): Promise<readonly TenantId[]> {
  const rows = await internalsOf(database).connection.query(
    'find_tenants_with_due_webhooks',
    `select t.tenant_id from unnest($1::text[]) as t(tenant_id)
     cross join lateral (
       select from incoming_webhooks w
       where w.tenant_id = t.tenant_id and w.handled_at is null and w.next_attempt_at <= $2 limit 1
     ) as due`,
    [tenants, new Date(now)],
  )
  const due = new Set(rows.map((row) => textOf(row, 'tenant_id')))
  return tenants.filter((tenant) => due.has(tenant))
}
