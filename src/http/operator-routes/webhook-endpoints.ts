import type { FastifyInstance } from 'fastify'
import { eventDeliveriesReply } from '../../contract/event-deliveries.ts'
import {
  changeWebhookEndpointAsOperator,
  createWebhookEndpointAsOperator,
  deleteWebhookEndpointAsOperator,
  getWebhookEndpointAsOperator,
  listWebhookEndpointsAsOperator,
  replayToWebhookEndpointAsOperator,
  rotateWebhookSecretAsOperator,
  testWebhookEndpointAsOperator,
  webhookEndpointsReply,
} from '../../contract/operator-webhook-endpoints.ts'
import {
  replayReply,
  webhookEndpointReply,
  webhookEndpointWithSecretReply,
} from '../../contract/webhook-endpoint-view.ts'
import { operatorRoots } from '../../contract/webhook-roots.ts'
import { type Deps, depsFor } from '../../operations/deps.ts'
import { eventOf } from '../../operations/events/render.ts'
import { configuredTenant, servedTenant } from '../../operations/operator/configured-tenant.ts'
import { replayRange, sendTest } from '../../operations/webhooks-out/replay.ts'
import {
  alterWebhookEndpoint,
  makeWebhookEndpoint,
  pageOfWebhookEndpoints,
  removeWebhookEndpoint,
  requireWebhookEndpoint,
  rotateSecretOf,
  webhookEndpointTarget,
} from '../../operations/webhooks-out/webhook-endpoints.ts'
import { serve } from '../serve.ts'

/** Where partners' events are sent. */
export function operatorWebhookEndpointRoutes(app: FastifyInstance, deps: Deps): void {
  serve(app, listWebhookEndpointsAsOperator, async ({ query }) => {
    const page = await pageOfWebhookEndpoints(deps, query)
    return { status: 200, body: webhookEndpointsReply(query, page) }
  })

  serve(app, createWebhookEndpointAsOperator, async ({ operator, body: { reason, ...body }, traceId, log }) => {
    const tenant = configuredTenant(deps, body.tenant)
    const made = await makeWebhookEndpoint(depsFor(deps, log), tenant, body, { operator, reason, traceId })
    return { status: 201, body: webhookEndpointWithSecretReply(operatorRoots(tenant), made) }
  })

  serve(app, getWebhookEndpointAsOperator, async ({ params }) => {
    const { tenant, id } = webhookEndpointTarget(params)
    const endpoint = await requireWebhookEndpoint(deps, tenant, id)
    return { status: 200, body: webhookEndpointReply(operatorRoots(tenant), endpoint) }
  })

  serve(app, changeWebhookEndpointAsOperator, async ({ operator, params, body: { reason, ...body }, traceId, log }) => {
    const target = webhookEndpointTarget(params)
    const endpoint = await alterWebhookEndpoint(depsFor(deps, log), target, body, { operator, reason, traceId })
    return { status: 200, body: webhookEndpointReply(operatorRoots(target.tenant), endpoint) }
  })

  serve(app, deleteWebhookEndpointAsOperator, async ({ operator, params, query: { reason }, traceId, log }) => {
    await removeWebhookEndpoint(depsFor(deps, log), webhookEndpointTarget(params), { operator, reason, traceId })
    return { status: 204 }
  })

  serve(app, rotateWebhookSecretAsOperator, async ({ operator, params, body: { reason }, traceId, log }) => {
    const target = webhookEndpointTarget(params)
    const rotated = await rotateSecretOf(depsFor(deps, log), target, { operator, reason, traceId })
    return { status: 200, body: webhookEndpointWithSecretReply(operatorRoots(target.tenant), rotated) }
  })

  serve(app, testWebhookEndpointAsOperator, async ({ operator, params, body: { reason }, traceId, log }) => {
    const target = webhookEndpointTarget(params)
    const tenant = servedTenant(deps, target.tenant)
    const { event, deliveries } = await sendTest(depsFor(deps, log), target, { operator, reason, traceId })
    const roots = operatorRoots(target.tenant)
    return { status: 202, body: eventDeliveriesReply(roots, eventOf(deps, tenant, event), deliveries) }
  })

  serve(app, replayToWebhookEndpointAsOperator, async ({ operator, params, body, traceId, log }) => {
    const { reason, ...range } = body
    const target = webhookEndpointTarget(params)
    const replayed = await replayRange(depsFor(deps, log), target, range, { operator, reason, traceId })
    return {
      status: body.dry_run ? 200 : 202,
      body: replayReply(operatorRoots(target.tenant), replayed.endpoint, replayed),
    }
  })
}
