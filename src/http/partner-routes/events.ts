import type { FastifyInstance } from 'fastify'
import { eventDeliveriesReply, eventsReply } from '../../contract/event-deliveries.ts'
import { getEvent, listEvents, replayEvent } from '../../contract/partner-events.ts'
import { partnerRoots } from '../../contract/webhook-roots.ts'
import { type Deps, depsFor } from '../../operations/deps.ts'
import { pageOfEvents, readEventWithDeliveries } from '../../operations/events/list.ts'
import { eventOf } from '../../operations/events/render.ts'
import { replayOneEvent } from '../../operations/webhooks-out/replay.ts'
import { serve } from '../serve.ts'

/** What happened to a tenant, and telling it once more. */
export function partnerEventRoutes(app: FastifyInstance, deps: Deps): void {
  serve(app, listEvents, async ({ partner: { tenant }, query }) => {
    const { items, next } = await pageOfEvents(deps, tenant.id, query)
    const events = items.map((event) => eventOf(deps, tenant, event))
    return { status: 200, body: eventsReply(partnerRoots, query, { events, next }) }
  })

  serve(app, getEvent, async ({ partner: { tenant }, params }) => {
    const { event, deliveries } = await readEventWithDeliveries(deps, tenant.id, params.id)
    return { status: 200, body: eventDeliveriesReply(partnerRoots, eventOf(deps, tenant, event), deliveries) }
  })

  serve(app, replayEvent, async ({ partner, params, body, log }) => {
    const { tenant } = partner
    const target = { tenant: tenant.id, event: params.id, endpoint: body.webhook_endpoint_id }
    const { event, deliveries } = await replayOneEvent(depsFor(deps, log), target, { partner })
    return { status: 202, body: eventDeliveriesReply(partnerRoots, eventOf(deps, tenant, event), deliveries) }
  })
}
