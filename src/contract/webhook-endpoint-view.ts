import Type from 'typebox'
import { eventTypes } from '../domain/event.ts'
import {
  disabledReasons,
  type WebhookEndpoint,
  webhookEndpointStatuses,
  webhookSignatures,
} from '../domain/webhook-endpoint.ts'
import type { Wire } from './endpoint.ts'
import { linksOf, linkTo } from './hal.ts'
import { nullable } from './schema.ts'
import { Instant } from './timestamps.ts'
import type { WebhookRoots } from './webhook-roots.ts'

const members = {
  id: Type.String({ description: '`whe_` and 32 hexadecimal digits' }),
  tenant: Type.String({ description: '`<org-id>:<env-id>`' }),
  url: Type.String(),
  types: Type.Array(Type.Enum([...eventTypes]), { description: 'which types of events it wants; empty: all' }),
  description: nullable(Type.String()),
  timestamp_format: Type.Enum(['iso8601', 'epoch'], { description: 'how instants stand in what is sent' }),
  signature: Type.Enum([...webhookSignatures], { description: 'what deliveries are signed with' }),
  status: Type.Enum([...webhookEndpointStatuses], {
    description: '`failing`: its last attempts failed, and others are made; `disabled`: nothing is sent',
  }),
  disabled_reason: nullable(
    Type.Enum([...disabledReasons]),
    'who or what disabled it: `partner`, `operator`, its own answer 410 (`gone`), or days of nothing but failures',
  ),
  disabled_at: nullable(Instant),
  failing_since: nullable(Instant, 'since when every attempt has failed'),
  last_success_at: nullable(Instant),
  last_failure_at: nullable(Instant),
  pending: Type.Integer({ minimum: 0, description: 'deliveries that are still to be made, counted up to 100,000' }),
  previous_secret_expires_at: nullable(
    Instant,
    'until when the secret before the last rotation signs too; null while there is one alone',
  ),
  created_at: Instant,
  updated_at: Instant,
}

/** A webhook endpoint without its secret. */
export const WebhookEndpointSchema = Type.Object(members, { title: 'WebhookEndpoint' })

/** The same with its secret, which nobody is told again. */
export const WebhookEndpointWithSecretSchema = Type.Object(
  {
    ...members,
    secret: Type.String({
      description: '`whsec_` and base64, as libraries for Standard Webhooks take it; shown this once',
    }),
  },
  { title: 'WebhookEndpointWithSecret' },
)

/** One webhook endpoint. */
export const WebhookEndpointReply = Type.Object({
  _links: linksOf(['self']),
  webhook_endpoint: WebhookEndpointSchema,
})

/** One webhook endpoint with its secret. */
export const WebhookEndpointWithSecretReply = Type.Object({
  _links: linksOf(['self']),
  webhook_endpoint: WebhookEndpointWithSecretSchema,
})

/** Webhook endpoints. */
export const WebhookEndpointsReply = Type.Object({
  _links: linksOf(['self'], ['next']),
  webhook_endpoints: Type.Array(WebhookEndpointSchema, {
    description: 'by tenant, and those that were made first first',
  }),
})

/** How many events are told once more. */
export const ReplayReply = Type.Object(
  {
    _links: linksOf(['self']),
    count: Type.Integer({ minimum: 0 }),
    first_at: nullable(Instant, 'when the first of them happened; null for none'),
    last_at: nullable(Instant),
  },
  { title: 'Replay' },
)

/** A webhook endpoint as operations tell of it. */
export interface ShownWebhookEndpoint extends WebhookEndpoint {
  readonly pending: number
  readonly previousSecretExpiresAt: number | null
}

/** A webhook endpoint as it is sent, and as the data of events about it. */
export function webhookEndpointMembers(shown: ShownWebhookEndpoint): Wire<typeof WebhookEndpointSchema> {
  return {
    id: shown.id,
    tenant: shown.tenant,
    url: shown.url,
    types: [...shown.types],
    description: shown.description,
    timestamp_format: shown.timestampFormat,
    signature: shown.signature,
    status: shown.status,
    disabled_reason: shown.disabledReason,
    disabled_at: shown.disabledAt,
    failing_since: shown.failingSince,
    last_success_at: shown.lastSuccessAt,
    last_failure_at: shown.lastFailureAt,
    pending: shown.pending,
    previous_secret_expires_at: shown.previousSecretExpiresAt,
    created_at: shown.createdAt,
    updated_at: shown.updatedAt,
  }
}

/** One webhook endpoint as it is sent. */
export function webhookEndpointReply(
  roots: WebhookRoots,
  shown: ShownWebhookEndpoint,
): Wire<typeof WebhookEndpointReply> {
  return { _links: linksTo(roots, shown), webhook_endpoint: webhookEndpointMembers(shown) }
}

/** The same with its secret. */
export function webhookEndpointWithSecretReply(
  roots: WebhookRoots,
  { endpoint, secret }: { readonly endpoint: ShownWebhookEndpoint; readonly secret: string },
): Wire<typeof WebhookEndpointWithSecretReply> {
  return { _links: linksTo(roots, endpoint), webhook_endpoint: { ...webhookEndpointMembers(endpoint), secret } }
}

function linksTo({ webhookEndpoints, scope }: WebhookRoots, { id }: Pick<WebhookEndpoint, 'id'>) {
  return { self: linkTo(`${webhookEndpoints}/${scope}${id}`) }
}

/** What a range replay comes to. */
export interface ReplayView {
  readonly count: number
  readonly firstAt: number | null
  readonly lastAt: number | null
}

/** The same as it is sent; it leads to the webhook endpoint. */
export function replayReply(
  roots: WebhookRoots,
  endpoint: Pick<WebhookEndpoint, 'id'>,
  { count, firstAt, lastAt }: ReplayView,
): Wire<typeof ReplayReply> {
  return { _links: linksTo(roots, endpoint), count, first_at: firstAt, last_at: lastAt }
}

/** The webhook endpoint of the examples. */
export const webhookEndpointExample: Wire<typeof WebhookEndpointSchema> = {
  id: 'whe_019ac1c5e2f07c3a9d4e5b6f70819293',
  tenant: 'org-demo:env-sandbox',
  url: 'https://partner.example/hooks',
  types: [],
  description: 'order service',
  timestamp_format: 'iso8601',
  signature: 'hmac',
  status: 'enabled',
  disabled_reason: null,
  disabled_at: null,
  failing_since: null,
  last_success_at: null,
  last_failure_at: null,
  pending: 0,
  previous_secret_expires_at: null,
  created_at: 1_764_187_200_000,
  updated_at: 1_764_187_200_000,
}

/** A secret, to show its form. */
export const secretExample = 'whsec_AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8='
