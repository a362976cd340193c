import Type from 'typebox'
import { deliveryStates } from '../domain/delivery.ts'
import { type EventId, eventTypes, parseEventId } from '../domain/event.ts'
import { parseSessionId, type SessionId } from '../domain/session.ts'
import { parseWebhookEndpointId, type WebhookEndpointId } from '../domain/webhook-endpoint.ts'
import { oneOf } from './choice.ts'
import { type FieldValues, optional, type Reader } from './field.ts'
import { instant, pageCount, pagePlace } from './operator-fields.ts'

/** Longest id of Meld's that is looked up, in characters. */
const transactionLengthMax = 128

/** An id with a prefix of ours. */
function idOf<Id extends string>(parse: (text: string) => Id | undefined, prefix: string): Reader<Id> {
  return {
    read: (value) => {
      const id = typeof value === 'string' ? parse(value) : undefined
      return id === undefined ? { fault: `Send an id: ${prefix}_ and 32 hexadecimal digits.` } : { value: id }
    },
    schema: Type.String({ pattern: `^${prefix}_[0-9a-f]{32}$` }),
  }
}

/** The id of a webhook endpoint. */
export const webhookEndpointId: Reader<WebhookEndpointId> = idOf(parseWebhookEndpointId, 'whe')
const eventId: Reader<EventId> = idOf(parseEventId, 'evt')
const sessionId: Reader<SessionId> = idOf(parseSessionId, 'ses')

const transactionId: Reader<string> = {
  read: (value) =>
    typeof value === 'string' && /^[\x21-\x7e]+$/.test(value) && value.length <= transactionLengthMax
      ? { value }
      : { fault: 'Send the id of a transaction, as transaction.id has it.' },
  schema: Type.String({ pattern: '^[\\x21-\\x7e]+$', maxLength: transactionLengthMax }),
}

const type = oneOf(eventTypes, ' for all')

/** The query of `GET /v0/partner/events`. */
export const eventsParameters = {
  type: optional(type, 'events of this type; of all by default'),
  session: optional(sessionId, 'events of this session'),
  transaction: optional(transactionId, 'events of this transaction, by Meld’s id'),
  webhook_endpoint: optional(webhookEndpointId, 'events that were to be delivered there'),
  since: optional(instant, 'events at or after this instant: epoch milliseconds or ISO 8601'),
  until: optional(instant, 'events before this instant'),
  count: pageCount('events'),
  after: pagePlace((text) => {
    const id = parseEventId(text)
    return id === undefined ? undefined : { id }
  }),
}

/** A query that was read. */
export type EventsQuery = FieldValues<typeof eventsParameters>

/** The query of `GET /v0/partner/deliveries`. */
export const deliveriesParameters = {
  webhook_endpoint: optional(webhookEndpointId, 'deliveries to this webhook endpoint'),
  event: optional(eventId, 'deliveries of this event'),
  session: optional(sessionId, 'deliveries of events of this session'),
  transaction: optional(transactionId, 'deliveries of events of this transaction, by Meld’s id'),
  type: optional(type, 'deliveries of events of this type'),
  state: optional(oneOf(deliveryStates, ' for all'), `${deliveryStates.map((word) => `\`${word}\``).join(', ')}`),
  count: pageCount('deliveries'),
  after: pagePlace((text) => {
    const [event, endpoint, ...rest] = text.split('.')
    const [place, beside] = [parseEventId(event ?? ''), parseWebhookEndpointId(endpoint ?? '')]
    return place === undefined || beside === undefined || rest.length > 0
      ? undefined
      : { event: place, endpoint: beside }
  }),
}

/** A query that was read. */
export type DeliveriesQuery = FieldValues<typeof deliveriesParameters>
