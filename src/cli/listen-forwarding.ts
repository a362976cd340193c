import type { StreamedEvent } from '@rampway/client/server'
import { toIsoTimestamps } from '../contract/timestamps.ts'
import type { Clock } from '../domain/clock.ts'
import { signHmac } from '../domain/webhook-signature.ts'
import type { Send } from '../outbound/request.ts'

/** Each answer may take as long as a gateway waits for one. */
const answerMsMax = 15_000
/** Nothing is done with the body of an answer. */
const answerBytesMax = 1_000_000

/** What is forwarded with. */
export interface ForwardingDeps {
  readonly send: Send
  /** The receiver's, which is this machine's. */
  readonly clock: Clock
  readonly secret: Buffer
}

/** What a receiver made of an event. */
export interface Forwarded {
  readonly url: string
  /** Null when no answer came, and then `failure` says why. */
  readonly status: number | null
  readonly failure: string | null
  readonly tookMs: number
}

/** The body of the webhook that tells an event, as a gateway sends it; its instants in the form that was asked for. */
export function webhookBody(event: StreamedEvent, format: 'iso8601' | 'epoch'): string {
  const { replayed, ...told } = event
  return JSON.stringify(format === 'iso8601' ? toIsoTimestamps(told) : told)
}

/** Sends an event as a webhook, signed now. Never throws. */
export async function forward(deps: ForwardingDeps, id: string, body: string, url: string): Promise<Forwarded> {
  const { send, clock, secret } = deps
  const timestamp = Math.floor(clock() / 1000)
  const began = performance.now()
  const result = await send({
    name: 'listen.forward',
    method: 'POST',
    url,
    headers: {
      'content-type': 'application/json',
      'user-agent': 'rampway-listen',
      'webhook-id': id,
      'webhook-timestamp': String(timestamp),
      'webhook-signature': signHmac(secret, id, timestamp, body),
    },
    body,
    deadlineMs: answerMsMax,
    responseBytesMax: answerBytesMax,
  })
  const tookMs = Math.round(performance.now() - began)
  if (result.kind === 'answered') return { url, status: result.status, failure: null, tookMs }
  return { url, status: null, failure: result.reason, tookMs }
}
