import type { OutboundResult } from '../../outbound/request.ts'
import type { UpstreamAccount, UpstreamFailure } from '../aggregator.ts'
import type { DiscoveryFamily } from './catalogue-paths.ts'
import type { MeldCall, SendMeld } from './events.ts'
import type { Failure } from './failures.ts'
import { toReadFailure, toReadLoss } from './outcomes.ts'
import { makeDiscoveryCall } from './request.ts'

/** What a reading works with. */
export interface ReadingDeps {
  readonly send: SendMeld
  readonly readFailed: (call: MeldCall, answer: Extract<OutboundResult, { kind: 'answered' }>) => Failure
}

/** Something read, or why not. */
export type Read<T> = { readonly kind: 'read'; readonly value: T } | UpstreamFailure

/** The calls of one reading of the discovery data, which ends early when Meld is plainly down. */
export interface Reading {
  /** Fetches and parses; a parser's undefined is a failure. Never throws. */
  readonly read: <T>(path: string, parse: (text: string) => T | undefined) => Promise<Read<T>>
  /** The same from the present family, else from the older one; when both fail, the failure of the present one. */
  readonly readEither: <T>(
    pathOf: (family: DiscoveryFamily) => string,
    parse: (text: string, family: DiscoveryFamily) => T | undefined,
  ) => Promise<Read<T>>
  /** The failure that ended the reading; undefined while Meld answers. */
  readonly ended: () => UpstreamFailure | undefined
}

/** After this many calls in a row without a clear answer the rest would fail too. */
export const lossesInRowMax = 12

/** Begins a reading. */
export function beginReading(deps: ReadingDeps, account: UpstreamAccount): Reading {
  let lossesInRow = 0
  let end: UpstreamFailure | undefined

  async function read<T>(path: string, parse: (text: string) => T | undefined): Promise<Read<T>> {
    if (end !== undefined) return end
    const call = makeDiscoveryCall(account, 'meld.discovery', path)
    const result = await deps.send(call)
    if (result.kind !== 'answered') return lose(toReadLoss(result))
    if (result.status < 200 || result.status > 299) {
      const failure = deps.readFailed(call, result)
      const refusal = toReadFailure(failure)
      if (failure.verdict === 'busy' || failure.verdict === 'unclear') return lose(refusal)
      // The same key would be refused everywhere.
      if (result.status === 401) end = refusal
      lossesInRow = 0
      return refusal
    }
    lossesInRow = 0
    const value = parse(result.text)
    return value === undefined ? unreadable : { kind: 'read', value }
  }

  function lose(failure: UpstreamFailure): UpstreamFailure {
    lossesInRow += 1
    if (lossesInRow >= lossesInRowMax) end ??= failure
    return failure
  }

  return {
    read,
    readEither: async (pathOf, parse) => {
      const first = await read(pathOf('network-partner'), (text) => parse(text, 'network-partner'))
      if (first.kind === 'read') return first
      const second = await read(pathOf('service-provider'), (text) => parse(text, 'service-provider'))
      return second.kind === 'read' ? second : first
    },
    ended: () => end,
  }
}

const unreadable: UpstreamFailure = { kind: 'unavailable', reason: 'unreadable_reply', retryAfterSeconds: null }

/** Runs work on every item, at most `concurrency` at a time; results in the order of the items. */
export async function runBounded<T, R>(
  items: readonly T[],
  concurrency: number,
  run: (item: T) => Promise<R>,
): Promise<R[]> {
  const results: R[] = []
  const queue = items.entries()
  const lane = async (): Promise<void> => {
    for (const [index, item] of queue) results[index] = await run(item)
  }
  await Promise.all(Array.from({ length: concurrency }, lane))
  return results
}
