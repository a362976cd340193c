import type { IncomingHttpHeaders } from 'node:http'
import { Agent, type Dispatcher, EnvHttpProxyAgent } from 'undici'
import { Deadline } from '../domain/deadline.ts'
import { type OutboundProxy, proxyAgentOptions } from './proxy.ts'

/** One HTTP call out of the gateway. */
export interface OutboundRequest {
  /** What the call is, for logs and metrics, such as `meld.widget`. Never holds anything secret. */
  readonly name: string
  /** The company behind the other side that the call is about, for metrics; absent when it is about none or many. */
  readonly provider?: string
  readonly method: 'GET' | 'POST' | 'PATCH'
  /** It changes nothing, and nobody else sees to it that it is tried again: sent once more when its connection is cut. */
  readonly readOnly?: boolean
  readonly url: string
  readonly headers?: Readonly<Record<string, string>>
  readonly body?: string
  /** How long the answer may take, and the wait for a connection before it. Together as well, unless `totalMs` says more. */
  readonly deadlineMs: number
  /** The whole call: what it waited for a connection then takes nothing from the time for its answer, as long as it lasts. */
  readonly totalMs?: number
  /** A longer answer is cut off and counts as lost. */
  readonly responseBytesMax: number
}

/**
 * What became of a call. `not_sent`: no connection could be made, or none in time, so the other side certainly did
 * nothing. `lost`: it was sent and no whole answer came back, so it may or may not have been carried out.
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

/**
 * Sends one call and reports what became of it; never throws and never follows a redirect. A kept connection may turn
 * out to be stale only when it is used, so a call whose connection was cut is sent once more, on a new one and within the
 * same deadline, when it changes nothing or was certainly not sent.
 */
export type Send = (call: OutboundRequest) => Promise<OutboundResult>

/** Told of each finished call; observation only. */
export type OutboundObserver = (call: OutboundRequest, result: OutboundResult, tookMs: number) => void

/** The only place that opens sockets to other hosts. */
export interface Outbound {
  readonly send: Send
  readonly close: () => Promise<void>
}

/**
 * Most sockets to one origin; calls beyond it wait in line, within their deadlines. With an upstream that takes two
 * seconds they carry two thousand sessions a second, more than a process can open; many more at once only starve each
 * other (`bench/NOTES.md`).
 */
export const connectionsMax = 4_096
/** How long an idle connection is kept for the next call. */
const keepAliveMs = 30_000
const connectTimeoutMs = 5_000

/** How calls go out. */
export interface OutboundOptions {
  readonly observe?: OutboundObserver
  /** Undefined: every host is reached straight. */
  readonly proxy?: OutboundProxy | undefined
  /** Other than the usual bound, for tests. */
  readonly connectionsMax?: number
}

/** Makes the sender with its connection pools. */
export function createOutbound({
  observe = () => {},
  proxy,
  connectionsMax: connections = connectionsMax,
}: OutboundOptions = {}): Outbound {
  const kept = createAgent(proxy, { connections, pipelining: 1 })
  // Without pipelining every call has a connection of its own.
  const fresh = createAgent(proxy, { connections, pipelining: 0 })
  const send: Send = (call) =>
    new Promise((resolve) => {
      const began = performance.now()
      const finish = (result: OutboundResult): void => {
        observe(call, result, performance.now() - began)
        resolve(result)
      }
      attempt(kept, call, (first) => {
        const totalMs = totalOf(call) - (performance.now() - began)
        const deadlineMs = Math.min(call.deadlineMs, totalMs)
        if (mayRepeat(call, first) && totalMs > 0) attempt(fresh, { ...call, deadlineMs, totalMs }, finish)
        else finish(first)
      })
    })
  return {
    send,
    close: async () => {
      await Promise.all([kept.destroy(), fresh.destroy()])
    },
  }
}

function totalOf({ totalMs, deadlineMs }: OutboundRequest): number {
  return totalMs ?? deadlineMs
}

function mayRepeat(call: OutboundRequest, result: OutboundResult): boolean {
  if (result.kind === 'answered' || result.reason !== 'reset') return false
  return result.kind === 'not_sent' || call.readOnly === true
}

function createAgent(
  proxy: OutboundProxy | undefined,
  bounds: { readonly connections: number; readonly pipelining: number },
): Dispatcher {
  const options = {
    ...bounds,
    keepAliveTimeout: keepAliveMs,
    connect: { timeout: connectTimeoutMs },
    // Deadlines are ours; undici's own timers are coarse.
    headersTimeout: 0,
    bodyTimeout: 0,
  }
  if (proxy === undefined) return new Agent(options)
  return new EnvHttpProxyAgent({ ...options, ...proxyAgentOptions(proxy) })
}

/**
 * Goes below undici's `request`: its body stream, and an abort signal for each call, cost two thirds as much as all the
 * rest of a call.
 */
