import Type from 'typebox'
import { parseTenantId } from '../domain/tenant.ts'
import {
  parseWebhookEndpointId,
  type WebhookEndpoint,
  type WebhookEndpointStatus,
  webhookEndpointStatuses,
} from '../domain/webhook-endpoint.ts'
import { oneOf } from './choice.ts'
import { empty, endpoint, type Wire } from './endpoint.ts'
import { EventDeliveriesReply, eventDeliveriesExample } from './event-deliveries.ts'
import { type FieldValues, optional, required } from './field.ts'
import { listLinks } from './list-links.ts'
import { optionalReason, pageCount, pagePlace, requiredReason, tenant } from './operator-fields.ts'
import { tenant as tenantInBody } from './operator-switch-fields.ts'
import { newWebhookEndpointFields, replayFields, webhookEndpointChangeFields } from './webhook-endpoint-fields.ts'
import {
  ReplayReply,
  type ShownWebhookEndpoint,
  secretExample,
  WebhookEndpointReply,
  WebhookEndpointsReply,
  WebhookEndpointWithSecretReply,
  webhookEndpointExample,
  webhookEndpointMembers,
} from './webhook-endpoint-view.ts'
import { operatorRoots } from './webhook-roots.ts'

const root = '/operator/v0/webhook-endpoints'
const path = `${root}/:tenant/:id` as const
const params = {
  tenant: Type.String({ description: '`<org-id>:<env-id>`' }),
  id: Type.String({ description: 'as `webhook_endpoint.id` has it' }),
}
const exampleParams = { tenant: webhookEndpointExample.tenant, id: webhookEndpointExample.id }
const self = { href: `${root}/${encodeURIComponent(webhookEndpointExample.tenant)}/${webhookEndpointExample.id}` }
const common = { tag: 'Operator', access: 'operator', scope: 'act', errors: ['webhook_endpoint_not_found'] } as const

/** Where a page of webhook endpoints ended. */
type Place = Pick<WebhookEndpoint, 'tenant' | 'id'>

function formatPlace({ tenant, id }: Place): string {
  return `${id}.${tenant}`
}

function parsePlace(text: string): Place | undefined {
  const cut = text.indexOf('.')
  const [id, of] = [parseWebhookEndpointId(text.slice(0, cut)), parseTenantId(text.slice(cut + 1))]
  return id === undefined || of === undefined ? undefined : { tenant: of, id }
}

/** The query of `GET /operator/v0/webhook-endpoints`. */
export const webhookEndpointsParameters = {
  tenant: optional(tenant, 'those of this tenant; of every tenant that is served by default'),
  status: optional(oneOf<WebhookEndpointStatus>(webhookEndpointStatuses, ' for all'), 'those of this status'),
  count: pageCount('webhook endpoints'),
  after: pagePlace(parsePlace),
}

/** A query that was read. */
export type WebhookEndpointsParameters = FieldValues<typeof webhookEndpointsParameters>

/** Webhook endpoints of all tenants. */
export const listWebhookEndpointsAsOperator = endpoint({
  name: 'listWebhookEndpointsAsOperator',
  tag: 'Operator',
  summary: 'Where partners’ events are sent, and how that goes.',
  description: 'By tenant. Secrets are shown to nobody.',
  method: 'GET',
  path: root,
  access: 'operator',
  scope: 'read',
  query: webhookEndpointsParameters,
  replies: { 200: WebhookEndpointsReply },
  example: {
    query: { status: 'enabled' },
    status: 200,
    reply: {
      _links: { self: { href: `${root}?status=enabled&count=50` } },
      webhook_endpoints: [webhookEndpointExample],
    },
  },
})

/** A new webhook endpoint of a tenant. */
export const createWebhookEndpointAsOperator = endpoint({
  ...common,
  name: 'createWebhookEndpointAsOperator',
  summary: 'Has a tenant’s events sent to a URL from now on.',
  description: 'The answer shows the secret, this once: hand it to the partner as you would a password.',
  method: 'POST',
  path: root,
  body: {
    tenant: required(tenantInBody, "the tenant as '<org-id>:<env-id>'", 'whose events'),
    ...newWebhookEndpointFields,
    reason: optionalReason,
  },
  replies: { 201: WebhookEndpointWithSecretReply },
  errors: ['tenant_not_found', 'webhook_endpoints_full'],
  example: {
    body: { tenant: webhookEndpointExample.tenant, url: webhookEndpointExample.url, description: 'order service' },
    status: 201,
    reply: { _links: { self }, webhook_endpoint: { ...webhookEndpointExample, secret: secretExample } },
  },
})

