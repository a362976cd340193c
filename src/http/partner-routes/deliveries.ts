import type { FastifyInstance } from 'fastify'
import { deliveriesReply, deliveryReply, wholeDeliveryReply } from '../../contract/event-deliveries.ts'
import { getDelivery, listDeliveries, retryDelivery } from '../../contract/partner-deliveries.ts'
import { partnerRoots } from '../../contract/webhook-roots.ts'
import { type Deps, depsFor } from '../../operations/deps.ts'
import { pageOfDeliveries, readDelivery, retryDeliveryNow } from '../../operations/webhooks-out/deliveries.ts'
import { serve } from '../serve.ts'

/** What was sent to a tenant's webhook endpoints, and having it sent once more. */
export function partnerDeliveryRoutes(app: FastifyInstance, deps: Deps): void {
  serve(app, listDeliveries, async ({ partner, query }) => {
    const { items: deliveries, next } = await pageOfDeliveries(deps, partner.tenant.id, query)
    return { status: 200, body: deliveriesReply(partnerRoots, query, { deliveries, next }) }
  })

  serve(app, getDelivery, async ({ partner, params }) => {
    const whole = await readDelivery(deps, partner.tenant, params.id)
    return { status: 200, body: wholeDeliveryReply(partnerRoots, whole) }
  })

  serve(app, retryDelivery, async ({ partner, params, log }) => {
    const target = { tenant: partner.tenant.id, id: params.id }
    const delivery = await retryDeliveryNow(depsFor(deps, log), target, { partner })
    return { status: 202, body: deliveryReply(partnerRoots, delivery) }
  })
}
