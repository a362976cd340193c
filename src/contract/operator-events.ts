import Type from 'typebox'
import { endpoint } from './endpoint.ts'
import { EventDeliveriesReply, EventsReply, eventDeliveriesExample, eventExample } from './event-deliveries.ts'
import { eventsParameters } from './event-query.ts'
import { required } from './field.ts'
import { optionalReason } from './operator-fields.ts'
import { tenant } from './operator-switch-fields.ts'
import { eventReplayFields } from './partner-events.ts'
import { operatorRoots } from './webhook-roots.ts'

const { events: root, scope } = operatorRoots(eventExample.tenant)
const params = {
  tenant: Type.String({ description: '`<org-id>:<env-id>`' }),
  id: Type.String({ description: 'as `event.id` has it' }),
}
const exampleParams = { tenant: eventExample.tenant, id: eventExample.id }
const example = { ...eventDeliveriesExample, _links: { self: { href: `${root}/${scope}${eventExample.id}` } } }
const common = { tag: 'Operator', access: 'operator' } as const

/** Whose events or deliveries an operator lists. */
export const tenantParameter = required(tenant, "the tenant as '<org-id>:<env-id>'", 'whose they are')

/** A tenant's events. */
export const listEventsAsOperator = endpoint({
  ...common,
  name: 'listEventsAsOperator',
  summary: 'What a tenant was, or is to be, told: its events, newest first.',
  description:
    'Only tenants that have had a key or a webhook endpoint have events. They hold what users trade; reading them is recorded in the audit log. A page that a rare filter leaves nearly empty may still have a `next`.',
  method: 'GET',
  path: root,
  scope: 'read',
  query: { tenant: tenantParameter, ...eventsParameters },
  replies: { 200: EventsReply },
  errors: ['tenant_not_found'],
  example: {
    query: { tenant: eventExample.tenant },
    status: 200,
    reply: {
      _links: { self: { href: `${root}?${new URLSearchParams({ tenant: eventExample.tenant, count: '50' })}` } },
      events: [eventExample],
    },
  },
})

/** One event. */
export const getEventAsOperator = endpoint({
  ...common,
  name: 'getEventAsOperator',
  summary: 'One event, and its delivery to each webhook endpoint.',
  description: 'Reading it is recorded in the audit log.',
  method: 'GET',
  path: `${root}/:tenant/:id`,
  scope: 'read',
  params,
  replies: { 200: EventDeliveriesReply },
  errors: ['tenant_not_found', 'event_not_found'],
  example: { params: exampleParams, status: 200, reply: example },
})

/** Tells one event once more. */
export const replayEventAsOperator = endpoint({
  ...common,
  name: 'replayEventAsOperator',
  summary: 'Sends an event once more, with the same id.',
  description: 'As the partner can. The tenant’s streams get it too.',
  method: 'POST',
  path: `${root}/:tenant/:id/replay`,
  scope: 'act',
  params,
  body: { ...eventReplayFields, reason: optionalReason },
  replies: { 202: EventDeliveriesReply },
  errors: ['tenant_not_found', 'event_not_found', 'webhook_endpoint_not_found', 'webhook_endpoint_disabled'],
  example: { params: exampleParams, body: { reason: 'asked for in ticket 4711' }, status: 202, reply: example },
})
