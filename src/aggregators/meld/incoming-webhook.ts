import { createHmac, timingSafeEqual } from 'node:crypto'
import type { IncomingWebhook, WebhookKind } from '../../domain/incoming-webhook.ts'
import type { SignatureInput, SignatureVerdict, WebhookReading } from '../aggregator.ts'
import { isObject, parsePlainJson, readText } from './json.ts'

/** How far the timestamp of a webhook may be from our clock, either way (docs/contract.md, webhooks). */
const toleranceMs = 300_000
/** Meld's ids have 22 characters, ours 70; no id is longer than this. */
const textLengthMax = 200
/** Hashes of up to 64 KiB that one request may ask for: two addresses with 64 secrets, or many addresses with a few. */
const signaturesTriedMax = 128

/**
 * Verifies a webhook (docs/meld.md, webhooks): `meld-signature` is padded base64url of
 * HMAC-SHA256(secret, `timestamp.url.body`) over the bytes as received. The timestamp is judged before anything is hashed;
 * signatures are compared in constant time. Says which secret it was; several are there while one is rotated, and
 * while the account that a webhook comes from is not known. Addresses are tried in their order, each with every secret.
 */
export function verifyWebhook(input: SignatureInput): SignatureVerdict {
  const { timestampHeader, signatureHeader } = input
  if (timestampHeader === undefined || signatureHeader === undefined) return { kind: 'refused', reason: 'missing' }
  const signedAt = readTimestamp(timestampHeader)
  if (signedAt === undefined) return { kind: 'refused', reason: 'malformed_timestamp' }
  if (Math.abs(input.now - signedAt) > toleranceMs) return { kind: 'refused', reason: 'stale' }
  const shown = Buffer.from(signatureHeader)
  let tries = 0
  for (const url of input.urls) {
    for (const secret of input.secrets) {
      tries += 1
      if (tries > signaturesTriedMax) return { kind: 'refused', reason: 'wrong_signature' }
      if (isSame(shown, signWebhook(secret.reveal(), timestampHeader, url, input.body))) {
        return { kind: 'verified', secret }
      }
    }
  }
  return { kind: 'refused', reason: 'wrong_signature' }
}

function signWebhook(secret: string, timestamp: string, url: string, body: Buffer): Buffer {
  const digest = createHmac('sha256', secret).update(`${timestamp}.${url}.`).update(body).digest('base64')
  return Buffer.from(digest.replaceAll('+', '-').replaceAll('/', '_'))
}

function isSame(shown: Buffer, expected: Buffer): boolean {
  return shown.length === expected.length && timingSafeEqual(shown, expected)
}

const isoPattern = /^(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d)(\.\d{1,9})?(Z|[+-]\d\d:\d\d)$/

/**
 * Epoch milliseconds of a timestamp: ISO 8601 with up to nine decimals, as Meld sends it; epoch seconds, as the partner
 * contract has it; or epoch milliseconds, told apart by their number of digits. Undefined for anything else.
 */
function readTimestamp(text: string): number | undefined {
  if (/^\d{10}$/.test(text)) return Number(text) * 1000
  if (/^\d{13}$/.test(text)) return Number(text)
  const [, second, fraction = '', zone] = isoPattern.exec(text) ?? []
  if (second === undefined || zone === undefined) return undefined
  const instant = Date.parse(`${second}${fraction.slice(0, 4)}${zone}`)
  return Number.isNaN(instant) ? undefined : instant
}

/**
 * Reads the body of a webhook (docs/meld.md, webhooks). Only `eventId` and `eventType` must be there; any other field
 * that is absent or of another type is null. Nothing else of the body is kept.
 */
export function readWebhook(body: Buffer): WebhookReading {
  const envelope = parsePlainJson(body.toString())
  if (!isObject(envelope)) return { kind: 'unreadable', pointer: '', detail: 'must be a JSON object.' }
  const eventId = readText(envelope.eventId, textLengthMax)
  const eventType = readText(envelope.eventType, textLengthMax)
  const words = `must be a text of 1 to ${textLengthMax} characters.`
  if (eventId === undefined) return { kind: 'unreadable', pointer: '/eventId', detail: words }
  if (eventType === undefined) return { kind: 'unreadable', pointer: '/eventType', detail: words }
  const payload = isObject(envelope.payload) ? envelope.payload : {}
  const field = (name: string): string | null => readText(payload[name], textLengthMax) ?? null
  const kind = kindOf(eventType)
  const webhook: IncomingWebhook = {
    eventId,
    eventType,
    kind,
    occurredAt: readText(envelope.timestamp, textLengthMax) ?? null,
    transactionId: field('paymentTransactionId'),
    meldStatus: kind === 'transaction' ? field('paymentTransactionStatus') : null,
    externalSessionId: field('externalSessionId'),
    upstreamSessionId: field('sessionId'),
    customerId: field('customerId'),
    externalCustomerId: field('externalCustomerId'),
    // A partner of Meld's documents the one, Meld itself the other.
    kycStatus: kind === 'kyc' ? (field('status') ?? field('paymentTransactionStatus')) : null,
  }
  return { kind: 'webhook', webhook }
}

/** By family, so that an event type that Meld adds to one is understood. */
function kindOf(eventType: string): WebhookKind {
  if (eventType.startsWith('TRANSACTION_CRYPTO_')) return 'transaction'
  if (/(?:^|_)KYC(?:_|$)/.test(eventType)) return 'kyc'
  return eventType === 'WEBHOOK_TEST' || eventType === 'TEST' ? 'test' : 'other'
}
