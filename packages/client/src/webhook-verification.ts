import { Buffer } from 'node:buffer'
import { createHmac, createPublicKey, type KeyObject, timingSafeEqual, verify } from 'node:crypto'
import type { WebhookEvent } from './event-types.ts'
import { now as readClock } from './platform.ts'
import { isRecord } from './problem.ts'

/** How far the time of an attempt may be from now, both ways, as the standard has it. */
const toleranceSecondsDefault = 300
/** Each costs tens of microseconds, and anybody can send a list of them; Rampway sends one for each of its keys. */
const publicKeySignaturesMax = 8

const secretPrefix = 'whsec_'
const publicKeyPrefix = 'whpk_'
const base64 = /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/
/** Of a public key of Ed25519, before its 32 bytes, in the form that Node reads (RFC 8410). */
const spkiHead = Buffer.from('302a300506032b6570032100', 'hex')
const publicKeyBytes = 32

/**
 * Why a webhook was refused:
 *
 * - `missing_header`: one of `webhook-id`, `webhook-timestamp` and `webhook-signature` is not there.
 * - `malformed_header`: `webhook-timestamp` is no number of seconds, or `webhook-id` has a dot.
 * - `too_old`, `too_new`: the time of the attempt is too far from now.
 * - `no_match`: no signature is made with any of the secrets, over this very body.
 * - `not_an_event`: it is signed, but its body is no JSON of an event.
 */
export type WebhookFault = 'missing_header' | 'malformed_header' | 'too_old' | 'too_new' | 'no_match' | 'not_an_event'

/** A call that is none of Rampway's webhooks, or one that came too late: answer it with 400. */
export class WebhookVerificationError extends Error {
  override readonly name = 'WebhookVerificationError'
  readonly code: WebhookFault

  constructor(code: WebhookFault, message: string) {
    super(message)
    this.code = code
  }
}

/** The headers of a call: a `Headers`, Node's `request.headers`, or an object with names in any case. */
export type WebhookHeaders =
  | { get(name: string): string | null }
  | Readonly<Record<string, string | readonly string[] | undefined>>

/** What else may be said of a verification. */
export interface VerifyOptions {
  /** How far the time of the attempt may be from now, both ways; 300 by default. */
  readonly toleranceSeconds?: number | undefined
  /** Epoch milliseconds; the clock's by default. */
  readonly now?: number | undefined
}

/**
 * Proves that a webhook is Rampway's, and gives its event. The body is the bytes as they came, before any JSON parser; one
 * matching secret is enough, so that both are named while one replaces the other. A secret is a `whsec_…`, or a `whpk_…` of
 * the gateway for signatures of its private key. Whether the event came before is not known here: its `id` is the same at
 * every attempt.
 *
 * Throws a WebhookVerificationError for a call to be refused, and a TypeError for arguments that no call could pass with.
 */
export function verifyWebhook(
  rawBody: string | Uint8Array,
  headers: WebhookHeaders,
  secrets: string | readonly string[],
  { toleranceSeconds = toleranceSecondsDefault, now = readClock() }: VerifyOptions = {},
): WebhookEvent {
  const body = bytesOf(rawBody)
  const keys = keysOf(typeof secrets === 'string' ? [secrets] : secrets)
  const id = readHeader(headers, 'webhook-id')
  const timestamp = readHeader(headers, 'webhook-timestamp')
  const signature = readHeader(headers, 'webhook-signature')
  if (id.includes('.')) throw new WebhookVerificationError('malformed_header', 'webhook-id has a dot, which no id has.')
  requireFresh(timestamp, now, toleranceSeconds)
  const signed = Buffer.concat([Buffer.from(`${id}.${timestamp}.`), body])
  if (!isSigned(signed, signature, keys)) throw new WebhookVerificationError('no_match', mismatch(signature, keys))
  return readEvent(body)
}

interface Keys {
  readonly secrets: readonly Buffer[]
  readonly publicKeys: readonly KeyObject[]
}

function bytesOf(rawBody: unknown): Buffer {
  if (typeof rawBody === 'string') return Buffer.from(rawBody)
  if (rawBody instanceof Uint8Array) return Buffer.from(rawBody.buffer, rawBody.byteOffset, rawBody.byteLength)
  throw new TypeError(
    'Pass the raw body, as text or bytes, before any JSON parser: the signature is over the bytes as they came.',
  )
}

