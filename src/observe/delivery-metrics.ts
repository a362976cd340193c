import type { ReceiverFailure } from '../domain/receiver-call.ts'
import { webhookEndpointStatuses } from '../domain/webhook-endpoint.ts'
import type { Label } from './metric-family.ts'
import type { MetricKinds } from './metric-kinds.ts'

/**
 * What became of one attempt to deliver: the class of the answer's status where it was no success, or why none came.
 * `unreadable`: none was made, for the event cannot be read.
 */
export type AttemptResult = 'delivered' | '3xx' | '4xx' | '5xx' | 'unreadable' | ReceiverFailure

const result: Label<AttemptResult> = {
  words:
    '`delivered`, the class of another status (`3xx`, `4xx`, `5xx`), or [why no answer came](#webhooks-to-partners)',
}

/** Receivers have fifteen seconds. */
const attemptBuckets = [0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 15, 20]

/** What is told to partners, and how it goes. */
export function declareDeliveryMetrics({ secondsBy, gauge, gaugeBy }: MetricKinds) {
  return {
    deliveryAttempted: secondsBy({
      name: 'rampway_webhook_attempt_seconds',
      help: "Attempts to deliver an event to a partner's server, by result.",
      labels: { result },
      buckets: attemptBuckets,
    }),
    deliveriesPending: gauge({
      name: 'rampway_webhook_deliveries_pending',
      help: 'Events that are still to be delivered, of each webhook endpoint 100,000 at most.',
      note: 'Those of webhook endpoints that are failing or disabled are among them.',
      momentary: true,
    }),
    oldestDueDeliverySeconds: gauge({
      name: 'rampway_webhook_deliveries_oldest_due_seconds',
      help: 'For how long the delivery has been due that is due longest, where the webhook endpoint takes what it is sent.',
      note: 'Seconds at most: more means that the gateway does not keep up.',
      momentary: true,
    }),
    webhookEndpoints: gaugeBy({
      name: 'rampway_webhook_endpoints',
      help: 'Webhook endpoints of partners, by status.',
      labels: { status: { values: webhookEndpointStatuses, words: '`enabled`, `failing`, `disabled`' } },
      momentary: true,
    }),
  }
}
