import type { TokenIssuer } from '../domain/tenant.ts'
import type { KeyFetch, KeyFetchFault } from './key-fetch.ts'
import { type KeySet, readPinnedKeys } from './key-set.ts'
import { algorithmsOf } from './kinds/registry.ts'
import { createTokenBucket, type TokenBucket } from './token-bucket.ts'

/** A set younger than this is used as it is. A withdrawn key stays trusted about this long. */
export const softAgeMs = 10 * 60_000

/**
 * Between the soft age and this one, callers are answered from the old set while it is refreshed behind their backs.
 * Past it (the gateway idled) the first caller waits for the refresh, so that a key withdrawn hours ago no longer passes.
 */
export const waitAgeMs = 30 * 60_000

/** How long an endpoint may be down before its keys are no longer trusted. */
export const hardAgeMs = 24 * 3_600_000

/** Fetches per issuer: this many at once, one more every `fetchRefillMs`. */
const fetchBurst = 4
/** A key that is published during a flood of unknown ids is usable after this long at most. */
export const fetchRefillMs = 5_000
/** Reserved, so that a flood of unknown ids cannot use up what the regular refresh needs. */
const refreshReserve = 1

const firstBackOffMs = 1_000
/** The longest that callers go on failing once the endpoint is back. */
const longestBackOffMs = 30_000

/** Why a fetch is needed: the set is absent or old, or a token names an id that the set does not hold. */
export type FetchNeed = 'refresh' | 'unknown_kid'

/** What is known of one issuer's keys. Changed only by the functions of this file and the store. */
export interface KeySlot {
  readonly issuer: TokenIssuer
  readonly bucket: TokenBucket
  set: KeySet | undefined
  /** When the set was last confirmed, in epoch milliseconds. */
  confirmedAt: number
  /** Changes whenever the set does; never used twice in a process. */
  generation: number
  inFlight: Promise<void> | undefined
  fetchCount: number
  attemptedAt: number | undefined
  failures: number
  backOffMs: number
  lastFault: KeyFetchFault | undefined
}

/** Makes the slot of an issuer; pinned keys are there at once and never change. */
export function createKeySlot(issuer: TokenIssuer, newGeneration: () => number): KeySlot {
  const slot: KeySlot = {
    issuer,
    bucket: createTokenBucket(fetchBurst, fetchRefillMs),
    set: undefined,
    confirmedAt: 0,
    generation: newGeneration(),
    inFlight: undefined,
    fetchCount: 0,
    attemptedAt: undefined,
    failures: 0,
    backOffMs: 0,
    lastFault: undefined,
  }
  if (issuer.keys.kind === 'pinned') {
    const reading = readPinnedKeys(algorithmsOf(issuer), issuer.keys.keys)
    if (reading.kind === 'set') slot.set = reading.set
    else slot.lastFault = reading.reason
  }
  return slot
}

/** The slot's set while it may be trusted: always when pinned, up to the hard age when fetched. */
export function trustedSet(slot: KeySlot, nowMs: number): KeySet | undefined {
  if (slot.issuer.keys.kind === 'pinned') return slot.set
  return nowMs - slot.confirmedAt < hardAgeMs ? slot.set : undefined
}

/** Tells whether a fetch may start now, and if so takes it from the issuer's budget. */
export function mayFetch(slot: KeySlot, need: FetchNeed, nowMs: number): boolean {
  return backOffLeftMs(slot, nowMs) === 0 && slot.bucket.take(nowMs, reserveFor(need))
}

/** Whole seconds until a refresh may be tried again; at least one. */
export function retryAfterSeconds(slot: KeySlot, nowMs: number): number {
  const waitMs = Math.max(backOffLeftMs(slot, nowMs), slot.bucket.waitMs(nowMs, reserveFor('refresh')))
  return Math.max(1, Math.ceil(waitMs / 1_000))
}

/**
 * Records the end of a fetch. A failure keeps the old set and lengthens the back-off, which counts from the end of this
 * attempt: doubled each time, then shortened by up to half at random so that several processes do not retry in step.
 */
export function settleFetch(
  slot: KeySlot,
  fetch: KeyFetch,
  deps: { nowMs: number; random: () => number; newGeneration: () => number },
): 'changed' | 'unchanged' | 'failed' {
  slot.fetchCount += 1
  slot.attemptedAt = deps.nowMs
  if (fetch.kind === 'failed') {
    const fullMs = Math.min(longestBackOffMs, firstBackOffMs * 2 ** slot.failures)
    slot.failures += 1
    slot.backOffMs = fullMs * (1 - deps.random() / 2)
    slot.lastFault = fetch.reason
    return 'failed'
  }
  const changed = slot.set?.fingerprint !== fetch.set.fingerprint
  if (changed) slot.generation = deps.newGeneration()
  slot.set = fetch.set
  slot.confirmedAt = deps.nowMs
  slot.failures = 0
  slot.backOffMs = 0
  slot.lastFault = undefined
  return changed ? 'changed' : 'unchanged'
}

function backOffLeftMs(slot: KeySlot, nowMs: number): number {
  if (slot.attemptedAt === undefined) return 0
  const elapsedMs = nowMs - slot.attemptedAt
  // A clock that was set back must not stretch the wait.
  return elapsedMs < 0 ? 0 : Math.max(0, slot.backOffMs - elapsedMs)
}

function reserveFor(need: FetchNeed): number {
  return need === 'unknown_kid' ? refreshReserve : 0
}
