import type { Calls } from './calls.ts'
import type { Clock } from './clock.ts'
import type { Fault, Faults } from './faults.ts'
import type { Ids } from './ids.ts'
import type { State, Timings } from './state.ts'
import type { Webhooks } from './webhooks.ts'

export interface Memo {
  /** Ready answers of quotes, by version and body. */
  readonly quotes: Map<string, string>
  /** Trades that a provider was found to take. */
  readonly trades: Map<string, true>
}

/** Entries kept in each part of the memo. */
export const MEMO_MAX = 1_000

/** One running simulator: what every operation works on. */
export interface World {
  /** Prices follow from it. */
  readonly seed: string
  readonly ids: Ids
  readonly clock: Clock
  readonly state: State
  readonly faults: Faults
  readonly calls: Calls
  readonly webhooks: Webhooks
  readonly tokenKey: Buffer
  /** Mutable through the control API. */
  timings: Timings
  /** Base of checkout URLs, without a trailing slash. */
  pageBase: string
  /** Bench mode only: what was worked out before. Both follow from the request and the seed alone. */
  readonly memo: Memo | undefined
  /** Told that something worth keeping has changed. */
  readonly changed: () => void
  /** Cuts the connections that a `hang` fault keeps waiting. */
  readonly releaseHung: () => void
}

/** One authenticated call on Meld's wire, parsed. */
export interface Call {
  readonly method: string
  readonly path: string
  readonly params: Readonly<Record<string, string>>
  readonly query: Readonly<Record<string, string>>
  readonly body: unknown
  readonly bodyText: string
  readonly accountId: string
  /** The Meld version that serves the call. */
  readonly version: string
  /** The fault that changes the content of the answer, if any. */
  readonly fault: Fault | undefined
}

export interface Reply {
  readonly status: number
  readonly body: unknown
  /** The body already written as JSON, if it is at hand. */
  readonly text?: string
}

/** One route of the wire. `providers` says whom a call concerns, for faults and for the record. */
export interface WireRoute {
  readonly method: 'GET' | 'POST' | 'PATCH'
  readonly url: string
  /** Discovery of the network-partner family also works without a key. */
  readonly key: 'required' | 'optional'
  /** Nothing is changed by a call, although it is no GET. */
  readonly isReading?: boolean
  readonly providers?: (world: World, call: Pick<Call, 'body' | 'params'>) => readonly string[]
  readonly run: (world: World, call: Call) => Reply
}

/** A 200 answer. */
export function ok(body: unknown): Reply {
  return { status: 200, body }
}
