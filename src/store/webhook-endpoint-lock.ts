import type { TenantId } from '../domain/tenant.ts'
import type { WebhookEndpoint, WebhookEndpointId } from '../domain/webhook-endpoint.ts'
import type { Query } from '../postgres/connection.ts'
import { readWebhookEndpoint, webhookEndpointColumns, webhookEndpointUuid } from './webhook-endpoint-row.ts'

/** Ends what the breaker had paused: somebody says that the webhook endpoint takes events again. */
export async function endPause(query: Query, tenant: TenantId, id: WebhookEndpointId): Promise<void> {
  await query(
    'end_pause',
    `update webhook_endpoints set paused_until = null
     where tenant_id = $1 and id = $2 and paused_until is not null`,
    [tenant, webhookEndpointUuid(id)],
  )
}

/** Holds the row of a webhook endpoint until the transaction ends; undefined when there is none. Throws `RowError`. */
export async function lockWebhookEndpoint(
  query: Query,
  tenant: TenantId,
  id: WebhookEndpointId,
): Promise<WebhookEndpoint | undefined> {
  const [row] = await query(
    'lock_webhook_endpoint',
    `select ${webhookEndpointColumns} from webhook_endpoints e where e.tenant_id = $1 and e.id = $2 for update`,
    [tenant, webhookEndpointUuid(id)],
  )
  return row === undefined ? undefined : readWebhookEndpoint(row)
}
