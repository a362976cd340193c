import type { FastifyInstance } from 'fastify'
import { eventDeliveriesReply } from '../../contract/event-deliveries.ts'
import {
  changeWebhookEndpoint,
  createWebhookEndpoint,
  deleteWebhookEndpoint,
  getWebhookEndpoint,
  listWebhookEndpoints,
  replayToWebhookEndpoint,
  rotateWebhookSecret,
  testWebhookEndpoint,
} from '../../contract/partner-webhook-endpoints.ts'
import {
  replayReply,
  webhookEndpointMembers,
  webhookEndpointReply,
  webhookEndpointWithSecretReply,
} from '../../contract/webhook-endpoint-view.ts'
import { partnerRoots } from '../../contract/webhook-roots.ts'
import { type Deps, depsFor } from '../../operations/deps.ts'
import { eventOf } from '../../operations/events/render.ts'
import { replayRange, sendTest } from '../../operations/webhooks-out/replay.ts'
import {
  allWebhookEndpoints,
  alterWebhookEndpoint,
  makeWebhookEndpoint,
  removeWebhookEndpoint,
  requireWebhookEndpoint,
  rotateSecretOf,
} from '../../operations/webhooks-out/webhook-endpoints.ts'
import { serve } from '../serve.ts'

const root = partnerRoots.webhookEndpoints

/** Where a tenant's events are sent. */
export function partnerWebhookEndpointRoutes(app: FastifyInstance, deps: Deps): void {
  serve(app, listWebhookEndpoints, async ({ partner }) => {
    const endpoints = await allWebhookEndpoints(deps, partner.tenant.id)
    const body = { _links: { self: { href: root } }, webhook_endpoints: endpoints.map(webhookEndpointMembers) }
    return { status: 200, body }
  })

  serve(app, createWebhookEndpoint, async ({ partner, body, log }) => {
    const made = await makeWebhookEndpoint(depsFor(deps, log), partner.tenant.id, body, { partner })
    return { status: 201, body: webhookEndpointWithSecretReply(partnerRoots, made) }
  })

  serve(app, getWebhookEndpoint, async ({ partner, params }) => {
    const endpoint = await requireWebhookEndpoint(deps, partner.tenant.id, params.id)
    return { status: 200, body: webhookEndpointReply(partnerRoots, endpoint) }
  })

  serve(app, changeWebhookEndpoint, async ({ partner, params, body, log }) => {
    const target = { tenant: partner.tenant.id, id: params.id }
    const endpoint = await alterWebhookEndpoint(depsFor(deps, log), target, body, { partner })
    return { status: 200, body: webhookEndpointReply(partnerRoots, endpoint) }
  })

  serve(app, deleteWebhookEndpoint, async ({ partner, params, log }) => {
    await removeWebhookEndpoint(depsFor(deps, log), { tenant: partner.tenant.id, id: params.id }, { partner })
    return { status: 204 }
  })

  serve(app, rotateWebhookSecret, async ({ partner, params, log }) => {
    const target = { tenant: partner.tenant.id, id: params.id }
    const rotated = await rotateSecretOf(depsFor(deps, log), target, { partner })
    return { status: 200, body: webhookEndpointWithSecretReply(partnerRoots, rotated) }
  })

  serve(app, testWebhookEndpoint, async ({ partner, params, log }) => {
    const target = { tenant: partner.tenant.id, id: params.id }
    const { event, deliveries } = await sendTest(depsFor(deps, log), target, { partner })
    return {
      status: 202,
      body: eventDeliveriesReply(partnerRoots, eventOf(deps, partner.tenant, event), deliveries),
    }
  })

  serve(app, replayToWebhookEndpoint, async ({ partner, params, body, log }) => {
    const target = { tenant: partner.tenant.id, id: params.id }
    const replayed = await replayRange(depsFor(deps, log), target, body, { partner })
    return { status: body.dry_run ? 200 : 202, body: replayReply(partnerRoots, replayed.endpoint, replayed) }
  })
}
