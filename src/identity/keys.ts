import { LRUCache } from 'lru-cache'
import type { Clock } from '../domain/clock.ts'
import type { TokenIssuer } from '../domain/tenant.ts'
import type { Send } from '../outbound/request.ts'
import { fetchKeySet, type KeyFetchFault } from './key-fetch.ts'
import type { KeySet } from './key-set.ts'
import {
  createKeySlot,
  type FetchNeed,
  type KeySlot,
  mayFetch,
  retryAfterSeconds,
  settleFetch,
  softAgeMs,
  trustedSet,
  waitAgeMs,
} from './key-slot.ts'
import { algorithmsOf, issuerName } from './kinds/registry.ts'
import type { PublicKey } from './public-key.ts'
import { createUnknownKids } from './unknown-kids.ts'

/** The outcome of looking for the key that a token names. */
export type KeyLookup =
  /** One key, or the few pinned keys without an id that may each be the one. */
  | { readonly kind: 'found'; readonly keys: readonly PublicKey[]; readonly generation: number }
  | { readonly kind: 'kid_missing' }
  | { readonly kind: 'kid_unknown' }
  | { readonly kind: 'no_keys'; readonly retryAfterSeconds: number }

/** What is known of one issuer's keys, for monitoring. */
export interface KeyStatus {
  /** As `issuerName` gives it. */
  readonly issuer: string
  /** Zero when there is no trusted set. */
  readonly keyCount: number
  /** Since the set was last confirmed; undefined when there is none or it is pinned. */
  readonly ageMs: number | undefined
  readonly fetchCount: number
  /** Of the last fetch; undefined after a success. */
  readonly lastFault: KeyFetchFault | undefined
}

/** Called when a fetch has ended. */
export interface KeyFetchEvent extends KeyStatus {
  readonly kind: 'keys_fetched'
  readonly outcome: 'changed' | 'unchanged' | 'failed'
}

/** Public keys of token issuers: fetched, refreshed, bounded. */
export interface KeyStore {
  /** Finds the key named `kid`. Waits at most for one fetch (4 s); never throws. */
  readonly find: (issuer: TokenIssuer, kid: string | undefined) => Promise<KeyLookup>
  /** The number of the set now trusted; 0 when there is none. Two sets never share a number. */
  readonly generationOf: (issuer: TokenIssuer) => number
  /** The state of the keys of every issuer met so far. */
  readonly list: () => readonly KeyStatus[]
  /** Forgets everything. A fetch under way ends on its own and is dropped. */
  readonly close: () => void
}

/** What the store needs. `random` gives numbers from 0 up to 1, for the jitter. */
export interface KeyStoreDeps {
  readonly send: Send
  readonly now: Clock
  readonly random?: () => number
  readonly observe?: (event: KeyFetchEvent) => void
}

/** Issuers kept at once, about 10 KB each; past it the one unused for longest is forgotten and fetched anew. */
export const issuersMax = 4_096

/**
 * Makes the key store that docs/identity.md describes. Per issuer configuration: one fetch at a time, an old set refreshed in
 * the background, kept while the endpoint fails and trusted for 24 hours at most, a budget for fetches of which unknown
 * ids cannot use up the last one, and a back-off after failures. Configurations alike in name, key source and
 * algorithms share a slot, so that a reload does not fetch anew.
 */