/** One webhook endpoint. */
export const getWebhookEndpointAsOperator = endpoint({
  ...common,
  name: 'getWebhookEndpointAsOperator',
  summary: 'One webhook endpoint, and how it goes.',
  description: 'Its secret is not shown.',
  method: 'GET',
  path,
  scope: 'read',
  params,
  replies: { 200: WebhookEndpointReply },
  example: {
    params: exampleParams,
    status: 200,
    reply: { _links: { self }, webhook_endpoint: webhookEndpointExample },
  },
})

/** Changes a webhook endpoint. */
export const changeWebhookEndpointAsOperator = endpoint({
  ...common,
  name: 'changeWebhookEndpointAsOperator',
  summary: 'Changes a webhook endpoint; what is left out stays.',
  description:
    'Disabling it needs a `reason`. Another URL, or `status: "enabled"`, ends the pause after failed attempts.',
  method: 'PATCH',
  path,
  params,
  body: { ...webhookEndpointChangeFields, reason: optionalReason },
  replies: { 200: WebhookEndpointReply },
  example: {
    params: exampleParams,
    body: { status: 'disabled', reason: 'the partner asks for it in ticket 4711' },
    status: 200,
    reply: {
      _links: { self },
      webhook_endpoint: {
        ...webhookEndpointExample,
        status: 'disabled',
        disabled_reason: 'operator',
        disabled_at: webhookEndpointExample.created_at,
      },
    },
  },
})

/** Deletes a webhook endpoint. */
export const deleteWebhookEndpointAsOperator = endpoint({
  ...common,
  name: 'deleteWebhookEndpointAsOperator',
  summary: 'Deletes a webhook endpoint, and cancels what is pending for it.',
  description: 'Its deliveries stay listed as long as their events are kept.',
  method: 'DELETE',
  path,
  params,
  query: { reason: requiredReason },
  replies: { 204: empty },
  example: { params: exampleParams, query: { reason: 'the partner has left' }, status: 204 },
})

/** Gives a webhook endpoint a new secret. */
export const rotateWebhookSecretAsOperator = endpoint({
  ...common,
  name: 'rotateWebhookSecretAsOperator',
  summary: 'Gives a webhook endpoint a new secret; the one before signs beside it for 24 hours.',
  description: 'A second rotation within these hours ends the oldest secret at once: so one that leaked needs two.',
  method: 'POST',
  path: `${path}/rotate-secret`,
  params,
  body: { reason: requiredReason },
  replies: { 200: WebhookEndpointWithSecretReply },
  example: {
    params: exampleParams,
    body: { reason: 'it stood in a ticket' },
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
export const testWebhookEndpointAsOperator = endpoint({
  ...common,
  name: 'testWebhookEndpointAsOperator',
  summary: 'Sends a `rampway.test` to this webhook endpoint alone, whatever types it wants.',
  description: 'Follow the delivery to see what became of it.',
  method: 'POST',
  path: `${path}/test`,
  params,
  body: { reason: optionalReason },
  replies: { 202: EventDeliveriesReply },
  errors: [...common.errors, 'tenant_not_found', 'webhook_endpoint_disabled'],
  example: {
    params: exampleParams,
    status: 202,
    reply: {
      ...eventDeliveriesExample,
      _links: { self: { href: `${operatorRoots(exampleParams.tenant).events}/${eventDeliveriesExample.event.id}` } },
    },
  },
})

/** Tells a range of events once more. */
export const replayToWebhookEndpointAsOperator = endpoint({
  ...common,
  name: 'replayToWebhookEndpointAsOperator',
  summary: 'Sends a webhook endpoint a range of events once more, or what it missed.',
  description:
    'As the partner can: say from when with `since`, or have `since_last_success` or `only_failed` choose. With `dry_run: true` nothing is sent, and the answer counts. At most 100,000 events at once.',
  method: 'POST',
  path: `${path}/replay`,
  params,
  body: { ...replayFields, reason: optionalReason },
  replies: { 200: ReplayReply, 202: ReplayReply },
  errors: [...common.errors, 'webhook_endpoint_disabled', 'replay_under_way', 'replay_too_large'],
  example: {
    params: exampleParams,
    body: { since_last_success: true, reason: 'the partner was down until 15:00' },
    status: 202,
    reply: { _links: { self }, count: 12, first_at: 1_764_187_200_000, last_at: 1_764_190_800_000 },
  },
})

/** A page of webhook endpoints as it is sent. */
export function webhookEndpointsReply(
  { after, ...filter }: WebhookEndpointsParameters,
  page: { readonly endpoints: readonly ShownWebhookEndpoint[]; readonly next: Place | null },
): Wire<typeof WebhookEndpointsReply> {
  const places = {
    after: after === null ? null : formatPlace(after),
    next: page.next === null ? null : formatPlace(page.next),
  }
  return {
    _links: listLinks(root, filter, places),
    webhook_endpoints: page.endpoints.map(webhookEndpointMembers),
  }
}
