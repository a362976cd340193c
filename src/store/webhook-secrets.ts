import type { AuditEntry } from '../domain/audit.ts'
import type { TenantId } from '../domain/tenant.ts'
import type { WebhookEndpointId } from '../domain/webhook-endpoint.ts'
import { secretOverlapMs } from '../domain/webhook-secret.ts'
import type { Query, Row } from '../postgres/connection.ts'
import { type Database, internalsOf } from '../postgres/database.ts'
import { RowError } from '../postgres/row.ts'
import { appendAudit } from './audit.ts'
import { webhookEndpointUuid } from './webhook-endpoint-row.ts'

/** The secrets that sign for a webhook endpoint at `now`, newest first: one, or two during a rotation. Throws `RowError`. */
export async function readSecrets(
  database: Database,
  tenant: TenantId,
  endpoint: WebhookEndpointId,
  now: number,
): Promise<readonly Buffer[]> {
  const rows = await internalsOf(database).connection.query(
    'read_webhook_secrets',
    `select secret from webhook_secrets
     where tenant_id = $1 and endpoint_id = $2 and (expires_at is null or expires_at > $3)
     order by created_at desc`,
    [tenant, webhookEndpointUuid(endpoint), new Date(now)],
  )
  return rows.map(readSecret)
}

/** Stores the first secret of a webhook endpoint that is made in the same transaction. */
export async function insertSecret(
  query: Query,
  tenant: TenantId,
  endpoint: WebhookEndpointId,
  secret: Buffer,
  now: number,
): Promise<void> {
  await query(
    'insert_webhook_secret',
    // A clock that jumped back makes none older than the one that it follows.
    `insert into webhook_secrets (tenant_id, endpoint_id, created_at, secret)
     select $1, $2, greatest($4::timestamptz, max(created_at) + interval '1 millisecond'), $3 from webhook_secrets
     where tenant_id = $1 and endpoint_id = $2`,
    [tenant, webhookEndpointUuid(endpoint), secret, new Date(now)],
  )
}

/**
 * Gives a webhook endpoint a new secret. The one before signs for 24 hours more; any before that one no longer does, so
 * that two are in use at most. Whether there is such a webhook endpoint.
 */
export function rotateSecret(
  database: Database,
  tenant: TenantId,
  endpoint: WebhookEndpointId,
  rotation: { readonly secret: Buffer; readonly now: number; readonly entry: AuditEntry | null },
): Promise<boolean> {
  const { secret, now, entry } = rotation
  return internalsOf(database).connection.transaction(async (query) => {
    const values = [tenant, webhookEndpointUuid(endpoint)]
    const held = await query(
      'lock_webhook_endpoint_of_secret',
      'select from webhook_endpoints where tenant_id = $1 and id = $2 for update',
      values,
    )
    if (held.length === 0) return false
    await query(
      'drop_webhook_secrets',
      'delete from webhook_secrets where tenant_id = $1 and endpoint_id = $2 and expires_at is not null',
      values,
    )
    await query(
      'expire_webhook_secret',
      'update webhook_secrets set expires_at = $3 where tenant_id = $1 and endpoint_id = $2',
      [...values, new Date(now + secretOverlapMs)],
    )
    await insertSecret(query, tenant, endpoint, secret, now)
    if (entry !== null) await appendAudit(query, entry)
    return true
  })
}

function readSecret({ secret }: Row): Buffer {
  if (!Buffer.isBuffer(secret)) throw new RowError('secret')
  return secret
}
