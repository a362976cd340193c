import { type Delivery, parseDeliveryId } from '../../src/domain/delivery.ts'
import { type EventId, parseEventId } from '../../src/domain/event.ts'
import type { TenantId } from '../../src/domain/tenant.ts'
import { newWebhookEndpointId, type WebhookEndpointId } from '../../src/domain/webhook-endpoint.ts'
import { makeWebhookSecret } from '../../src/domain/webhook-secret.ts'
import type { Database } from '../../src/postgres/database.ts'
import { createWebhookEndpoint, type NewWebhookEndpoint } from '../../src/store/webhook-endpoints.ts'
import { queryDatabase, type TestTarget } from '../support/database.ts'
import { start } from './store-calls.ts'

/** A webhook endpoint that wants everything, unless told otherwise. */
export function endpointOf(tenant: TenantId, named: Partial<NewWebhookEndpoint> = {}): NewWebhookEndpoint {
  return {
    tenant,
    id: newWebhookEndpointId(),
    url: 'https://partner.example/hooks',
    types: [],
    description: null,
    timestampFormat: 'iso8601',
    signature: 'hmac',
    createdAt: start,
    ...named,
  }
}

/** Stores a webhook endpoint. */
export async function storeEndpoint(
  database: Database,
  tenant: TenantId,
  named: Partial<NewWebhookEndpoint> = {},
): Promise<NewWebhookEndpoint> {
  const made = endpointOf(tenant, named)
  const creation = await createWebhookEndpoint(database, tenant, made, makeWebhookSecret(), null)
  if (creation !== 'created') throw new Error(creation)
  return made
}

/** The n-th event of a tenant, by its id. */
export function eventIdOf(n: number): EventId {
  const id = parseEventId(`evt_${(start + n * 1_000).toString(16).padStart(12, '0')}70008000000000000000`)
  if (id === undefined) throw new Error('no event id')
  return id
}

/**
 * Publishes the events from `first` to `last` of a tenant, one a second from `start` on; every tenth tells of a recovery, the
 * others of failures, about ten transactions and as many sessions.
 */
export async function publishEvents(target: TestTarget, tenant: TenantId, first: number, last: number): Promise<void> {
  await queryDatabase(
    target,
    `insert into events (tenant_id, id, position, type, session_id, transaction_id, sequence, subject, at)
     select $1, (lpad(to_hex($5::bigint + n * 1000), 12, '0') || '70008000000000000000')::uuid, n,
       case when n % 10 = 0 then 'rampway.endpoint.recovered' else 'rampway.endpoint.failing' end,
       (lpad(to_hex(n % 10), 12, '0') || '70008000000000000000')::uuid, 'tx-' || n % 10, n / 10 + 1, '{"id": "whe_0"}',
       $4::timestamptz + n * interval '1 second'
     from generate_series($2::int, $3::int) as n`,
    [tenant, first, last, new Date(start), start],
  )
}

/** Gives a webhook endpoint a delivery of each of those events, in a state. */
export async function storeDeliveries(
  target: TestTarget,
  tenant: TenantId,
  endpoint: WebhookEndpointId,
  stored: { readonly first: number; readonly last: number; readonly state?: Delivery['state'] },
): Promise<void> {
  const { first, last, state = 'pending' } = stored
  await queryDatabase(
    target,
    `insert into deliveries (tenant_id, id, endpoint_id, event_id, position, line, state, due_at, created_at, attempts,
       tries, ended_at)
     select tenant_id, gen_random_uuid(), $2, id, position, session_id::text, $5, at, at, 1, 1,
       case when $5 <> 'pending' then at end
     from events where tenant_id = $1 and position between $3 and $4`,
    [tenant, endpoint.slice('whe_'.length), first, last, state],
  )
}

/** The id of the delivery of an event to a webhook endpoint. */
export function deliveryIdOf(deliveries: readonly Delivery[], event: EventId): Delivery['id'] {
  const id = parseDeliveryId(deliveries.find((one) => one.event === event)?.id ?? '')
  if (id === undefined) throw new Error(`no delivery of ${event}`)
  return id
}
