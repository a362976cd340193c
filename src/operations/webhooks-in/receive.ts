import type { WebhookReading } from '../../aggregators/aggregator.ts'
import { GatewayError } from '../../domain/errors.ts'
import { needsHandling, type WebhookOutcome } from '../../domain/incoming-webhook.ts'
import { recordWebhook, type WebhookRecording } from '../../store/incoming-webhooks.ts'
import type { Deps } from '../deps.ts'
import { tenantLeftOut } from '../left-out.ts'
import { findWebhookOwner, isForLeftOut, secretsToTry, subjectOfWebhook, type WebhookOwner } from './owner.ts'

/** A webhook as it came in, unverified. */
export interface UnverifiedWebhook {
  /** The addresses that Meld may have signed: whole URLs, path and query included. */
  readonly urls: Iterable<string>
  /** The tenant that the address names, if it does. */
  readonly namedTenant: string | undefined
  readonly timestampHeader: string | undefined
  readonly signatureHeader: string | undefined
  readonly body: Buffer
}

/**
 * Verifies a webhook and puts it into its tenant's inbox; it is handled soon after. When this resolves, the webhook
 * is on disk.
 *
 * Throws `webhook_refused`, always with the same words; `invalid_fields` for a verified webhook that cannot be read; or
 * `overloaded` when it could not be recorded or its tenant is left out, so that Meld sends it again.
 */
export async function receiveWebhook(deps: Deps, incoming: UnverifiedWebhook): Promise<WebhookRecording> {
  const { namedTenant } = incoming
  const reading = deps.aggregator.readWebhook(incoming.body)
  // Unverified: the session that it names only decides which secrets are tried first.
  const claimed = reading.kind === 'webhook' ? reading.webhook : null
  if (isForLeftOut(deps, namedTenant, claimed)) {
    deps.metrics.webhookReceived({ result: 'failed' })
    throw tenantLeftOut()
  }
  const secrets = secretsToTry(deps, namedTenant, claimed)
  const verdict = deps.aggregator.verifyWebhook({ ...incoming, secrets, now: deps.clock() })
  if (verdict.kind === 'refused') throw refuse(deps, verdict.reason)
  if (reading.kind === 'unreadable') throw unreadable(deps, reading)
  const { webhook } = reading
  try {
    const owner = await findWebhookOwner(deps, namedTenant, verdict.secret, webhook)
    if (owner === undefined) throw refuse(deps, 'wrong_signature')
    const { tenant } = owner
    deps.log.addSubject(subjectOfWebhook(tenant, webhook))
    const outcome = immediateOutcome(owner, needsHandling(webhook))
    const recording = await recordWebhook(deps.database, tenant.id, webhook, outcome, deps.clock())
    deps.metrics.webhookReceived({ result: recording })
    deps.log.info({ event: webhook.eventId, type: webhook.eventType, recording, outcome }, 'webhook received')
    if (recording === 'recorded' && outcome === null) deps.onWebhook(tenant.id)
    return recording
  } catch (cause) {
    if (cause instanceof GatewayError && cause.error === 'webhook_refused') throw cause
    deps.metrics.webhookReceived({ result: 'failed' })
    deps.log.error({ event: webhook.eventId, err: cause }, 'could not record a webhook')
    const detail = 'The webhook could not be recorded.'
    throw new GatewayError('overloaded', { detail, cause })
  }
}

function immediateOutcome({ foreign }: WebhookOwner, toHandle: boolean): WebhookOutcome | null {
  if (foreign) return 'foreign'
  return toHandle ? null : 'nothing_to_do'
}

function refuse(deps: Deps, reason: string): GatewayError {
  deps.metrics.webhookReceived({ result: `refused_${reason}` })
  return new GatewayError('webhook_refused', { reason })
}

function unreadable(deps: Deps, { pointer, detail }: Extract<WebhookReading, { kind: 'unreadable' }>): GatewayError {
  deps.metrics.webhookReceived({ result: 'unreadable' })
  return new GatewayError('invalid_fields', {
    detail: `${pointer} ${detail}`.trim(),
    members: { errors: [{ pointer, detail }] },
  })
}
