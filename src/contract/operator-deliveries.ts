import Type from 'typebox'
import { deliveryExample } from './delivery-view.ts'
import { endpoint } from './endpoint.ts'
import { DeliveriesReply, DeliveryReply, eventExample, WholeDeliveryReply } from './event-deliveries.ts'
import { deliveriesParameters } from './event-query.ts'
import { tenantParameter } from './operator-events.ts'
import { optionalReason } from './operator-fields.ts'
import { operatorRoots } from './webhook-roots.ts'

const { deliveries: root, events, scope } = operatorRoots(eventExample.tenant)
const params = {
  tenant: Type.String({ description: '`<org-id>:<env-id>`' }),
  id: Type.String({ description: 'as `delivery.id` has it' }),
}
const exampleParams = { tenant: eventExample.tenant, id: deliveryExample.id }
const links = {
  self: { href: `${root}/${scope}${deliveryExample.id}` },
  event: { href: `${events}/${scope}${eventExample.id}` },
}
const common = { tag: 'Operator', access: 'operator' } as const

/** A tenant's deliveries. */
export const listDeliveriesAsOperator = endpoint({
  ...common,
  name: 'listDeliveriesAsOperator',
  summary: 'What was sent to a tenant’s webhook endpoints, and what is to be.',
  description:
    'Those of the newest event first; they hold ids alone. A page that a rare filter leaves nearly empty may still have a `next`.',
  method: 'GET',
  path: root,
  scope: 'read',
  query: { tenant: tenantParameter, ...deliveriesParameters },
  replies: { 200: DeliveriesReply },
  errors: ['tenant_not_found'],
  example: {
    query: { tenant: eventExample.tenant, state: 'given_up' },
    status: 200,
    reply: {
      _links: {
        self: {
          href: `${root}?${new URLSearchParams({ tenant: eventExample.tenant, state: 'given_up', count: '50' })}`,
        },
      },
      deliveries: [{ ...deliveryExample, state: 'given_up', attempts: 10, next_attempt_at: null, last_status: 500 }],
    },
  },
})

/** One delivery. */
export const getDeliveryAsOperator = endpoint({
  ...common,
  name: 'getDeliveryAsOperator',
  summary: 'One delivery: its event, what is sent, and every attempt with what was answered.',
  description: 'Reading it is recorded in the audit log.',
  method: 'GET',
  path: `${root}/:tenant/:id`,
  scope: 'read',
  params,
  replies: { 200: WholeDeliveryReply },
  errors: ['tenant_not_found', 'delivery_not_found'],
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
export const retryDeliveryAsOperator = endpoint({
  ...common,
  name: 'retryDeliveryAsOperator',
  summary: 'Makes a delivery once more at once, whatever became of it.',
  description: 'As the partner can. Streams get nothing; replay the event for that.',
  method: 'POST',
  path: `${root}/:tenant/:id/retry`,
  scope: 'act',
  params,
  body: { reason: optionalReason },
  replies: { 202: DeliveryReply },
  errors: ['tenant_not_found', 'delivery_not_found', 'webhook_endpoint_disabled', 'webhook_endpoint_gone'],
  example: {
    params: exampleParams,
    body: { reason: 'the partner is up again' },
    status: 202,
    reply: { _links: links, delivery: deliveryExample },
  },
})
