import Type from 'typebox'
import { deliveryExample } from './delivery-view.ts'
import { endpoint } from './endpoint.ts'
import { DeliveriesReply, DeliveryReply, eventExample, WholeDeliveryReply } from './event-deliveries.ts'
import { deliveriesParameters } from './event-query.ts'

const root = '/v0/partner/deliveries'
const params = { id: Type.String({ description: 'as `delivery.id` has it' }) }
const exampleParams = { id: deliveryExample.id }
const links = {
  self: { href: `${root}/${deliveryExample.id}` },
  event: { href: `/v0/partner/events/${eventExample.id}` },
}
const common = { tag: 'Partner', access: 'partner' } as const

/** What was, and is to be, sent. */
export const listDeliveries = endpoint({
  ...common,
  name: 'listDeliveries',
  summary: 'What was sent to the tenant’s webhook endpoints, and what is to be.',
  description:
    'Those of the newest event first. A page that a rare filter leaves nearly empty may still have a `next`: follow it until there is none.',
  method: 'GET',
  path: root,
  partnerScope: 'read',
  query: deliveriesParameters,
  replies: { 200: DeliveriesReply },
  leadsTo: [{ name: 'getDelivery', about: 'one of them, with its attempts', params: { id: '/deliveries/0/id' } }],
  example: {
    query: { type: 'rampway.test', count: '1' },
    status: 200,
    reply: {
      _links: {
        self: { href: `${root}?type=rampway.test&count=1` },
        next: {
          href: `${root}?type=rampway.test&count=1&after=${deliveryExample.event_id}.${deliveryExample.webhook_endpoint_id}`,
        },
      },
      deliveries: [deliveryExample],
    },
  },
})

/** One delivery. */
export const getDelivery = endpoint({
  ...common,
  name: 'getDelivery',
  summary: 'One delivery: its event, what is sent, and every attempt with what was answered.',
  description: 'The first 4 KiB of each answer are kept.',
  method: 'GET',
  path: `${root}/:id`,
  partnerScope: 'read',
  params,
  replies: { 200: WholeDeliveryReply },
  errors: ['delivery_not_found'],
  example: {
    params: exampleParams,
    status: 200,
    reply: {
      _links: links,
      delivery: deliveryExample,
      event: eventExample,
      body: JSON.stringify({ ...eventExample, timestamp: '2025-11-26T20:00:00Z' }),
      history: [],
    },
  },
})

/** Has a delivery made once more. */
export const retryDelivery = endpoint({
  ...common,
  name: 'retryDelivery',
  summary: 'Makes a delivery once more at once, whatever became of it.',
  description: 'Its attempts count on, and the schedule begins anew. Streams get nothing; replay the event for that.',
  method: 'POST',
  path: `${root}/:id/retry`,
  partnerScope: 'webhooks',
  params,
  body: {},
  replies: { 202: DeliveryReply },
  errors: ['delivery_not_found', 'webhook_endpoint_disabled', 'webhook_endpoint_gone'],
  example: { params: exampleParams, status: 202, reply: { _links: links, delivery: deliveryExample } },
})
