import { holdingTries } from '../domain/delivery-schedule.ts'
import type { StoredEvent } from '../domain/event.ts'
import { parseTenantId, type TenantId } from '../domain/tenant.ts'
import type { WebhookEndpoint, WebhookEndpointId, WebhookEndpointStatus } from '../domain/webhook-endpoint.ts'
import type { Row } from '../postgres/connection.ts'
import { type Database, internalsOf } from '../postgres/database.ts'
import { numberOf, numberOrNullOf, present, RowError, textOf } from '../postgres/row.ts'
import { eventColumns, readEvent } from './event-row.ts'
import {
  readWebhookEndpoint,
  readWebhookEndpointId,
  webhookEndpointColumns,
  webhookEndpointUuid,
} from './webhook-endpoint-row.ts'
import { cancelDeliveries, pendingCountMax } from './webhook-endpoints.ts'

/** A webhook endpoint with all that its deliveries are made with. */
export interface DeliveryTarget {
  readonly endpoint: WebhookEndpoint
  /** Those that sign, newest first. */
  readonly secrets: readonly Buffer[]
  /** How many webhook endpoints of its tenant are not disabled. */
  readonly activeOfTenant: number
}

/** A webhook endpoint for its deliveries; undefined when there is none with this id. Throws `RowError`. */
export async function readDeliveryTarget(
  database: Database,
  tenant: TenantId,
  id: WebhookEndpointId,
  now: number,
): Promise<DeliveryTarget | undefined> {
  const [row] = await internalsOf(database).connection.query(
    'read_delivery_target',
    `select ${webhookEndpointColumns},
       (select count(*)::int from webhook_endpoints o where o.tenant_id = $1 and o.status <> 'disabled') as active,
       array(select s.secret from webhook_secrets s
             where s.tenant_id = $1 and s.endpoint_id = $2 and (s.expires_at is null or s.expires_at > $3)
             order by s.created_at desc) as secrets
     from webhook_endpoints e where e.tenant_id = $1 and e.id = $2`,
    [tenant, webhookEndpointUuid(id), new Date(now)],
  )
  if (row === undefined) return undefined
  const { secrets } = row
  if (!Array.isArray(secrets) || !secrets.every(Buffer.isBuffer)) throw new RowError('secrets')
  return { endpoint: readWebhookEndpoint(row), secrets, activeOfTenant: numberOf(row, 'active') }
}

/** A delivery that only this claim may settle. */
export interface ClaimedDelivery {
  /** As its column takes it. */
  readonly id: string
  /** Tells this claim from later ones. */
  readonly fence: number
  /** That failed, since it was last asked for. */
  readonly tries: number
  readonly event: StoredEvent
}

/** A delivery that was claimed although its event does not hold what this program wrote: it can only be given up. */
export interface UnreadableDelivery extends Pick<ClaimedDelivery, 'id' | 'fence'> {
  /** Names the field, never its content. */
  readonly error: RowError
}

/** What one claim got, in the order of the events. */
export interface ClaimedDeliveries {
  readonly claimed: readonly ClaimedDelivery[]
  readonly unreadable: readonly UnreadableDelivery[]
}

/** Of which deliveries, and for how long. */
export interface DeliveryClaim {
  readonly limit: number
  readonly leaseMs: number
  /** Epoch milliseconds. */
  readonly now: number
}

/**
 * Claims deliveries that are due, those due longest first; nobody else gets them until `now + leaseMs`, when they are due
 * again. Of one line there is one under way at a time, the earliest first; one that was tried fewer than `holdingTries`
 * times holds back those after it. Throws `RowError` for a row of the queue, never for an event.
 */
export async function claimDeliveries(
  database: Database,
  tenant: TenantId,
  endpoint: WebhookEndpointId,
  { limit, leaseMs, now }: DeliveryClaim,
): Promise<ClaimedDeliveries> {
  const rows = await internalsOf(database).connection.query(
    'claim_deliveries',
    // The condition on the line is a value and no join: it is looked up for few rows, however many there are.
    `with due as materialized (
       select d.id from deliveries d
       where d.tenant_id = $1 and d.endpoint_id = $2 and d.state = 'pending' and d.due_at <= $3
         and (d.lease_until is null or d.lease_until <= $3)
         and (select true from deliveries o
              where o.tenant_id = $1 and o.endpoint_id = $2 and o.line = d.line and o.state = 'pending' and o.id <> d.id
                and (o.lease_until > $3 or (o.position < d.position and (o.tries < ${holdingTries} or o.due_at <= $3)))
              limit 1) is null
       order by d.due_at, d.position limit $4
       for update skip locked
     ), claimed as (
       update deliveries d set lease_until = $5, due_at = $5, fence = d.fence + 1
       from due where d.tenant_id = $1 and d.id = due.id
       returning d.id, d.event_id, d.position, d.fence, d.tries
     )
     select c.id as delivery_id, c.fence::float8 as fence, c.tries, ${eventColumns}
     from claimed c join events e on e.tenant_id = $1 and e.id = c.event_id
     order by c.position`,
    [tenant, webhookEndpointUuid(endpoint), new Date(now), limit, new Date(now + leaseMs)],
  )
  const claimed: ClaimedDelivery[] = []
  const unreadable: UnreadableDelivery[] = []
  for (const row of rows) {
    const claim = { id: textOf(row, 'delivery_id'), fence: numberOf(row, 'fence') }
    const tries = numberOf(row, 'tries')
    const event = readOrError(row)
    if (event instanceof RowError) unreadable.push({ ...claim, error: event })
    else claimed.push({ ...claim, tries, event })
  }
  return { claimed, unreadable }
}

