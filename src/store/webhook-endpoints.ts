import type { AuditEntry } from '../domain/audit.ts'
import type { TenantId } from '../domain/tenant.ts'
import {
  type DisabledReason,
  type WebhookEndpoint,
  type WebhookEndpointId,
  type WebhookEndpointStatus,
  webhookEndpointsMax,
} from '../domain/webhook-endpoint.ts'
import type { Query, Row } from '../postgres/connection.ts'
import { type Database, internalsOf } from '../postgres/database.ts'
import { numberOf, numberOrNullOf, present } from '../postgres/row.ts'
import { appendAudit } from './audit.ts'
import { listen } from './event-listeners.ts'
import { lockWebhookEndpoint } from './webhook-endpoint-lock.ts'
import { readWebhookEndpoint, webhookEndpointColumns, webhookEndpointUuid } from './webhook-endpoint-row.ts'
import { insertSecret } from './webhook-secrets.ts'

/** A webhook endpoint with what is kept beside its row. */
export interface ListedWebhookEndpoint extends WebhookEndpoint {
  /** Deliveries that are pending, counted up to `pendingCountMax`. */
  readonly pending: number
  /** Until when the secret before the newest one signs too, in epoch milliseconds; null when there is one alone. */
  readonly previousSecretExpiresAt: number | null
}

/** Pending deliveries are counted no further: whoever has so many has no use for the exact number. */
export const pendingCountMax = 100_000

const listedColumns = `${webhookEndpointColumns},
  (select count(*) from (
     select from deliveries d where d.tenant_id = e.tenant_id and d.endpoint_id = e.id and d.state = 'pending'
     limit ${pendingCountMax}) as counted)::int as pending,
  (select max(s.expires_at) from webhook_secrets s
   where s.tenant_id = e.tenant_id and s.endpoint_id = e.id and s.expires_at > $1) as previous_secret_expires_at`

/** What is to be stored of a new webhook endpoint. */
export type NewWebhookEndpoint = Pick<
  WebhookEndpoint,
  'tenant' | 'id' | 'url' | 'types' | 'description' | 'timestampFormat' | 'signature' | 'createdAt'
>

/**
 * Stores a webhook endpoint with its first secret, and makes its tenant listen. `full`: the tenant has as many as it may
 * have, and nothing is stored. Two that are stored at the same time are stored one after the other.
 */
export function createWebhookEndpoint(
  database: Database,
  tenant: TenantId,
  made: NewWebhookEndpoint,
  secret: Buffer,
  entry: AuditEntry | null,
): Promise<'created' | 'full'> {
  return internalsOf(database).connection.transaction(async (query) => {
    await listen(query, tenant, made.createdAt)
    // What is counted must be what there is once the lock is held, so that the count is a statement of its own.
    await query('lock_event_listener', 'select from event_listeners where tenant_id = $1 for update', [tenant])
    const [there] = await query(
      'count_webhook_endpoints',
      'select count(*)::int as endpoints from webhook_endpoints where tenant_id = $1',
      [tenant],
    )
    if (numberOf(present(there, 'count'), 'endpoints') >= webhookEndpointsMax) return 'full'
    const { url, types, description, timestampFormat, signature, createdAt } = made
    const at = new Date(createdAt)
    await query(
      'insert_webhook_endpoint',
      `insert into webhook_endpoints (tenant_id, id, url, types, description, timestamp_format, signature, status,
         created_at, updated_at)
       values ($1, $2, $3, $4, $5, $6, $7, 'enabled', $8, $8)`,
      [tenant, webhookEndpointUuid(made.id), url, types, description, timestampFormat, signature, at],
    )
    await insertSecret(query, tenant, made.id, secret, createdAt)
    if (entry !== null) await appendAudit(query, entry)
    return 'created'
  })
}

