import { isIP, type LookupFunction } from 'node:net'
import { Client, type Dispatcher, EnvHttpProxyAgent } from 'undici'
import type { CallReceiver, ReceiverCall, ReceiverResult } from '../domain/receiver-call.ts'
import { judgeAddress, judgeTarget, literalAddressesOf, type TargetPolicy } from '../domain/webhook-target.ts'
import { readReceiver } from './receiver-answer.ts'
import { failureOf, lookupFailureOf } from './receiver-failure.ts'
import { type OutboundProxy, proxyAgentOptions } from './request.ts'
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
    const fault = judgeTarget(call.url, policy)
    if (fault !== undefined) return { kind: 'failed', failure: 'target_refused', fault }
    const target = new URL(call.url)
    const found = literalAddressesOf(target.hostname) ?? (await lookUp(target.hostname, resolve, signal))
    if (typeof found === 'string') return { kind: 'failed', failure: found }
    for (const address of found) {
      const refused = judgeAddress(address, policy)
      if (refused !== undefined) return { kind: 'failed', failure: 'target_refused', fault: refused }
    }
    if (signal.aborted) return timedOut
    const dispatcher = connectionTo(target.origin, found, proxy)
    try {
      return await readReceiver(dispatcher, target, call, signal)
    } finally {
      dispatcher.destroy().catch(() => {})
    }
  }

  return {
    call: async (call) => {
      const ending = new AbortController()
      const timer = setTimeout(() => ending.abort(), deadlineMs)
      underWay.add(ending)
      try {
        const result = await attempt(call, ending.signal).catch(
          (error: unknown): ReceiverResult => ({ kind: 'failed', failure: failureOf(error) }),
        )
        if (isClosed && result.kind === 'failed') throw new Error('ended by the end of this process')
        return result
      } finally {
        underWay.delete(ending)
        clearTimeout(timer)
      }
    },
    close: () => {
      isClosed = true
      for (const ending of underWay) ending.abort()
    },
  }
}

const timedOut: ReceiverResult = { kind: 'failed', failure: 'timeout' }

async function lookUp(host: string, resolve: ResolveHost, signal: AbortSignal) {
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