function keysOf(texts: readonly string[]): Keys {
  if (texts.length === 0) throw new TypeError('Pass one secret or more: whsec_… of the webhook endpoint.')
  const read = texts.map((text, index) => {
    const kind = [secretPrefix, publicKeyPrefix].find((prefix) => String(text).startsWith(prefix))
    const encoded = String(text).slice(kind?.length)
    if (kind === undefined || encoded === '' || !base64.test(encoded)) {
      // Its own text would end up in logs.
      throw new TypeError(`Secret ${index + 1} is neither ${secretPrefix} nor ${publicKeyPrefix} followed by base64.`)
    }
    return { kind, bytes: Buffer.from(encoded, 'base64'), index }
  })
  return {
    secrets: read.filter(({ kind }) => kind === secretPrefix).map(({ bytes }) => bytes),
    publicKeys: read
      .filter(({ kind }) => kind === publicKeyPrefix)
      .map(({ bytes, index }) => publicKeyOf(bytes, index)),
  }
}

function publicKeyOf(bytes: Buffer, index: number): KeyObject {
  if (bytes.length !== publicKeyBytes)
    throw new TypeError(`Secret ${index + 1} is no public key of ${publicKeyBytes} bytes.`)
  return createPublicKey({ key: Buffer.concat([spkiHead, bytes]), format: 'der', type: 'spki' })
}

function readHeader(headers: WebhookHeaders, name: string): string {
  const value = isHeaders(headers)
    ? headers.get(name)
    : Object.entries(headers).find(([each, held]) => held !== undefined && each.toLowerCase() === name)?.[1]
  const text = Array.isArray(value) ? value[0] : value
  if (typeof text === 'string' && text !== '') return text
  throw new WebhookVerificationError(
    'missing_header',
    `There is no header ${name}: hand over the headers of the call, and see that no proxy drops it.`,
  )
}

function isHeaders(headers: WebhookHeaders): headers is { get(name: string): string | null } {
  return typeof headers.get === 'function'
}

function requireFresh(timestamp: string, now: number, toleranceSeconds: number): void {
  if (!/^(?:0|[1-9]\d{0,11})$/.test(timestamp)) {
    throw new WebhookVerificationError('malformed_header', 'webhook-timestamp is not in whole seconds since 1970.')
  }
  const ageSeconds = Math.floor(now / 1000) - Number(timestamp)
  // Written so that a tolerance which is not a number lets nothing pass.
  if (Math.abs(ageSeconds) <= toleranceSeconds) return
  const [code, words] = ageSeconds > 0 ? (['too_old', 'ago'] as const) : (['too_new', 'ahead'] as const)
  throw new WebhookVerificationError(
    code,
    `The attempt was made ${Math.abs(ageSeconds)} s ${words} by this machine's clock, more than ${toleranceSeconds} s: set the clock, and verify before work that takes long. A replay has a new time.`,
  )
}

/** Compares in constant time, for each secret and signature. */
function isSigned(signed: Buffer, header: string, { secrets, publicKeys }: Keys): boolean {
  const signatures = header.split(' ').map((each) => each.split(','))
  const given = (version: string) =>
    signatures.filter(([its]) => its === version).map(([, text = '']) => Buffer.from(text))
  const expected = secrets.map((secret) => Buffer.from(createHmac('sha256', secret).update(signed).digest('base64')))
  return (
    given('v1').some((text) =>
      expected.some((right) => text.byteLength === right.byteLength && timingSafeEqual(text, right)),
    ) ||
    given('v1a')
      .slice(0, publicKeySignaturesMax)
      .some((text) => publicKeys.some((key) => verify(null, signed, key, Buffer.from(String(text), 'base64'))))
  )
}

function mismatch(header: string, { secrets, publicKeys }: Keys): string {
  const versions = new Set(header.split(' ').map((each) => each.split(',', 1)[0]))
  if (secrets.length === 0 && !versions.has('v1a')) {
    return 'It is signed with a secret (v1), and only public keys were given: pass the whsec_… of the webhook endpoint.'
  }
  if (publicKeys.length === 0 && !versions.has('v1')) {
    return 'It is signed with the private key of the gateway (v1a), and only secrets were given: pass its whpk_…, which GET /v0/webhook-keys shows.'
  }
  return 'No signature matches: pass the raw body, before any JSON parser, and the secret of this very webhook endpoint, with the one before while it is being replaced.'
}

function readEvent(body: Buffer): WebhookEvent {
  const event = parse(body)
  if (isEvent(event)) return event
  throw new WebhookVerificationError(
    'not_an_event',
    'It is signed, but its body is no JSON object with id, type and data.',
  )
}

function parse(body: Buffer): unknown {
  try {
    return JSON.parse(body.toString())
  } catch {
    return undefined
  }
}

/** What is signed is believed to be what the gateway's contract says. */
function isEvent(value: unknown): value is WebhookEvent {
  return isRecord(value) && typeof value.id === 'string' && typeof value.type === 'string' && isRecord(value.data)
}
