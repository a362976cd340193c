import type { DeliveryAttempt } from '../domain/delivery.ts'
import type { TenantId } from '../domain/tenant.ts'
import type { EndpointHealth, HealthChange, HealthNews } from '../domain/webhook-breaker.ts'
import type { WebhookEndpoint, WebhookEndpointId } from '../domain/webhook-endpoint.ts'
import type { Query } from '../postgres/connection.ts'
import { type Database, internalsOf } from '../postgres/database.ts'
import { groupRows, groupValues, instantSql } from '../postgres/group-rows.ts'
import { numberOf, numberOrNullOf, present } from '../postgres/row.ts'
import { runStep, type Step } from '../postgres/step.ts'
import type { ClaimedDelivery } from './delivery-queue.ts'
import { recordEvent } from './events.ts'
import { lockWebhookEndpoint } from './webhook-endpoint-lock.ts'
import { webhookEndpointUuid } from './webhook-endpoint-row.ts'
import { type ListedWebhookEndpoint, pendingCountMax } from './webhook-endpoints.ts'

/** One attempt that was made, without its number. */
export type MadeAttempt = Omit<DeliveryAttempt, 'number'>

interface DeliveredItem {
  readonly tenant: TenantId
  readonly delivery: Pick<ClaimedDelivery, 'id' | 'fence'>
  readonly attempt: MadeAttempt
}

/**
 * Ends a delivery that was taken by a webhook endpoint without failures, and records the attempt. False, and nothing was
 * done, when the webhook endpoint has failures or the claim is no longer this one: `settleAttempt` knows.
 */
export function settleDelivered(
  database: Database,
  tenant: TenantId,
  delivery: Pick<ClaimedDelivery, 'id' | 'fence'>,
  attempt: MadeAttempt,
): Promise<boolean> {
  return runStep(database, deliveredStep, { tenant, delivery, attempt })
}

const deliveredStep: Step<DeliveredItem, boolean> = {
  name: 'settle_delivered',
  locks: ({ tenant, delivery }) => `${tenant}\n${delivery.id}`,
  run: async (query, items) => {
    const rows = await query(
      'settle_delivered',
      `with t as (${groupRows(`tenant text, id uuid, fence float8, ended_at float8, at float8, took int, status int,
          request_headers jsonb, response_headers jsonb, response_body text`)}),
       settled as (
         update deliveries d set state = 'delivered', attempts = d.attempts + 1, tries = d.tries + 1, lease_until = null,
           last_status = t.status, last_failure = null, ended_at = ${instantSql('t.ended_at')}
         from t
         where d.tenant_id = t.tenant and d.id = t.id and d.fence = t.fence and d.state = 'pending'
           and exists (select from webhook_endpoints e
                       where e.tenant_id = d.tenant_id and e.id = d.endpoint_id and e.status = 'enabled'
                         and e.failures = 0 and e.failing_since is null and e.paused_until is null)
         returning d.tenant_id, d.id, d.attempts, t.n
       ), recorded as (
         insert into delivery_attempts (tenant_id, delivery_id, number, at, duration_ms, status, failure,
           request_headers, response_headers, response_body, next_attempt_at)
         select s.tenant_id, s.id, s.attempts, ${instantSql('t.at')}, t.took, t.status, null,
           t.request_headers, t.response_headers, t.response_body, null
         from settled s join t on t.n = s.n
       )
       select n::int as n from settled`,
      [
        ...groupValues(
          items.map(({ tenant, delivery, attempt }) => ({
            tenant,
            id: delivery.id,
            fence: delivery.fence,
            at: attempt.at,
            ended_at: attempt.at + attempt.durationMs,
            took: attempt.durationMs,
            status: attempt.status,
            request_headers: attempt.requestHeaders,
            response_headers: attempt.responseHeaders,
            response_body: attempt.responseBody,
          })),
        ),
      ],
    )
    const settled = new Set(rows.map((row) => numberOf(row, 'n')))
    return items.map((_item, index) => settled.has(index + 1))
  },
}

/** Notes that a webhook endpoint without failures took something. */
export async function noteSuccess(
  database: Database,
  tenant: TenantId,
  endpoint: WebhookEndpointId,
  now: number,
): Promise<void> {
  await internalsOf(database).connection.query(
    'note_webhook_success',
    `update webhook_endpoints set last_success_at = $3
     where tenant_id = $1 and id = $2 and (last_success_at is null or last_success_at < $3)`,
    [tenant, webhookEndpointUuid(endpoint), new Date(now)],
  )
}

/** What an attempt means for its delivery and its webhook endpoint. */
export interface Settlement {
  readonly isDelivered: boolean
  readonly attempt: MadeAttempt
  /** What becomes of the webhook endpoint, which is locked meanwhile. */
  readonly judge: (before: WebhookEndpoint) => HealthChange
  /** The data of the event by which partners are told of that. */
  readonly subjectOf: (endpoint: ListedWebhookEndpoint) => object
  /** Epoch milliseconds. */
  readonly now: number
}

