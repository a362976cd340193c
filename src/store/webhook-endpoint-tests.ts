import type { AuditEntry } from '../domain/audit.ts'
import type { EventId } from '../domain/event.ts'
import type { TenantId } from '../domain/tenant.ts'
import type { WebhookEndpoint, WebhookEndpointId } from '../domain/webhook-endpoint.ts'
import { type Database, internalsOf } from '../postgres/database.ts'
import { present } from '../postgres/row.ts'
import { appendAudit } from './audit.ts'
import { recordEvent } from './events.ts'
import { endPause, lockWebhookEndpoint } from './webhook-endpoint-lock.ts'

/** What came of recording a test event. */
export type TestRecording =
  | { readonly kind: 'recorded'; readonly event: EventId }
  | { readonly kind: 'disabled'; readonly endpoint: WebhookEndpoint }
  | { readonly kind: 'absent' }

/** Records a `rampway.test`, which is published for this webhook endpoint alone. Throws `RowError`. */
export async function recordTestEvent(
  database: Database,
  tenant: TenantId,
  id: WebhookEndpointId,
  test: { readonly message: string; readonly now: number; readonly entry: AuditEntry | null },
): Promise<TestRecording> {
  const { message, now, entry } = test
  const recording = await internalsOf(database).connection.transaction(async (query): Promise<TestRecording> => {
    const endpoint = await lockWebhookEndpoint(query, tenant, id)
    if (endpoint === undefined) return { kind: 'absent' }
    if (endpoint.status === 'disabled') return { kind: 'disabled', endpoint }
    await endPause(query, tenant, id)
    const event = await recordEvent(query, tenant, {
      type: 'rampway.test',
      topic: { session: null, transaction: null },
      previousStatus: null,
      subject: { message, webhook_endpoint_id: id },
      at: now,
    })
    if (entry !== null) await appendAudit(query, entry)
    // Its webhook endpoint made it listen.
    return { kind: 'recorded', event: present(event, 'event') }
  })
  if (recording.kind === 'recorded') internalsOf(database).onEvents(tenant)
  return recording
}
