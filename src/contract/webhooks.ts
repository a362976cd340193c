import Type from 'typebox'
import { endpoint } from './endpoint.ts'

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
  rawBody: { as: 'bytes' },
  replies: { 200: Type.Object({ received: Type.Literal(true) }) },
  errors: ['webhook_refused', 'invalid_fields'],
})