/** A tenant's webhook endpoints, oldest first; there are 16 at most. Throws `RowError`. */
export async function listWebhookEndpoints(
  database: Database,
  tenant: TenantId,
  now: number,
): Promise<readonly ListedWebhookEndpoint[]> {
  const rows = await internalsOf(database).connection.query(
    'list_webhook_endpoints',
    `select ${listedColumns} from webhook_endpoints e where e.tenant_id = $2 order by e.id`,
    [new Date(now), tenant],
  )
  return rows.map(readListed)
}

/** Which webhook endpoints operators see of all tenants, and where the list goes on. */
export interface WebhookEndpointPage {
  /** Null lists those of every status. */
  readonly status: WebhookEndpointStatus | null
  readonly count: number
  readonly after: Pick<WebhookEndpoint, 'tenant' | 'id'> | null
}

/** A page of these tenants' webhook endpoints, by tenant and age. Throws `RowError`. */
export async function listWebhookEndpointsOf(
  database: Database,
  tenants: readonly TenantId[],
  { status, count, after }: WebhookEndpointPage,
  now: number,
): Promise<readonly ListedWebhookEndpoint[]> {
  const rows = await internalsOf(database).connection.query(
    'list_webhook_endpoints_of',
    `with page as materialized (
       select e.* from webhook_endpoints e
       where e.tenant_id = any($2::text[]) and ($3::text is null or e.status = $3)
         and ($4::text is null or (e.tenant_id, e.id) > ($4, $5::uuid))
       order by e.tenant_id, e.id limit $6
     )
     select ${listedColumns} from page e order by e.tenant_id, e.id`,
    [
      new Date(now),
      tenants,
      status,
      after === null ? null : after.tenant,
      after === null ? null : webhookEndpointUuid(after.id),
      count,
    ],
  )
  return rows.map(readListed)
}

/** One of a tenant's webhook endpoints; undefined when there is none with this id. Throws `RowError`. */
export async function findWebhookEndpoint(
  database: Database,
  tenant: TenantId,
  id: WebhookEndpointId,
  now: number,
): Promise<ListedWebhookEndpoint | undefined> {
  const [row] = await internalsOf(database).connection.query(
    'find_webhook_endpoint',
    `select ${listedColumns} from webhook_endpoints e where e.tenant_id = $2 and e.id = $3`,
    [new Date(now), tenant, webhookEndpointUuid(id)],
  )
  return row === undefined ? undefined : readListed(row)
}

/** What is to be another; what is undefined stays. */
export interface WebhookEndpointChange {
  readonly url?: string | undefined
  readonly types?: WebhookEndpoint['types'] | undefined
  readonly description?: string | null | undefined
  readonly timestampFormat?: WebhookEndpoint['timestampFormat'] | undefined
  readonly signature?: WebhookEndpoint['signature'] | undefined
  /** Null enables it. One that is disabled already stays so, for the reason it has. */
  readonly disabled?: DisabledReason | null | undefined
}

/**
 * Changes a webhook endpoint; enabling it, or another URL, ends what the breaker had paused. `entryOf` makes the entry
 * in the audit log. The one that it is then; undefined when there is none. Throws `RowError`.
 */
export function changeWebhookEndpoint(
  database: Database,
  tenant: TenantId,
  id: WebhookEndpointId,
  change: WebhookEndpointChange,
  now: number,
  entryOf: ((before: WebhookEndpoint, after: WebhookEndpoint) => AuditEntry) | null,
): Promise<WebhookEndpoint | undefined> {
  return internalsOf(database).connection.transaction(async (query) => {
    const before = await lockWebhookEndpoint(query, tenant, id)
    if (before === undefined) return undefined
    const after = changed(before, change, now)
    await query(
      'change_webhook_endpoint',
      `update webhook_endpoints set url = $3, types = $4, description = $5, timestamp_format = $6, signature = $7,
         status = $8, disabled_reason = $9, disabled_at = $10, failures = $11, failing_since = $12, paused_until = $13,
         updated_at = $14
       where tenant_id = $1 and id = $2`,
      [
        tenant,
        webhookEndpointUuid(id),
        after.url,
        after.types,
        after.description,
        after.timestampFormat,
        after.signature,
        after.status,
        after.disabledReason,
        instant(after.disabledAt),
        after.failures,
        instant(after.failingSince),
        instant(after.pausedUntil),
        new Date(now),
      ],
    )
    if (entryOf !== null) await appendAudit(query, entryOf(before, after))
    return after
  })
}

