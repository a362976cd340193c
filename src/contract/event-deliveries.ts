import Type from 'typebox'
import type { Delivery, DeliveryAttempt } from '../domain/delivery.ts'
import type { EventId } from '../domain/event.ts'
import type { WebhookEndpointId } from '../domain/webhook-endpoint.ts'
import {
  attemptMembers,
  DeliveryAttemptSchema,
  DeliverySchema,
  deliveryExample,
  deliveryMembers,
} from './delivery-view.ts'
import type { Wire } from './endpoint.ts'
import { EventSchema, type EventView } from './event.ts'
import type { DeliveriesQuery, EventsQuery } from './event-query.ts'
import { linksOf, linkTo } from './hal.ts'
import { listLinks } from './list-links.ts'
import type { WebhookRoots } from './webhook-roots.ts'

/** A page of events. */
export const EventsReply = Type.Object({
  _links: linksOf(['self'], ['next']),
  events: Type.Array(EventSchema, { description: 'newest first' }),
})

/** An event, and what becomes of it. */
export const EventDeliveriesReply = Type.Object({
  _links: linksOf(['self']),
  event: EventSchema,
  deliveries: Type.Array(DeliverySchema),
})

/** A page of deliveries. */
export const DeliveriesReply = Type.Object({
  _links: linksOf(['self'], ['next']),
  deliveries: Type.Array(DeliverySchema, { description: 'those of the newest event first' }),
})

/** A delivery. */
export const DeliveryReply = Type.Object({ _links: linksOf(['self', 'event']), delivery: DeliverySchema })

/** A delivery with everything that is kept of it. */
export const WholeDeliveryReply = Type.Object({
  _links: linksOf(['self', 'event']),
  delivery: DeliverySchema,
  event: EventSchema,
  body: Type.String({
    description:
      'what is sent, to the byte, as the webhook endpoint has its timestamps now; operators are shown null for what leads to a widget',
  }),
  history: Type.Array(DeliveryAttemptSchema, { description: 'every attempt, the newest 200 at most, oldest first' }),
})

/** A page of events as it is sent. */
export function eventsReply(
  roots: WebhookRoots,
  query: EventsQuery,
  page: { readonly events: readonly EventView[]; readonly next: { readonly id: EventId } | null },
): Wire<typeof EventsReply> {
  const { after, ...filter } = query
  const places = { after: after?.id ?? null, next: page.next?.id ?? null }
  return { _links: listLinks(roots.events, { ...roots.query, ...filter }, places), events: page.events }
}

/** An event and its deliveries as they are sent. */
export function eventDeliveriesReply(
  roots: WebhookRoots,
  event: EventView,
  deliveries: readonly Delivery[],
): Wire<typeof EventDeliveriesReply> {
  const self = linkTo(`${roots.events}/${roots.scope}${event.id}`)
  return { _links: { self }, event, deliveries: deliveries.map(deliveryMembers) }
}

/** Where a list of deliveries goes on. */
interface DeliveryPlace {
  readonly event: EventId
  readonly endpoint: WebhookEndpointId
}

/** A page of deliveries as it is sent. */
export function deliveriesReply(
  roots: WebhookRoots,
  query: DeliveriesQuery,
  page: { readonly deliveries: readonly Delivery[]; readonly next: DeliveryPlace | null },
): Wire<typeof DeliveriesReply> {
  const { after, ...filter } = query
  const format = (place: DeliveryPlace | null) => (place === null ? null : `${place.event}.${place.endpoint}`)
  const places = { after: format(after), next: format(page.next) }
  return {
    _links: listLinks(roots.deliveries, { ...roots.query, ...filter }, places),
    deliveries: page.deliveries.map(deliveryMembers),
  }
}

/** A delivery as it is sent. */
export function deliveryReply(roots: WebhookRoots, delivery: Delivery): Wire<typeof DeliveryReply> {
  return { _links: deliveryLinks(roots, delivery), delivery: deliveryMembers(delivery) }
}

/** A delivery with everything that is kept of it, as it is sent. */
export function wholeDeliveryReply(
  roots: WebhookRoots,
  whole: {
    readonly delivery: Delivery
    readonly attempts: readonly DeliveryAttempt[]
    readonly event: EventView
    readonly body: string
  },
): Wire<typeof WholeDeliveryReply> {
  const { delivery, attempts, event, body } = whole
  return { ...deliveryReply(roots, delivery), event, body, history: attempts.map(attemptMembers) }
}

function deliveryLinks(roots: WebhookRoots, { id, event }: Delivery) {
  return {
    self: linkTo(`${roots.deliveries}/${roots.scope}${id}`),
    event: linkTo(`${roots.events}/${roots.scope}${event}`),
  }
}

/** The event of the examples. */
export const eventExample: EventView = {
  id: deliveryExample.event_id,
  type: 'rampway.test',
  timestamp: 1_764_187_200_000,
  tenant: 'org-demo:env-sandbox',
  sequence: null,
  previous_status: null,
  data: {
    message: 'A test, asked for by order service.',
    webhook_endpoint_id: deliveryExample.webhook_endpoint_id,
  },
}

/** It, and its delivery. */
export const eventDeliveriesExample: Wire<typeof EventDeliveriesReply> = {
  _links: { self: { href: `/v0/partner/events/${eventExample.id}` } },
  event: eventExample,
  deliveries: [deliveryExample],
}
