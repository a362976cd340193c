import type { components } from '../console/generated/contract.ts'

// What both APIs answer about webhook endpoints, events and deliveries, alike; the types are those of the operator API.

type Schemas = components['schemas']

export type WebhookEndpoint = Schemas['WebhookEndpoint']
/** With the secret, which no later answer tells. */
export type SecretWebhookEndpoint = Schemas['WebhookEndpointWithSecret']
export type Delivery = Schemas['Delivery']
export type Attempt = Schemas['DeliveryAttempt']
export type EventView = Schemas['Event']
export type EventType = Delivery['type']
export type EventList = Schemas['ListEventsAsOperatorReply']
export type EventReply = Schemas['ReplayEventAsOperatorReply']
export type DeliveryList = Schemas['ListDeliveriesAsOperatorReply']
export type DeliveryReply = Schemas['GetDeliveryAsOperatorReply']
/** What a replay of a range does, or would do. */
export type RangeReplay = Schemas['Replay']
export type WebhookEndpointList = Schemas['ListWebhookEndpointsAsOperatorReply']
