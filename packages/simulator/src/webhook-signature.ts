import { createHmac } from 'node:crypto'

/**
 * `meld-signature`: base64url with padding of HMAC-SHA256(secret, `timestamp.url.body`) (docs/meld.md, webhooks).
 */
export function signWebhook(secret: string, timestamp: string, url: string, body: string): string {
  const mac = createHmac('sha256', secret).update(`${timestamp}.${url}.${body}`).digest('base64')
  return mac.replaceAll('+', '-').replaceAll('/', '_')
}
