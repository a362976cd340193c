import { webhookEndpointMembers } from '../../contract/webhook-endpoint-view.ts'
import { systemClock } from '../../domain/clock.ts'
import { nextTryAt, readRetryAfter } from '../../domain/delivery-schedule.ts'
import type { ReceiverResult } from '../../domain/receiver-call.ts'
import { redactSecrets } from '../../domain/secret-redaction.ts'
import type { Tenant } from '../../domain/tenant.ts'
import { afterFailure, afterSuccess } from '../../domain/webhook-breaker.ts'
import type { WebhookEndpoint } from '../../domain/webhook-endpoint.ts'
import type { AttemptResult } from '../../observe/delivery-metrics.ts'
import { programVersion } from '../../observe/version.ts'
import type { ClaimedDelivery, DeliveryTarget } from '../../store/delivery-queue.ts'
import { type MadeAttempt, noteSuccess, settleAttempt, settleDelivered } from '../../store/delivery-settlement.ts'
import type { Deps } from '../deps.ts'
import { renderEvent } from '../events/render.ts'
import { signDelivery } from './sign.ts'

/** While successes follow each other, the webhook endpoint's row tells of one a second. */
const successNotedMs = 1_000

/**
 * Makes one attempt to deliver and records what became of it. Rejects with the database's error; then the attempt may be
 * made again, with the same id.
 */
export async function attemptDelivery(
  deps: Deps,
  tenant: Tenant,
  target: DeliveryTarget,
  delivery: ClaimedDelivery,
): Promise<void> {
  const { clock, metrics } = deps
  const { endpoint } = target
  const body = renderEvent(deps, tenant, delivery.event, endpoint.timestampFormat)
  const at = clock()
  const signed = signDelivery(
    { signature: endpoint.signature, secrets: target.secrets, key: deps.signingKey },
    // The machine's own time: that of `rampway dev` may have been moved, and receivers know nothing of it.
    { event: delivery.event.id, timestampSeconds: Math.floor(systemClock() / 1_000), body },
  )
  const headers = { 'content-type': 'application/json', 'user-agent': `Rampway/${programVersion}`, ...signed }
  const began = performance.now()
  const result = await deps.callReceiver({ url: endpoint.url, headers, body })
  const durationMs = Math.round(performance.now() - began)
  metrics.deliveryAttempted({ result: resultOf(result) }, durationMs / 1_000)
  const { 'webhook-signature': _left, ...told } = headers
  const attempt = { at, durationMs, requestHeaders: told, ...answerOf(result) }
  if (isSuccess(result)) await recordSuccess(deps, tenant, endpoint, delivery, { ...attempt, nextAttemptAt: null })
  else await recordFailure(deps, tenant, endpoint, delivery, attempt, result)
}

async function recordSuccess(
  deps: Deps,
  tenant: Tenant,
  endpoint: WebhookEndpoint,
  delivery: ClaimedDelivery,
  attempt: MadeAttempt,
): Promise<void> {
  const { database, clock } = deps
  const now = clock()
  if (endpoint.lastSuccessAt === null || endpoint.lastSuccessAt <= now - successNotedMs) {
    await noteSuccess(database, tenant.id, endpoint.id, now)
  }
  if (await settleDelivered(database, tenant.id, delivery, attempt)) return
  const news = await settleAttempt(database, tenant.id, endpoint.id, delivery, {
    isDelivered: true,
    attempt,
    judge: (before) => afterSuccess(before, now),
    subjectOf: webhookEndpointMembers,
    now,
  })
  if (news === null) return
  deps.onEvents(tenant.id)
  deps.log.info({ tenant: tenant.id, webhook_endpoint: endpoint.id }, 'a webhook endpoint has recovered')
}

async function recordFailure(
  deps: Deps,
  tenant: Tenant,
  endpoint: WebhookEndpoint,
  delivery: ClaimedDelivery,
  made: Omit<MadeAttempt, 'nextAttemptAt'>,
  result: ReceiverResult,
): Promise<void> {
  const now = deps.clock()
  const tries = delivery.tries + 1
  const header = result.kind === 'answered' ? result.headers['retry-after'] : undefined
  // A date in it is by the receiver's clock, and so by the machine's.
  const retryAfterMs = readRetryAfter(header, systemClock())
  const attempt = { ...made, nextAttemptAt: nextTryAt(tries, now, retryAfterMs, Math.random()) }
  const news = await settleAttempt(deps.database, tenant.id, endpoint.id, delivery, {
    isDelivered: false,
    attempt,
    judge: (before) => afterFailure(before, { at: made.at, status: made.status, retryAfterMs, tries }, now),
    subjectOf: webhookEndpointMembers,
    now,
  })
  const facts = { tenant: tenant.id, webhook_endpoint: endpoint.id, status: made.status, failure: made.failure }
  deps.log.debug({ ...facts, event: delivery.event.id, tries }, 'a webhook was not delivered')
  if (news === null) return
  deps.onEvents(tenant.id)
  deps.log.warn(facts, news === 'disabled' ? 'a webhook endpoint is disabled' : 'a webhook endpoint is failing')
}

function isSuccess(result: ReceiverResult): boolean {
  return result.kind === 'answered' && result.status >= 200 && result.status < 300
}

function resultOf(result: ReceiverResult): AttemptResult {
  if (result.kind === 'failed') return result.failure
  if (isSuccess(result)) return 'delivered'
  return result.status < 400 ? '3xx' : result.status < 500 ? '4xx' : '5xx'
}

function answerOf(
  result: ReceiverResult,
): Pick<MadeAttempt, 'status' | 'failure' | 'responseHeaders' | 'responseBody'> {
  if (result.kind === 'failed') {
    return { status: null, failure: result.failure, responseHeaders: null, responseBody: null }
  }
  const { status, headers, body } = result
  return { status, failure: null, responseHeaders: withoutSecrets(headers), responseBody: body }
}

function withoutSecrets(headers: Readonly<Record<string, string>>): Readonly<Record<string, string>> {
  return Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, String(redactSecrets(value, name))]))
}
