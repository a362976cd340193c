import { Agent, request as undiciRequest } from 'undici'

/** One HTTP call out of the gateway. */
export interface OutboundRequest {
  /** What the call is, for logs and metrics, such as `meld.widget`. Never holds anything secret. */
  readonly name: string
  readonly method: 'GET' | 'POST' | 'PATCH'
  readonly url: string
  readonly headers?: Readonly<Record<string, string>>
  readonly body?: string
  /** The whole call, connection included, takes at most this long. */
  readonly deadlineMs: number
  /** A longer answer is cut off and counts as lost. */
  readonly responseBytesMax: number
}

/**
 * What became of a call. `not_sent`: no connection could be made, so the other side certainly did nothing. `lost`: it
 * was sent and no whole answer came back, so it may or may not have been carried out.
 */
export type OutboundResult =
  | {
      readonly kind: 'answered'
      readonly status: number
      /** Lower-case names; a repeated header's first value. */
      readonly headers: Readonly<Record<string, string>>
      readonly text: string
    }
  | { readonly kind: 'not_sent'; readonly reason: string }
  | { readonly kind: 'lost'; readonly reason: 'timeout' | 'reset' | 'too_large' }

/** Sends one call and reports what became of it; never throws, never follows a redirect, never retries. */
export type Send = (call: OutboundRequest) => Promise<OutboundResult>

/** Told of each finished call; observation only. */
export type OutboundObserver = (call: OutboundRequest, result: OutboundResult, tookMs: number) => void

/** The only place that opens sockets to other hosts. */
export interface Outbound {
  readonly send: Send
  readonly close: () => Promise<void>
}

/** Most sockets to one origin: each waiting session holds one, and 10,000 may wait. */
const connectionsMax = 12_000
/** How long an idle connection is kept for the next call. */
const keepAliveMs = 30_000
const connectTimeoutMs = 5_000

/** Makes the sender with its connection pools. */
export function createOutbound(observe: OutboundObserver = () => {}): Outbound {
  const agent = new Agent({
    connections: connectionsMax,
    keepAliveTimeout: keepAliveMs,
    connect: { timeout: connectTimeoutMs },
    pipelining: 1,
    // Deadlines are ours; undici's own timers are coarse.
    headersTimeout: 0,
    bodyTimeout: 0,
  })
  const send: Send = async (call) => {
    const began = performance.now()
    const result = await attempt(agent, call)
    observe(call, result, performance.now() - began)
    return result
  }
  return { send, close: () => agent.destroy() }
}

async function attempt(dispatcher: Agent, call: OutboundRequest): Promise<OutboundResult> {
  const abort = new AbortController()
  const timer = setTimeout(() => abort.abort(), call.deadlineMs)
  try {
    const response = await undiciRequest(call.url, {
      dispatcher,
      method: call.method,
      headers: { ...call.headers },
      body: call.body ?? null,
      signal: abort.signal,
    })
    const text = await readText(response.body, call.responseBytesMax)
    if (text === undefined) return { kind: 'lost', reason: 'too_large' }
    return { kind: 'answered', status: response.statusCode, headers: firstValues(response.headers), text }
  } catch (error) {
    if (abort.signal.aborted) return { kind: 'lost', reason: 'timeout' }
    const code = errorCode(error)
    return neverConnected.has(code) ? { kind: 'not_sent', reason: code } : { kind: 'lost', reason: 'reset' }
  } finally {
    clearTimeout(timer)
  }
}

/** Failures that come before a single byte of the request is written. */
const neverConnected: ReadonlySet<string> = new Set([
  'ECONNREFUSED',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'UND_ERR_CONNECT_TIMEOUT',
  'CERT_HAS_EXPIRED',
  'DEPTH_ZERO_SELF_SIGNED_CERT',
  'SELF_SIGNED_CERT_IN_CHAIN',
  'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
  'ERR_TLS_CERT_ALTNAME_INVALID',
  'ERR_INVALID_URL',
  'UND_ERR_INVALID_ARG',
])

async function readText(body: AsyncIterable<Buffer>, bytesMax: number): Promise<string | undefined> {
  const chunks: Buffer[] = []
  let bytes = 0
  for await (const chunk of body) {
    bytes += chunk.length
    if (bytes > bytesMax) return undefined
    chunks.push(chunk)
  }
  return Buffer.concat(chunks).toString('utf8')
}

function firstValues(headers: Readonly<Record<string, string | string[] | undefined>>): Record<string, string> {
  const out: Record<string, string> = {}
  for (const [name, value] of Object.entries(headers)) {
    const first = Array.isArray(value) ? value[0] : value
    if (first !== undefined) out[name] = first
  }
  return out
}

function errorCode(error: unknown): string {
  return typeof error === 'object' && error !== null && 'code' in error ? String(error.code) : 'unknown'
}
