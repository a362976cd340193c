import Type from 'typebox'
import type { SigningKey } from '../domain/webhook-signature.ts'
import { endpoint, type Wire } from './endpoint.ts'

const WebhookKeys = Type.Object(
  {
    keys: Type.Array(
      Type.Object({
        id: Type.String({ description: 'names the key; computed from it' }),
        public_key: Type.String({ description: '`whpk_` and the raw key of 32 bytes in base64' }),
      }),
      { description: 'a signature `v1a,…` was made with one of them' },
    ),
  },
  { title: 'WebhookKeys' },
)

/** The public keys of what is sent to partners. */
export const listWebhookKeys = endpoint({
  name: 'listWebhookKeys',
  tag: 'Partner',
  summary: 'The public keys that webhooks to partners are signed with, beside or instead of a secret.',
  description: 'For webhook endpoints that ask for `ed25519` or `both`. The same for everybody; keep it for an hour.',
  method: 'GET',
  path: '/v0/webhook-keys',
  access: 'public',
  replies: { 200: WebhookKeys },
  example: {
    status: 200,
    reply: {
      keys: [{ id: 'wpk_5f9a0c1b2d3e4f60', public_key: 'whpk_11qYAYKxCrfVS/7TyWQHOg7hcvPapiMlrwIaaPcHURo=' }],
    },
  },
})

/** The keys as they are sent. */
export function webhookKeysReply(key: SigningKey): Wire<typeof WebhookKeys> {
  return { keys: [{ id: key.id, public_key: key.publicKey }] }
}