/**
 * Records an attempt, and what it makes of its delivery and its webhook endpoint, with an event where that is news; null
 * when there is none, or when the claim is no longer this one, and then nothing is recorded. A delivery that failed is
 * pending until the attempt's `nextAttemptAt`, and given up where there is none. Whoever is told of news tells `onEvents`.
 * Throws `RowError`.
 */
export function settleAttempt(
  database: Database,
  tenant: TenantId,
  endpoint: WebhookEndpointId,
  delivery: Pick<ClaimedDelivery, 'id' | 'fence'>,
  { isDelivered, attempt, judge, subjectOf, now }: Settlement,
): Promise<HealthNews> {
  return internalsOf(database).connection.transaction(async (query) => {
    const before = await lockWebhookEndpoint(query, tenant, endpoint)
    if (before === undefined) return null
    const state = isDelivered ? 'delivered' : attempt.nextAttemptAt === null ? 'given_up' : 'pending'
    if (!(await recordAttempt(query, tenant, delivery, attempt, state, now))) return null
    const { health, news } = judge(before)
    await storeHealth(query, tenant, endpoint, health)
    if (news !== null) {
      const shown = { ...before, ...health, ...(await readBeside(query, tenant, endpoint, now)) }
      await recordEvent(query, tenant, {
        type: `rampway.endpoint.${news}`,
        topic: { session: null, transaction: null },
        previousStatus: before.status,
        subject: subjectOf(shown),
        at: now,
      })
    }
    return news
  })
}

async function recordAttempt(
  query: Query,
  tenant: TenantId,
  delivery: Pick<ClaimedDelivery, 'id' | 'fence'>,
  attempt: MadeAttempt,
  state: 'delivered' | 'given_up' | 'pending',
  now: number,
): Promise<boolean> {
  const rows = await query(
    'settle_attempt',
    `with settled as (
       update deliveries d set state = $4, attempts = d.attempts + 1, tries = d.tries + 1, lease_until = null,
         due_at = coalesce($5, d.due_at), last_status = $6, last_failure = $7,
         ended_at = case when $4 <> 'pending' then $8::timestamptz end
       where d.tenant_id = $1 and d.id = $2 and d.fence = $3 and d.state = 'pending'
       returning d.attempts
     )
     insert into delivery_attempts (tenant_id, delivery_id, number, at, duration_ms, status, failure, request_headers,
       response_headers, response_body, next_attempt_at)
     select $1, $2, attempts, $9, $10, $6, $7, $11, $12, $13, $5 from settled
     returning number`,
    [
      tenant,
      delivery.id,
      delivery.fence,
      state,
      attempt.nextAttemptAt === null ? null : new Date(attempt.nextAttemptAt),
      attempt.status,
      attempt.failure,
      new Date(now),
      new Date(attempt.at),
      attempt.durationMs,
      JSON.stringify(attempt.requestHeaders),
      attempt.responseHeaders === null ? null : JSON.stringify(attempt.responseHeaders),
      attempt.responseBody,
    ],
  )
  return rows.length > 0
}

/** What is told of a webhook endpoint beside its row. */
async function readBeside(
  query: Query,
  tenant: TenantId,
  endpoint: WebhookEndpointId,
  now: number,
): Promise<Pick<ListedWebhookEndpoint, 'pending' | 'previousSecretExpiresAt'>> {
  const [row] = await query(
    'read_beside_webhook_endpoint',
    `select
       (select count(*)::int from (
          select from deliveries d where d.tenant_id = $1 and d.endpoint_id = $2 and d.state = 'pending'
          limit ${pendingCountMax}) as counted) as pending,
       (select max(s.expires_at) from webhook_secrets s
        where s.tenant_id = $1 and s.endpoint_id = $2 and s.expires_at > $3) as expires_at`,
    [tenant, webhookEndpointUuid(endpoint), new Date(now)],
  )
  const beside = present(row, 'webhook endpoint')
  return { pending: numberOf(beside, 'pending'), previousSecretExpiresAt: numberOrNullOf(beside, 'expires_at') }
}

async function storeHealth(
  query: Query,
  tenant: TenantId,
  endpoint: WebhookEndpointId,
  health: EndpointHealth,
): Promise<void> {
  const instant = (at: number | null): Date | null => (at === null ? null : new Date(at))
  await query(
    'store_webhook_health',
    `update webhook_endpoints set status = $3, disabled_reason = $4, disabled_at = $5, failures = $6, failing_since = $7,
       paused_until = $8, last_success_at = $9, last_failure_at = $10
     where tenant_id = $1 and id = $2`,
    [
      tenant,
      webhookEndpointUuid(endpoint),
      health.status,
      health.disabledReason,
      instant(health.disabledAt),
      health.failures,
      instant(health.failingSince),
      instant(health.pausedUntil),
      instant(health.lastSuccessAt),
      instant(health.lastFailureAt),
    ],
  )
}
