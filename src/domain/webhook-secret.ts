import { randomBytes } from 'node:crypto'

/** Of a secret: what nobody can guess. */
const secretBytes = 32
/** After a rotation the secret before signs for so long beside the new one. */
export const secretOverlapMs = 24 * 3_600_000

const secretPattern = /^whsec_[A-Za-z0-9+/]{43}=$/

/** A new secret: 256 bits from the system's random numbers. */
export function makeWebhookSecret(): Buffer {
  return randomBytes(secretBytes)
}

/** As partners are shown it, and as libraries for Standard Webhooks take it: `whsec_` and base64. */
export function formatWebhookSecret(secret: Buffer): string {
  return `whsec_${secret.toString('base64')}`
}

/** The secret that a text is; undefined for any other text. */
export function parseWebhookSecret(text: string): Buffer | undefined {
  return secretPattern.test(text) ? Buffer.from(text.slice('whsec_'.length), 'base64') : undefined
}
