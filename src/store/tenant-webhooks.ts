import type { WebhookBacklog } from '../domain/incoming-webhook.ts'
import type { TenantId } from '../domain/tenant.ts'
import { type Database, internalsOf } from '../postgres/database.ts'
import { numberOf, numberOrNullOf, present } from '../postgres/row.ts'

/** The webhooks of each of these tenants, in their order. */
export async function findTenantWebhooks(
  database: Database,
  tenants: readonly TenantId[],
): Promise<ReadonlyMap<TenantId, WebhookBacklog>> {
  const rows = await internalsOf(database).connection.query(
    'find_tenant_webhooks',
    `select t.place, waiting.count as waiting, waiting.oldest as oldest_waiting_at, given_up.count as given_up,
       newest.received_at as last_received_at
     from unnest($1::text[]) with ordinality as t(tenant_id, place)
     cross join lateral (
       select count(*)::int as count, min(received_at) as oldest from incoming_webhooks
       where tenant_id = t.tenant_id and handled_at is null
     ) as waiting
     cross join lateral (
       select count(*)::int as count from incoming_webhooks where tenant_id = t.tenant_id and outcome = 'given_up'
     ) as given_up
     left join lateral (
       select received_at from incoming_webhooks where tenant_id = t.tenant_id order by received_at desc limit 1
     ) as newest on true`,
    [tenants],
  )
  return new Map(
    rows.map((row) => [
      present(tenants[Number(row.place) - 1], 'place'),
      {
        waiting: numberOf(row, 'waiting'),
        oldestWaitingAt: numberOrNullOf(row, 'oldest_waiting_at'),
        givenUp: numberOf(row, 'given_up'),
        lastReceivedAt: numberOrNullOf(row, 'last_received_at'),
      },
    ]),
  )
}

/** Those of all these tenants together. */
export async function sumWebhooks(
  database: Database,
  tenants: readonly TenantId[],
): Promise<Omit<WebhookBacklog, 'lastReceivedAt'>> {
  const [row] = await internalsOf(database).connection.query(
    'sum_webhooks',
    `select waiting.count as waiting, waiting.oldest as oldest_waiting_at, given_up.count as given_up
     from (
       select count(*)::int as count, min(received_at) as oldest from incoming_webhooks
       where tenant_id = any($1::text[]) and handled_at is null
     ) as waiting
     cross join (
       select count(*)::int as count from incoming_webhooks
       where tenant_id = any($1::text[]) and outcome = 'given_up'
     ) as given_up`,
    [tenants],
  )
  const sums = present(row, 'webhooks')
  return {
    waiting: numberOf(sums, 'waiting'),
    oldestWaitingAt: numberOrNullOf(sums, 'oldest_waiting_at'),
    givenUp: numberOf(sums, 'given_up'),
  }
}
