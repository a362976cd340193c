import type { FastifyInstance } from 'fastify'
import {
  deliveriesReply,
  deliveryReply,
  eventDeliveriesReply,
  eventsReply,
  wholeDeliveryReply,
} from '../../contract/event-deliveries.ts'
import {
  getDeliveryAsOperator,
  listDeliveriesAsOperator,
  retryDeliveryAsOperator,
} from '../../contract/operator-deliveries.ts'
import { getEventAsOperator, listEventsAsOperator, replayEventAsOperator } from '../../contract/operator-events.ts'
import { operatorRoots } from '../../contract/webhook-roots.ts'
import { type Deps, depsFor } from '../../operations/deps.ts'
import { eventOf } from '../../operations/events/render.ts'
import { configuredTenant, servedTenant } from '../../operations/operator/configured-tenant.ts'
import { listEventsFor, readDeliveryFor, readEventFor } from '../../operations/operator/events.ts'
import { pageOfDeliveries, retryDeliveryNow } from '../../operations/webhooks-out/deliveries.ts'
import { replayOneEvent } from '../../operations/webhooks-out/replay.ts'
import { serve } from '../serve.ts'

/** What tenants were told, what of it was delivered, and telling it once more. */
export function operatorEventRoutes(app: FastifyInstance, deps: Deps): void {
  serve(app, listEventsAsOperator, async ({ operator, query, traceId }) => {
    const { tenant: asked, ...narrowed } = query
    const tenant = servedTenant(deps, asked)
    const { items, next } = await listEventsFor(deps, operator, tenant.id, narrowed, traceId)
    const events = items.map((event) => eventOf(deps, tenant, event, 'operator'))
    return { status: 200, body: eventsReply(operatorRoots(tenant.id), narrowed, { events, next }) }
  })

  serve(app, getEventAsOperator, async ({ operator, params, traceId }) => {
    const tenant = servedTenant(deps, params.tenant)
    const { event, deliveries } = await readEventFor(deps, operator, tenant.id, params.id, traceId)
    const roots = operatorRoots(tenant.id)
    return { status: 200, body: eventDeliveriesReply(roots, eventOf(deps, tenant, event, 'operator'), deliveries) }
  })

  serve(app, replayEventAsOperator, async ({ operator, params, body, traceId, log }) => {
    const tenant = servedTenant(deps, params.tenant)
    const target = { tenant: tenant.id, event: params.id, endpoint: body.webhook_endpoint_id }
    const asker = { operator, reason: body.reason, traceId }
    const { event, deliveries } = await replayOneEvent(depsFor(deps, log), target, asker)
    const roots = operatorRoots(tenant.id)
    return { status: 202, body: eventDeliveriesReply(roots, eventOf(deps, tenant, event, 'operator'), deliveries) }
  })

  serve(app, listDeliveriesAsOperator, async ({ query }) => {
    const { tenant, ...narrowed } = query
    const { items: deliveries, next } = await pageOfDeliveries(deps, configuredTenant(deps, tenant), narrowed)
    return { status: 200, body: deliveriesReply(operatorRoots(tenant), narrowed, { deliveries, next }) }
  })

  serve(app, getDeliveryAsOperator, async ({ operator, params, traceId }) => {
    const tenant = servedTenant(deps, params.tenant)
    const whole = await readDeliveryFor(deps, operator, tenant, params.id, traceId)
    return { status: 200, body: wholeDeliveryReply(operatorRoots(tenant.id), whole) }
  })

  serve(app, retryDeliveryAsOperator, async ({ operator, params, body: { reason }, traceId, log }) => {
    const tenant = configuredTenant(deps, params.tenant)
    const asker = { operator, reason, traceId }
    const delivery = await retryDeliveryNow(depsFor(deps, log), { tenant, id: params.id }, asker)
    return { status: 202, body: deliveryReply(operatorRoots(tenant), delivery) }
  })
}