/** Ends at most so many pending deliveries of a webhook endpoint as `cancelled`; how many they were. */
export async function cancelDeliveries(
  query: Query,
  tenant: TenantId,
  id: WebhookEndpointId,
  limit: number,
  now: number,
): Promise<number> {
  const [row] = await query(
    'cancel_deliveries',
    `with pending as materialized (
       select d.id from deliveries d where d.tenant_id = $1 and d.endpoint_id = $2 and d.state = 'pending'
       order by d.due_at limit $3 for update
     ), cancelled as (
       update deliveries d set state = 'cancelled', ended_at = $4, lease_until = null
       from pending p where d.tenant_id = $1 and d.id = p.id returning d.id
     )
     select count(*)::int as cancelled from cancelled`,
    [tenant, webhookEndpointUuid(id), limit, new Date(now)],
  )
  return numberOf(present(row, 'count'), 'cancelled')
}

/**
 * Ends so many of the pending deliveries of a webhook endpoint as `cancelled`, and once there are no more of them deletes
 * it, with its secrets. Whether it is gone; until then it is to be called again. `entryOf` makes the entry in the audit
 * log of the one that is deleted. Throws `RowError`.
 */
export function deleteWebhookEndpoint(
  database: Database,
  tenant: TenantId,
  id: WebhookEndpointId,
  { limit, now }: { readonly limit: number; readonly now: number },
  entryOf: ((before: WebhookEndpoint) => AuditEntry) | null,
): Promise<'deleted' | 'unfinished' | 'absent'> {
  return internalsOf(database).connection.transaction(async (query) => {
    const before = await lockWebhookEndpoint(query, tenant, id)
    if (before === undefined) return 'absent'
    if ((await cancelDeliveries(query, tenant, id, limit, now)) === limit) return 'unfinished'
    await query(
      'delete_webhook_endpoint',
      `with secrets as (delete from webhook_secrets where tenant_id = $1 and endpoint_id = $2),
         replays as (delete from webhook_replays where tenant_id = $1 and endpoint_id = $2)
       delete from webhook_endpoints where tenant_id = $1 and id = $2`,
      [tenant, webhookEndpointUuid(id)],
    )
    if (entryOf !== null) await appendAudit(query, entryOf(before))
    return 'deleted'
  })
}

function changed(before: WebhookEndpoint, change: WebhookEndpointChange, now: number): WebhookEndpoint {
  const { url, types, description, timestampFormat, signature, disabled } = change
  const told = {
    ...before,
    url: url ?? before.url,
    types: types ?? before.types,
    description: description === undefined ? before.description : description,
    timestampFormat: timestampFormat ?? before.timestampFormat,
    signature: signature ?? before.signature,
    updatedAt: now,
  }
  if (disabled !== undefined && disabled !== null) {
    if (before.status === 'disabled') return told
    return { ...told, status: 'disabled', disabledReason: disabled, disabledAt: now, pausedUntil: null }
  }
  const isElsewhere = told.url !== before.url
  if (disabled === undefined) return isElsewhere ? { ...told, pausedUntil: null } : told
  if (before.status !== 'disabled') return { ...told, pausedUntil: null }
  const afresh = { disabledReason: null, disabledAt: null, failures: 0, failingSince: null, pausedUntil: null }
  return { ...told, ...afresh, status: 'enabled' }
}

function readListed(row: Row): ListedWebhookEndpoint {
  return {
    ...readWebhookEndpoint(row),
    pending: numberOf(row, 'pending'),
    previousSecretExpiresAt: numberOrNullOf(row, 'previous_secret_expires_at'),
  }
}

function instant(at: number | null): Date | null {
  return at === null ? null : new Date(at)
}