function attempt(agent: Dispatcher, call: OutboundRequest, settle: (result: OutboundResult) => void): void {
  let target: URL
  try {
    target = new URL(call.url)
  } catch {
    settle({ kind: 'not_sent', reason: 'ERR_INVALID_URL' })
    return
  }
  const { origin, pathname, search } = target
  agent.dispatch(
    {
      origin,
      path: `${pathname}${search}`,
      method: call.method,
      headers: sentHeadersOf(call.headers),
      body: call.body ?? null,
    },
    new Answer(call, settle),
  )
}

/** Nothing here unpacks a compressed answer. */
const unpacked = { 'accept-encoding': 'identity' }
/** Callers that always send the same headers, such as to Meld, have them put together once. */
const sentHeaders = new WeakMap<object, Readonly<Record<string, string>>>()

function sentHeadersOf(headers: Readonly<Record<string, string>> | undefined): Readonly<Record<string, string>> {
  if (headers === undefined) return unpacked
  const known = sentHeaders.get(headers)
  if (known !== undefined) return known
  const all = { ...unpacked, ...headers }
  sentHeaders.set(headers, all)
  return all
}

/** A shorter wait for a connection is no wait in line: it is not worth a second timer. */
const lineWaitMsMin = 100

/** Collects the answer to one call; settles once, at the latest when the call's deadline is over. */
class Answer implements Dispatcher.DispatchHandler {
  private readonly call: OutboundRequest
  private readonly onSettled: (result: OutboundResult) => void
  private readonly began = performance.now()
  private deadline: Deadline
  private controller: Dispatcher.DispatchController | undefined
  private settled = false
  private status = 0
  private headers: IncomingHttpHeaders = {}
  private readonly chunks: Buffer[] = []
  private bytes = 0

  constructor(call: OutboundRequest, onSettled: (result: OutboundResult) => void) {
    this.call = call
    this.onSettled = onSettled
    this.deadline = this.giveUpAfter(call.deadlineMs)
  }

  onRequestStart(controller: Dispatcher.DispatchController): void {
    this.controller = controller
    // It waited for a connection for so long that nobody asks any more.
    if (this.settled) controller.abort(new Error('given up'))
    else this.restartDeadline()
  }

  onResponseStart(_controller: Dispatcher.DispatchController, status: number, headers: IncomingHttpHeaders): void {
    this.status = status
    this.headers = headers
  }

  onResponseData(_controller: Dispatcher.DispatchController, chunk: Buffer): void {
    this.bytes += chunk.length
    if (this.bytes > this.call.responseBytesMax) this.giveUp('too_large')
    else this.chunks.push(chunk)
  }

  onResponseEnd(): void {
    const [first] = this.chunks
    const body = first !== undefined && this.chunks.length === 1 ? first : Buffer.concat(this.chunks)
    this.settle({
      kind: 'answered',
      status: this.status,
      headers: firstValues(this.headers),
      text: withoutByteOrderMark(body.toString('utf8')),
    })
  }

  onResponseError(_controller: Dispatcher.DispatchController, error: Error): void {
    const code = errorCode(error)
    if (neverConnected.has(code)) this.settle({ kind: 'not_sent', reason: code })
    // Without a controller it waited for a connection, and nothing of it was written.
    else this.settle(this.controller === undefined ? { kind: 'not_sent', reason: 'reset' } : lostByReset)
  }

  /** Once the call has its connection, its answer has all of its time, as far as the whole call's lasts. */
  private restartDeadline(): void {
    const waitedMs = performance.now() - this.began
    const leftMs = totalOf(this.call) - waitedMs
    if (waitedMs < lineWaitMsMin || leftMs <= this.call.deadlineMs - waitedMs) return
    this.deadline.cancel()
    this.deadline = this.giveUpAfter(Math.min(this.call.deadlineMs, leftMs))
  }

  private giveUpAfter(ms: number): Deadline {
    return new Deadline(ms, () => this.giveUp('timeout'))
  }

  private giveUp(reason: 'timeout' | 'too_large'): void {
    if (this.settled) return
    // Without a controller it still waits for a connection, and once it has one it will not be sent.
    this.settle(this.controller === undefined ? { kind: 'not_sent', reason } : { kind: 'lost', reason })
    this.controller?.abort(new Error(reason))
  }

  private settle(result: OutboundResult): void {
    if (this.settled) return
    this.settled = true
    this.deadline.cancel()
    this.onSettled(result)
  }
}

const lostByReset: OutboundResult = { kind: 'lost', reason: 'reset' }

function withoutByteOrderMark(text: string): string {
  return text.startsWith('\uFEFF') ? text.slice(1) : text
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

function firstValues(headers: IncomingHttpHeaders): Readonly<Record<string, string>> {
  if (areSingle(headers)) return headers
  const out: Record<string, string> = {}
  for (const [name, value] of Object.entries(headers)) {
    const first = Array.isArray(value) ? value[0] : value
    if (first !== undefined) out[name] = first
  }
  return out
}

/** True of nearly all: then there is nothing to copy. */
function areSingle(headers: IncomingHttpHeaders): headers is Record<string, string> {
  for (const name in headers) if (typeof headers[name] !== 'string') return false
  return true
}

function errorCode(error: unknown): string {
  return typeof error === 'object' && error !== null && 'code' in error ? String(error.code) : 'unknown'
}
