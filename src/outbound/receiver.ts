import { connect as connectTcp, isIP, type LookupFunction } from 'node:net'
import { connect as connectTls } from 'node:tls'
import { Client, type Dispatcher, EnvHttpProxyAgent } from 'undici'
import { Deadline } from '../domain/deadline.ts'
import type { CallReceiver, ReceiverCall, ReceiverFailure, ReceiverResult } from '../domain/receiver-call.ts'
import { judgeAddress, judgeTarget, literalAddressesOf, type TargetPolicy } from '../domain/webhook-target.ts'
import { type OutboundProxy, proxyAgentOptions } from './proxy.ts'
import { readReceiver } from './receiver-answer.ts'
import { failureOf, lookupFailureOf } from './receiver-failure.ts'
import { type ResolveHost, resolveWithDns } from './resolve.ts'

/** How partners' servers are called. */
export interface ReceiverOptions {
  readonly policy: TargetPolicy
  /** Between us and them; undefined: none. It asks DNS itself, and then what it connects to is not ours to say. */
  readonly proxy?: OutboundProxy | undefined
  readonly resolve?: ResolveHost
  /** A whole attempt takes at most this long, DNS and connection included. */
  readonly deadlineMs?: number
}

/** The sender of webhooks. */
export interface ReceiverCalls {
  readonly call: CallReceiver
  /** Ends what is under way: it rejects. */
  readonly close: () => void
}

/** Receivers have this long to answer, in milliseconds. */
export const receiverDeadlineMs = 15_000

/**
 * Makes the sender of webhooks. Where they go to is partners' choice, so nothing is shared with other calls: each attempt
 * asks DNS, has every address judged, and makes a connection of its own to one of these and no other. A name of which one
 * address is refused is refused.
 */
export function createReceiverCalls({
  policy,
  proxy,
  resolve = resolveWithDns,
  deadlineMs = receiverDeadlineMs,
}: ReceiverOptions): ReceiverCalls {
  const underWay = new Set<AbortController>()
  let isClosed = false

  const attempt = async (call: ReceiverCall, signal: AbortSignal): Promise<ReceiverResult> => {
    const place = await locate(call.url, policy, resolve, signal)
    if ('kind' in place) return place
    const dispatcher = connectionTo(place.target.origin, place.addresses, proxy)
    try {
      return await readReceiver(dispatcher, place.target, call, signal)
    } finally {
      dispatcher.destroy().catch(() => {})
    }
  }

  return {
    call: async (call) => {
      const ending = new AbortController()
      const deadline = new Deadline(deadlineMs, () => ending.abort())
      underWay.add(ending)
      try {
        const result = await attempt(call, ending.signal).catch(
          (error: unknown): ReceiverResult => ({ kind: 'failed', failure: failureOf(error) }),
        )
        if (isClosed && result.kind === 'failed') throw new Error('ended by the end of this process')
        return result
      } finally {
        underWay.delete(ending)
        deadline.cancel()
      }
    },
    close: () => {
      isClosed = true
      for (const ending of underWay) ending.abort()
    },
  }
}

/** Where a call leads to: addresses that were judged. */
interface Place {
  readonly target: URL
  readonly addresses: readonly string[]
}

/** Finds where a URL leads to, or why nothing is sent there. Never rejects. */
async function locate(
  url: string,
  policy: TargetPolicy,
  resolve: ResolveHost,
  signal: AbortSignal,
): Promise<Place | Extract<ReceiverResult, { kind: 'failed' }>> {
  const fault = judgeTarget(url, policy)
  if (fault !== undefined) return { kind: 'failed', failure: 'target_refused', fault }
  const target = new URL(url)
  const addresses = literalAddressesOf(target.hostname) ?? (await lookUp(target.hostname, resolve, signal))
  if (typeof addresses === 'string') return { kind: 'failed', failure: addresses }
  for (const address of addresses) {
    const refused = judgeAddress(address, policy)
    if (refused !== undefined) return { kind: 'failed', failure: 'target_refused', fault: refused }
  }
  return signal.aborted ? { kind: 'failed', failure: 'timeout' } : { target, addresses }
}

/**
 * Whether a receiver can be reached, without sending it anything: DNS, the policy, a connection, and over https its
 * certificate; null when all is well. Behind a proxy no connection is made. Never rejects.
 */
export async function reachReceiver(
  url: string,
  { policy, proxy, resolve = resolveWithDns, deadlineMs = receiverDeadlineMs }: ReceiverOptions,
): Promise<ReceiverFailure | null> {
  const signal = AbortSignal.timeout(deadlineMs)
  const place = await locate(url, policy, resolve, signal)
  if ('kind' in place) return place.failure
  return proxy === undefined ? await connectOnce(place, signal) : null
}

function connectOnce({ target, addresses }: Place, signal: AbortSignal): Promise<ReceiverFailure | null> {
  const host = target.hostname.replace(/^\[(.*)\]$/, '$1')
  const isSecure = target.protocol === 'https:'
  const port = target.port === '' ? (isSecure ? 443 : 80) : Number(target.port)
  const options = { host, port, lookup: fixedLookup(addresses), autoSelectFamily: true }
  return new Promise((settle) => {
    const servername = isIP(host) === 0 ? { servername: host } : {}
    const socket = isSecure ? connectTls({ ...options, ...servername }) : connectTcp(options)
    const end = (failure: ReceiverFailure | null): void => {
      signal.removeEventListener('abort', giveUp)
      socket.destroy()
      settle(failure)
    }
    const giveUp = (): void => end('timeout')
    signal.addEventListener('abort', giveUp)
    if (signal.aborted) giveUp()
    socket.on('error', (error) => end(failureOf(error)))
    socket.on(isSecure ? 'secureConnect' : 'connect', () => end(null))
  })
}

async function lookUp(
  host: string,
  resolve: ResolveHost,
  signal: AbortSignal,
): Promise<readonly string[] | ReceiverFailure> {
  try {
    const addresses = await resolve(host, signal)
    return addresses.length === 0 ? 'name_not_found' : addresses
  } catch (error) {
    return signal.aborted ? 'timeout' : lookupFailureOf(error)
  }
}

/** Longest head of an answer, in bytes. */
const headBytesMax = 16 * 1024

/** A connection for one call, that can lead to these addresses alone. */
function connectionTo(origin: string, addresses: readonly string[], proxy: OutboundProxy | undefined): Dispatcher {
  const options = {
    // The deadline is ours.
    connect: { lookup: fixedLookup(addresses), autoSelectFamily: true, timeout: 0 },
    pipelining: 0,
    maxHeaderSize: headBytesMax,
    headersTimeout: 0,
    bodyTimeout: 0,
  }
  return proxy === undefined
    ? new Client(origin, options)
    : new EnvHttpProxyAgent({ ...options, ...proxyAgentOptions(proxy) })
}

/** What a socket asks instead of DNS; it does not ask about an address, which is judged already. */
function fixedLookup(addresses: readonly string[]): LookupFunction {
  const known = addresses.map((address) => ({ address, family: isIP(address) }))
  return (_host, { all }, done) => {
    const [first] = known
    if (all === true || first === undefined) done(null, known)
    else done(null, first.address, first.family)
  }
}
