import { type EventType, isEventType } from '../domain/event.ts'
import { parseTenantId } from '../domain/tenant.ts'
import {
  disabledReasons,
  parseWebhookEndpointId,
  type WebhookEndpoint,
  type WebhookEndpointId,
  webhookEndpointStatuses,
  webhookSignatures,
} from '../domain/webhook-endpoint.ts'
import type { Row } from '../postgres/connection.ts'
import { numberOf, numberOrNullOf, present, RowError, textOf, textOrNullOf } from '../postgres/row.ts'

/** What `readWebhookEndpoint` reads of a row that is called `e`. */
export const webhookEndpointColumns = `e.tenant_id, e.id, e.url, e.types, e.description, e.timestamp_format, e.signature,
  e.status, e.disabled_reason, e.disabled_at, e.failures, e.failing_since, e.paused_until, e.last_success_at,
  e.last_failure_at, e.created_at, e.updated_at`

/** The id as its column takes it. */
export function webhookEndpointUuid(id: WebhookEndpointId): string {
  return id.slice('whe_'.length)
}

/** The id in a column. Throws `RowError`. */
export function readWebhookEndpointId(value: unknown): WebhookEndpointId {
  return present(parseWebhookEndpointId(`whe_${String(value).replaceAll('-', '')}`), 'webhook endpoint id')
}

/** A row of `webhook_endpoints`. Throws `RowError`. */
export function readWebhookEndpoint(row: Row): WebhookEndpoint {
  const reason = textOrNullOf(row, 'disabled_reason')
  return {
    tenant: present(parseTenantId(textOf(row, 'tenant_id')), 'tenant_id'),
    id: readWebhookEndpointId(row.id),
    url: textOf(row, 'url'),
    types: typesOf(row),
    description: textOrNullOf(row, 'description'),
    timestampFormat: oneOf(['iso8601', 'epoch'] as const, row, 'timestamp_format'),
    signature: oneOf(webhookSignatures, row, 'signature'),
    status: oneOf(webhookEndpointStatuses, row, 'status'),
    disabledReason: reason === null ? null : oneOf(disabledReasons, row, 'disabled_reason'),
    disabledAt: numberOrNullOf(row, 'disabled_at'),
    failures: numberOf(row, 'failures'),
    failingSince: numberOrNullOf(row, 'failing_since'),
    pausedUntil: numberOrNullOf(row, 'paused_until'),
    lastSuccessAt: numberOrNullOf(row, 'last_success_at'),
    lastFailureAt: numberOrNullOf(row, 'last_failure_at'),
    createdAt: numberOf(row, 'created_at'),
    updatedAt: numberOf(row, 'updated_at'),
  }
}

/** None would be all, so that one which is not known may not be passed over. */
function typesOf({ types }: Row): readonly EventType[] {
  const texts = Array.isArray(types) ? types.map(String) : []
  if (!Array.isArray(types) || !texts.every(isEventType)) throw new RowError('types')
  return texts
}

function oneOf<const Word extends string>(words: readonly Word[], row: Row, field: string): Word {
  const text = textOf(row, field)
  return present(
    words.find((word) => word === text),
    field,
  )
}