function readOrError(row: Row): StoredEvent | RowError {
  try {
    return readEvent(row)
  } catch (error) {
    if (error instanceof RowError) return error
    throw error
  }
}

/** Gives up a delivery whose event cannot be read, without an attempt; its failure is `unreadable`. */
export async function giveUpUnreadable(
  database: Database,
  tenant: TenantId,
  { id, fence }: UnreadableDelivery,
  now: number,
): Promise<void> {
  await internalsOf(database).connection.query(
    'give_up_unreadable',
    `update deliveries set state = 'given_up', lease_until = null, last_status = null, last_failure = 'unreadable',
       ended_at = $4
     where tenant_id = $1 and id = $2 and fence = $3 and state = 'pending'`,
    [tenant, id, fence, new Date(now)],
  )
}

/** Ended by one statement at most, so that it takes a moment only. */
const cancelBatchMax = 1_000

/** What is due of a webhook endpoint. Instants are epoch milliseconds. */
export interface DueDeliveries {
  /** Some are due, held back or not. */
  readonly isDue: boolean
  /** When the next ones are due that are not yet; null for none. */
  readonly nextAt: number | null
}

/** What is due of a webhook endpoint. */
export async function findDueDeliveries(
  database: Database,
  tenant: TenantId,
  endpoint: WebhookEndpointId,
  now: number,
): Promise<DueDeliveries> {
  const pending = `from deliveries d where d.tenant_id = $1 and d.endpoint_id = $2 and d.state = 'pending'`
  const [row] = await internalsOf(database).connection.query(
    'find_due_deliveries',
    `select exists (select ${pending} and d.due_at <= $3) as is_due,
       (select d.due_at ${pending} and d.due_at > $3 order by d.due_at limit 1) as next_at`,
    [tenant, webhookEndpointUuid(endpoint), new Date(now)],
  )
  const found = present(row, 'due')
  return { isDue: found.is_due === true, nextAt: numberOrNullOf(found, 'next_at') }
}

/** Where deliveries are due. */
export interface DueEndpoint {
  readonly tenant: TenantId
  readonly endpoint: WebhookEndpointId
}

/** The webhook endpoints of these tenants that have deliveries due, and may be called. */
export async function listDueEndpoints(
  database: Database,
  tenants: readonly TenantId[],
  now: number,
): Promise<readonly DueEndpoint[]> {
  const rows = await internalsOf(database).connection.query(
    'list_due_endpoints',
    `select e.tenant_id, e.id from webhook_endpoints e
     where e.tenant_id = any($1::text[]) and e.status <> 'disabled' and (e.paused_until is null or e.paused_until <= $2)
       and (select true from deliveries d
            where d.tenant_id = e.tenant_id and d.endpoint_id = e.id and d.state = 'pending' and d.due_at <= $2
            limit 1)`,
    [tenants, new Date(now)],
  )
  return rows.map((row) => ({
    tenant: present(parseTenantId(textOf(row, 'tenant_id')), 'tenant_id'),
    endpoint: readWebhookEndpointId(row.id),
  }))
}

/** How the deliveries of many tenants stand. */
export interface DeliverySums {
  /** Of each webhook endpoint `pendingCountMax` at most. */
  readonly pending: number
  /** Since when the delivery is due that is due longest, where the webhook endpoint takes what it is sent; null for none. */
  readonly oldestDueAt: number | null
  readonly endpoints: Readonly<Record<WebhookEndpointStatus, number>>
}

/** How the deliveries of these tenants stand. */
export async function sumDeliveries(
  database: Database,
  tenants: readonly TenantId[],
  now: number,
): Promise<DeliverySums> {
  const rows = await internalsOf(database).connection.query(
    'sum_deliveries',
    `select e.status, count(*)::int as endpoints, coalesce(sum(waiting.pending), 0)::int as pending,
       min(waiting.oldest) filter (where e.status = 'enabled' and (e.paused_until is null or e.paused_until <= $2)) as oldest
     from webhook_endpoints e
     cross join lateral (
       select
         (select count(*) from (
            select from deliveries d where d.tenant_id = e.tenant_id and d.endpoint_id = e.id and d.state = 'pending'
            limit ${pendingCountMax}) as counted) as pending,
         (select d.due_at from deliveries d
          where d.tenant_id = e.tenant_id and d.endpoint_id = e.id and d.state = 'pending' and d.due_at <= $2
          order by d.due_at limit 1) as oldest
     ) as waiting
     where e.tenant_id = any($1::text[])
     group by e.status`,
    [tenants, new Date(now)],
  )
  const found = new Map(rows.map((row) => [textOf(row, 'status'), row]))
  const countOf = (status: WebhookEndpointStatus): number => {
    const row = found.get(status)
    return row === undefined ? 0 : numberOf(row, 'endpoints')
  }
  const enabled = found.get('enabled')
  return {
    pending: rows.reduce((sum, row) => sum + numberOf(row, 'pending'), 0),
    oldestDueAt: enabled === undefined ? null : numberOrNullOf(enabled, 'oldest'),
    endpoints: { enabled: countOf('enabled'), failing: countOf('failing'), disabled: countOf('disabled') },
  }
}

/** Ends what is pending for a webhook endpoint that has been deleted, as `cancelled`. */
export async function cancelAbandoned(
  database: Database,
  tenant: TenantId,
  endpoint: WebhookEndpointId,
  now: number,
): Promise<void> {
  const { query } = internalsOf(database).connection
  while ((await cancelDeliveries(query, tenant, endpoint, cancelBatchMax, now)) === cancelBatchMax);
}
