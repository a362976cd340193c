import Type from 'typebox'
import { empty, endpoint } from './endpoint.ts'
import { EventDeliveriesReply, eventDeliveriesExample } from './event-deliveries.ts'
import { newWebhookEndpointFields, replayFields, webhookEndpointChangeFields } from './webhook-endpoint-fields.ts'
import {
  ReplayReply,
  secretExample,
  WebhookEndpointReply,
  WebhookEndpointsReply,
  WebhookEndpointWithSecretReply,
  webhookEndpointExample,
} from './webhook-endpoint-view.ts'

const root = '/v0/partner/webhook-endpoints'
const params = { id: Type.String({ description: 'as `webhook_endpoint.id` has it' }) }
const exampleParams = { id: webhookEndpointExample.id }
const self = { href: `${root}/${webhookEndpointExample.id}` }
const common = { tag: 'Partner', access: 'partner' } as const
const written = { ...common, partnerScope: 'webhooks', errors: ['webhook_endpoint_not_found'] } as const

/** The tenant's webhook endpoints. */
export const listWebhookEndpoints = endpoint({
  ...common,
  name: 'listWebhookEndpoints',
  summary: 'Where the tenant’s events are sent, and how that goes.',
  description: 'All of them: a tenant has 16 at most.',
  method: 'GET',
  path: root,
  partnerScope: 'read',
  replies: { 200: WebhookEndpointsReply },
  example: {
    status: 200,
    reply: { _links: { self: { href: root } }, webhook_endpoints: [webhookEndpointExample] },
  },
})

/** A new webhook endpoint. */
export const createWebhookEndpoint = endpoint({
  ...common,
  name: 'createWebhookEndpoint',
  summary: 'Has events sent to a URL from now on.',
  description:
    'The answer shows the secret that deliveries are signed with, this once. What happened before is not sent; replay it, if it is wanted. A tenant has 16 webhook endpoints at most.',
  method: 'POST',
  path: root,
  partnerScope: 'webhooks',
  body: newWebhookEndpointFields,
  replies: { 201: WebhookEndpointWithSecretReply },
  errors: ['webhook_endpoints_full'],
  leadsTo: [
    { name: 'getWebhookEndpoint', about: 'how it goes', params: { id: '/webhook_endpoint/id' } },
    {
      name: 'testWebhookEndpoint',
      about: 'has an event for trying sent there',
      params: { id: '/webhook_endpoint/id' },
    },
  ],
  example: {
    body: { url: webhookEndpointExample.url, description: 'order service' },
    status: 201,
    reply: { _links: { self }, webhook_endpoint: { ...webhookEndpointExample, secret: secretExample } },
  },
})

/** One webhook endpoint. */
export const getWebhookEndpoint = endpoint({
  ...common,
  name: 'getWebhookEndpoint',
  summary: 'One webhook endpoint, and how it goes.',
  description: 'Its secret is not shown again; rotate it when it is lost.',
  method: 'GET',
  path: `${root}/:id`,
  partnerScope: 'read',
  params,
  replies: { 200: WebhookEndpointReply },
  errors: ['webhook_endpoint_not_found'],
  example: {
    params: exampleParams,
    status: 200,
    reply: { _links: { self }, webhook_endpoint: webhookEndpointExample },
  },
})

/** Changes a webhook endpoint. */
export const changeWebhookEndpoint = endpoint({
  ...written,
  name: 'changeWebhookEndpoint',
  summary: 'Changes a webhook endpoint; what is left out stays.',
  description:
    'Deliveries that are pending go by what it is then. Another URL, or `status: "enabled"`, ends the pause after failed attempts.',
  method: 'PATCH',
  path: `${root}/:id`,
  params,
  body: webhookEndpointChangeFields,
  replies: { 200: WebhookEndpointReply },
  example: {
    params: exampleParams,
    body: { types: ['ramp.transaction.completed', 'ramp.transaction.failed'] },
    status: 200,
    reply: {
      _links: { self },
      webhook_endpoint: {
        ...webhookEndpointExample,
        types: ['ramp.transaction.completed', 'ramp.transaction.failed'],
      },
    },
  },
})

/** Deletes a webhook endpoint. */
export const deleteWebhookEndpoint = endpoint({
  ...written,
  name: 'deleteWebhookEndpoint',
  summary: 'Deletes a webhook endpoint, and cancels what is pending for it.',
  description: 'Its deliveries stay listed as long as their events are kept.',
  method: 'DELETE',
  path: `${root}/:id`,
  params,
  replies: { 204: empty },
  example: { params: exampleParams, status: 204 },
})

/** Gives a webhook endpoint a new secret. */
export const rotateWebhookSecret = endpoint({
  ...written,
  name: 'rotateWebhookSecret',
  summary: 'Gives a webhook endpoint a new secret; the one before signs beside it for 24 hours.',
  description:
    'Every delivery carries both signatures meanwhile, so that nothing is refused while your servers change over. A second rotation within these hours ends the oldest secret at once.',
  method: 'POST',
  path: `${root}/:id/rotate-secret`,
  params,
  body: {},
  replies: { 200: WebhookEndpointWithSecretReply },
  example: {
    params: exampleParams,
    status: 200,
    reply: {
      _links: { self },
      webhook_endpoint: {
        ...webhookEndpointExample,
        previous_secret_expires_at: webhookEndpointExample.created_at + 86_400_000,
        secret: secretExample,
      },
    },
  },
})

/** Sends an event for trying. */
export const testWebhookEndpoint = endpoint({
  ...written,
  name: 'testWebhookEndpoint',
  summary: 'Sends a `rampway.test` to this webhook endpoint alone, whatever types it wants.',
  description: 'Follow the delivery to see what became of it. Streams get the event too.',
  method: 'POST',
  path: `${root}/:id/test`,
  params,
  body: {},
  replies: { 202: EventDeliveriesReply },
  errors: [...written.errors, 'webhook_endpoint_disabled'],
  leadsTo: [{ name: 'getDelivery', about: 'what became of it', params: { id: '/deliveries/0/id' } }],
  example: { params: exampleParams, status: 202, reply: eventDeliveriesExample },
})

/** Tells a range of events once more. */
export const replayToWebhookEndpoint = endpoint({
  ...written,
  name: 'replayToWebhookEndpoint',
  summary: 'Sends a webhook endpoint a range of events once more, or what it missed.',
  description:
    'Each keeps its id, so receivers know it again; its attempts count on, and the schedule begins anew. Say from when with `since`, or have `since_last_success` or `only_failed` choose. With `dry_run: true` nothing is sent, and the answer counts. At most 100,000 events are replayed at once; many are sent out in the background. Streams get them too. A `rampway.test` is not replayed.',
  method: 'POST',
  path: `${root}/:id/replay`,
  params,
  body: replayFields,
  replies: { 200: ReplayReply, 202: ReplayReply },
  errors: [...written.errors, 'webhook_endpoint_disabled', 'replay_under_way', 'replay_too_large'],
  example: {
    params: exampleParams,
    body: { since: '2025-11-26T20:00:00Z', dry_run: true },
    status: 200,
    reply: { _links: { self }, count: 12, first_at: 1_764_187_200_000, last_at: 1_764_190_800_000 },
  },
})
