import type { EventId } from '../../domain/event.ts'
import type { WebhookSignature } from '../../domain/webhook-endpoint.ts'
import { type SigningKey, signEd25519, signHmac } from '../../domain/webhook-signature.ts'

/** What a delivery is signed with. */
export interface Signers {
  readonly signature: WebhookSignature
  /** Each signs, so that receivers may hold either during a rotation. */
  readonly secrets: readonly Buffer[]
  readonly key: SigningKey
}

/** One attempt to deliver, as it is signed. */
export interface SignedAttempt {
  readonly event: EventId
  /** By the machine's clock: receivers compare it with theirs. */
  readonly timestampSeconds: number
  readonly body: string
}

/** The headers of Standard Webhooks for one attempt. */
export function signDelivery(
  { signature, secrets, key }: Signers,
  { event, timestampSeconds, body }: SignedAttempt,
): Readonly<Record<'webhook-id' | 'webhook-timestamp' | 'webhook-signature', string>> {
  const macs = signature === 'ed25519' ? [] : secrets.map((secret) => signHmac(secret, event, timestampSeconds, body))
  const own = signature === 'hmac' ? [] : [signEd25519(key, event, timestampSeconds, body)]
  return {
    'webhook-id': event,
    'webhook-timestamp': String(timestampSeconds),
    'webhook-signature': [...macs, ...own].join(' '),
  }
}
