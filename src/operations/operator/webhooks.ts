import { GatewayError } from '../../domain/errors.ts'
import type { WebhookState } from '../../domain/incoming-webhook.ts'
import type { Operator } from '../../domain/operator.ts'
import type { TenantId } from '../../domain/tenant.ts'
import { askForRuns } from '../../postgres/due-work.ts'
import {
  type CommonBacklog,
  findWebhookBacklog,
  listWebhooks,
  type RecordedWebhook,
  retryWebhook,
  type WebhookPlace,
} from '../../store/webhook-list.ts'
import type { Deps } from '../deps.ts'
import { webhooksJobName } from '../webhooks-in/handle.ts'
import { auditEntryOf } from './audit.ts'

/** Which webhooks to list. */
export interface WebhooksQuery {
  /** Null lists those of every tenant that is served; one that is named need not be. */
  readonly tenant: TenantId | null
  /** Null lists those in every state. */
  readonly state: WebhookState | null
  readonly count: number
  readonly after: WebhookPlace | null
}

/** A page of Meld's webhooks, and what is left to do of all in these tenants. */
export interface WebhookPage {
  readonly backlog: CommonBacklog
  readonly webhooks: readonly RecordedWebhook[]
  /** Where the next page begins; null when this is the last. */
  readonly next: WebhookPlace | null
}

/** A page of Meld's webhooks, newest first. They hold ids and no personal data. Rejects with the database's error. */
export async function pageOfWebhooks(
  deps: Pick<Deps, 'database' | 'tenants'>,
  { tenant, state, count, after }: WebhooksQuery,
): Promise<WebhookPage> {
  const tenants = tenant === null ? deps.tenants.list().map(({ id }) => id) : [tenant]
  const [backlog, listed] = await Promise.all([
    findWebhookBacklog(deps.database, tenants),
    listWebhooks(deps.database, tenants, state, { after, count: count + 1 }),
  ])
  const webhooks = listed.slice(0, count)
  return { backlog, webhooks, next: listed.length > count ? (webhooks.at(-1) ?? null) : null }
}

/** Which webhook to retry, and why. */
export interface WebhookRetryRequest {
  readonly tenant: TenantId
  readonly eventId: string
  readonly reason: string | null
  readonly traceId: string | null
}

/**
 * Has a webhook that waits or was given up handled at once, whatever its back-off, in whichever process is free. One that
 * was given up is tried once more, and given up again when that fails. Throws `webhook_not_found` or `webhook_handled`.
 */
export async function retryWebhookNow(
  deps: Pick<Deps, 'database' | 'clock' | 'log'>,
  operator: Operator,
  { tenant, eventId, reason, traceId }: WebhookRetryRequest,
): Promise<RecordedWebhook> {
  const unknown = new GatewayError('webhook_not_found', { detail: `${tenant} has no such webhook.` })
  if (eventId.includes('\0')) throw unknown
  const now = deps.clock()
  const retried = await retryWebhook(deps.database, tenant, eventId, now, (before, after) =>
    auditEntryOf(deps, operator, {
      act: 'webhook.retry',
      target: { kind: 'webhook', tenant, id: eventId },
      reason,
      before: standingOf(before),
      after: standingOf(after),
      traceId,
    }),
  )
  if (retried.kind === 'unknown') throw unknown
  if (retried.kind === 'handled') {
    throw new GatewayError('webhook_handled', {
      detail: `It was handled after ${retried.webhook.attempts} attempts, as ${retried.webhook.outcome}.`,
    })
  }
  // A hint: it is due, so the next scheduled run finds it in any case.
  await askForRuns(deps.database, [{ job: webhooksJobName, subject: tenant }], now).catch((err: unknown) =>
    deps.log.warn({ tenant, err }, 'could not wake the handling of webhooks'),
  )
  return retried.webhook
}

function standingOf({ state, outcome, attempts, nextAttemptAt }: RecordedWebhook): object {
  return { state, outcome, attempts, next_attempt_at: nextAttemptAt }
}
