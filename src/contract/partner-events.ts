import Type from 'typebox'
import { endpoint } from './endpoint.ts'
import { EventDeliveriesReply, EventsReply, eventDeliveriesExample, eventExample } from './event-deliveries.ts'
import { eventsParameters, webhookEndpointId } from './event-query.ts'
import { optional } from './field.ts'

const root = '/v0/partner/events'
const params = { id: Type.String({ description: 'as `event.id` has it' }) }
const exampleParams = { id: eventExample.id }
const common = { tag: 'Partner', access: 'partner' } as const

/** The body of a replay of one event. */
export const eventReplayFields = {
  webhook_endpoint_id: optional(
    webhookEndpointId,
    'to this webhook endpoint alone, whatever types it wants; left out, to each that wants it and is not disabled',
  ),
}

/** The tenant's events. */
export const listEvents = endpoint({
  ...common,
  name: 'listEvents',
  summary: 'What happened to the tenant’s sessions, transactions and webhook endpoints, newest first.',
  description:
    'Recorded from the tenant’s first key or webhook endpoint on, and kept for 30 days unless the operator keeps them for longer. A page that a rare filter leaves nearly empty may still have a `next`: follow it until there is none.',
  method: 'GET',
  path: root,
  partnerScope: 'read',
  query: eventsParameters,
  replies: { 200: EventsReply },
  leadsTo: [{ name: 'getEvent', about: 'one of them, with its deliveries', params: { id: '/events/0/id' } }],
  example: {
    query: { type: 'rampway.test', count: '1' },
    status: 200,
    reply: {
      _links: {
        self: { href: `${root}?type=rampway.test&count=1` },
        next: { href: `${root}?type=rampway.test&count=1&after=${eventExample.id}` },
      },
      events: [eventExample],
    },
  },
})

/** One event. */
export const getEvent = endpoint({
  ...common,
  name: 'getEvent',
  summary: 'One event, and its delivery to each webhook endpoint.',
  description: 'The same event that was delivered, with instants as the call asks for them.',
  method: 'GET',
  path: `${root}/:id`,
  partnerScope: 'read',
  params,
  replies: { 200: EventDeliveriesReply },
  errors: ['event_not_found'],
  example: { params: exampleParams, status: 200, reply: eventDeliveriesExample },
})

/** Tells one event once more. */
export const replayEvent = endpoint({
  ...common,
  name: 'replayEvent',
  summary: 'Sends an event once more, with the same id.',
  description:
    'Its attempts count on, and the schedule begins anew. Streams get it too. Each delivery that was made due is in the answer.',
  method: 'POST',
  path: `${root}/:id/replay`,
  partnerScope: 'webhooks',
  params,
  body: eventReplayFields,
  replies: { 202: EventDeliveriesReply },
  errors: ['event_not_found', 'webhook_endpoint_not_found', 'webhook_endpoint_disabled'],
  example: { params: exampleParams, body: {}, status: 202, reply: { ...eventDeliveriesExample, deliveries: [] } },
})