export function createKeyStore(deps: KeyStoreDeps): KeyStore {
  const { send, now, random = Math.random, observe = () => {} } = deps
  const slots = new LRUCache<string, KeySlot>({ max: issuersMax })
  const slotKeys = new WeakMap<TokenIssuer, string>()
  const unknownKids = createUnknownKids()
  let generations = 0
  const newGeneration = () => ++generations

  function slotKeyOf(issuer: TokenIssuer): string {
    const known = slotKeys.get(issuer)
    if (known !== undefined) return known
    const key = JSON.stringify([issuerName(issuer), issuer.keys, algorithmsOf(issuer)])
    slotKeys.set(issuer, key)
    return key
  }

  function slotOf(issuer: TokenIssuer): KeySlot {
    const key = slotKeyOf(issuer)
    const known = slots.get(key)
    if (known !== undefined) return known
    const slot = createKeySlot(issuer, newGeneration)
    slots.set(key, slot)
    return slot
  }

  /** The fetch under way, or a new one, or undefined where none may start now. */
  function fetchKeys(slot: KeySlot, need: FetchNeed): Promise<void> | undefined {
    const { keys } = slot.issuer
    if (slot.inFlight !== undefined || keys.kind === 'pinned') return slot.inFlight
    if (!mayFetch(slot, need, now())) return undefined
    slot.inFlight = fetchKeySet(send, algorithmsOf(slot.issuer), keys).then((fetch) => {
      slot.inFlight = undefined
      const outcome = settleFetch(slot, fetch, { nowMs: now(), random, newGeneration })
      observe({ kind: 'keys_fetched', outcome, ...statusOf(slot, now()) })
    })
    return slot.inFlight
  }

  /** Keeps the set fresh; waits only where the old one should not be used. */
  async function refresh(slot: KeySlot): Promise<void> {
    const nowMs = now()
    const trusted = trustedSet(slot, nowMs)
    const ageMs = nowMs - slot.confirmedAt
    if (trusted !== undefined && (slot.issuer.keys.kind === 'pinned' || ageMs < softAgeMs)) return
    const fetching = fetchKeys(slot, 'refresh')
    const idled = ageMs >= waitAgeMs && slot.failures === 0
    if (trusted === undefined || idled) await fetching
  }

  async function find(issuer: TokenIssuer, kid: string | undefined): Promise<KeyLookup> {
    const slot = slotOf(issuer)
    if (issuer.keys.kind === 'pinned') return findPinned(slot, kid)
    if (kid === undefined) return { kind: 'kid_missing' }
    const fetchesBefore = slot.fetchCount
    await refresh(slot)
    const found = findNamed(slot, kid)
    if (found.kind !== 'kid_unknown') return found
    const key = slotKeyOf(issuer)
    if (unknownKids.isRecent(key, kid, now())) return found
    if (slot.fetchCount === fetchesBefore) {
      const fetching = fetchKeys(slot, 'unknown_kid')
      // Without a fetch nothing is known of this id. For a stranger's token that is a refusal, not an outage.
      if (fetching === undefined) return slot.failures > 0 ? noKeys(slot) : found
      await fetching
    }
    const second = findNamed(slot, kid)
    if (second.kind !== 'kid_unknown') return second
    if (slot.failures > 0) return noKeys(slot)
    unknownKids.note(key, kid, now())
    return second
  }

  function findNamed(slot: KeySlot, kid: string): KeyLookup {
    const set = trustedSet(slot, now())
    if (set === undefined) return noKeys(slot)
    const key = set.byKid.get(kid)
    return key === undefined ? { kind: 'kid_unknown' } : foundKeys(slot, [key])
  }

  function noKeys(slot: KeySlot): KeyLookup {
    return { kind: 'no_keys', retryAfterSeconds: retryAfterSeconds(slot, now()) }
  }

  return {
    find,
    generationOf: (issuer) => {
      const slot = slots.get(slotKeyOf(issuer))
      return slot === undefined || trustedSet(slot, now()) === undefined ? 0 : slot.generation
    },
    list: () => [...slots.values()].map((slot) => statusOf(slot, now())),
    close: () => slots.clear(),
  }
}

/** A token may leave out its key's id only where a single key is pinned. */
function findPinned(slot: KeySlot, kid: string | undefined): KeyLookup {
  const { set } = slot
  if (set === undefined) return { kind: 'no_keys', retryAfterSeconds: pinnedRetrySeconds }
  if (kid === undefined) {
    return set.keyCount === 1 ? foundKeys(slot, [...set.byKid.values(), ...set.unnamed]) : { kind: 'kid_missing' }
  }
  const named = set.byKid.get(kid)
  if (named !== undefined) return foundKeys(slot, [named])
  return set.unnamed.length > 0 ? foundKeys(slot, set.unnamed) : { kind: 'kid_unknown' }
}

/** Only a corrected configuration can help where no pinned key is usable, so there is no hurry. */
const pinnedRetrySeconds = 60

function foundKeys(slot: KeySlot, keys: readonly PublicKey[]): KeyLookup {
  return { kind: 'found', keys, generation: slot.generation }
}

function statusOf(slot: KeySlot, nowMs: number): KeyStatus {
  const set: KeySet | undefined = trustedSet(slot, nowMs)
  const ageMs = set === undefined || slot.issuer.keys.kind === 'pinned' ? undefined : nowMs - slot.confirmedAt
  const { fetchCount, lastFault } = slot
  return { issuer: issuerName(slot.issuer), keyCount: set?.keyCount ?? 0, ageMs, fetchCount, lastFault }
}
