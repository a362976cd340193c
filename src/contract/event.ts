import Type from 'typebox'
import { eventTypes, isGatewayEventType, isSessionEventType, isTransactionEventType } from '../domain/event.ts'
import type { Wire } from './endpoint.ts'
import { nullable } from './schema.ts'
import { listedSessionSchemas } from './session-schema.ts'
import { Instant } from './timestamps.ts'
import { transactionSchemas } from './transaction-view.ts'

const head = {
  id: Type.String({ description: '`evt_…`; the same however often it is told' }),
  timestamp: Instant,
  tenant: Type.String({ description: '`<org-id>:<env-id>`' }),
  sequence: nullable(
    Type.Integer({ minimum: 1 }),
    'of its session, or else of its transaction: from 1 and without gaps; null for what is about neither',
  ),
  previous_status: nullable(Type.String(), 'the status before; null where it did not change, or there was none'),
}

const SessionEvent = Type.Object(
  {
    ...head,
    type: Type.Enum(eventTypes.filter(isSessionEventType)),
    data: Type.Object(
      {
        ...listedSessionSchemas,
        last_step: Type.Optional(
          Type.Enum(['opened', 'returned'], {
            description: 'only of `ramp.session.abandoned`: how far the user was seen to come',
          }),
        ),
      },
      { title: 'SessionEventData', description: 'the session as lists showed it at that moment' },
    ),
  },
  { title: 'SessionEvent' },
)

const TransactionEvent = Type.Object(
  {
    ...head,
    type: Type.Enum(eventTypes.filter(isTransactionEventType)),
    data: Type.Object(transactionSchemas, { title: 'Transaction' }),
  },
  { title: 'TransactionEvent', description: '`data` is the transaction as it was shown at that moment' },
)

const GatewayEvent = Type.Object(
  {
    ...head,
    type: Type.Enum(eventTypes.filter(isGatewayEventType)),
    data: Type.Record(Type.String(), Type.Unknown(), {
      description:
        'of `rampway.endpoint.*` the webhook endpoint, without its secret; of `rampway.test` its `message` and `webhook_endpoint_id`',
    }),
  },
  { title: 'GatewayEvent' },
)

/** An event as partners are told it, and as it is read back. */
export const EventSchema = Type.Union([SessionEvent, TransactionEvent, GatewayEvent], { title: 'Event' })

/** The same as a value: instants are epoch milliseconds. */
export type EventView = Wire<typeof EventSchema>
