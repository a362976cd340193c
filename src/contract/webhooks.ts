import Type from 'typebox'
import { endpoint } from './endpoint.ts'
import { nullable } from './schema.ts'

const MeldEvent = Type.Object(
  {
    eventType: Type.String(),
    eventId: Type.String(),
    timestamp: Type.Optional(Type.String()),
    accountId: Type.Optional(Type.String()),
    profileId: Type.Optional(nullable(Type.String())),
    version: Type.Optional(Type.String()),
    payload: Type.Optional(Type.Record(Type.String(), Type.Unknown())),
  },
  {
    title: 'MeldEvent',
    description: 'An event in Meld’s own form.',
  },
)

/** Receives Meld's webhooks. */
export const receiveMeldWebhook = endpoint({
  name: 'receiveMeldWebhook',
  tag: 'Webhooks',
  summary: 'Where Meld sends its webhooks. The signature is over the bytes, whatever their content type.',
  description:
    'An event is on disk before it is answered, and is handled after that: a reason to fetch the transaction, never the truth about it. One that does not prove to be Meld’s is refused and not recorded.',
  method: 'POST',
  path: '/v0/webhooks/meld/events',
  access: 'public',
  rawQuery: Type.Object({
    tenant: Type.Optional(
      Type.String({ description: '`<org-id>:<env-id>`; without it the signature tells whose it is' }),
    ),
  }),
  rawHeaders: Type.Object({
    'meld-signature': Type.String({
      description:
        'HMAC-SHA256 of `timestamp.url.body` under the secret of Meld’s webhook profile, as base64url with padding',
    }),
    'meld-signature-timestamp': Type.String({ description: 'when it was signed; at most 300 seconds away' }),
  }),
  rawBody: { as: 'bytes', schema: MeldEvent },
  replies: { 200: Type.Object({ received: Type.Literal(true) }) },
  errors: ['webhook_refused', 'invalid_fields'],
  example: {
    headers: {
      'meld-signature': 'O4bN5E0U9s88l2DFc0kjt-0w3LLA3Zkv8hXhafc22Hg=',
      'meld-signature-timestamp': '2025-11-26T20:03:12.682818Z',
    },
    body: {
      eventType: 'TRANSACTION_CRYPTO_COMPLETE',
      eventId: '4cpRbNMyteKPzivtZ2RT4o',
      timestamp: '2025-11-26T20:03:12.000000Z',
      accountId: 'W2aRZnYGPwhBWB94iFsZus',
      version: '2023-01-30',
      payload: {
        paymentTransactionId: 'WYCmxKVDGLYS8Q7Yb8dPp3',
        paymentTransactionStatus: 'SETTLED',
        externalSessionId: 'rw_019ac1c5e2f07c3a9d4e5b6f70819293_3f2a9c0d1e4b_5a6b7c8d9e',
      },
    },
    status: 200,
    reply: { received: true },
  },
})
