import { LRUCache } from 'lru-cache'
import type { CustomerOutcome, UpstreamFailure } from '../aggregators/aggregator.ts'
import type { Session, SessionId } from '../domain/session.ts'
import type { TenantId } from '../domain/tenant.ts'
import type { StoredCatalogue } from '../store/catalogues.ts'

/** What one process remembers between calls. It spares work; nothing depends on it, and any of it may be evicted. */
export interface Caches {
  /** Customer creations under way or just done, by user; see `customers.ts`. */
  readonly customerCreations: LRUCache<string, Promise<CustomerOutcome>>
  /** Sessions of keys that this process answered lately; see `sessions/replay-cache.ts`. */
  readonly replays: LRUCache<string, CachedReplay>
  /** Providers that failed lately, by Meld account; see `routing/provider-health.ts`. */
  readonly failingProviders: LRUCache<string, FailingProvider>
  /** When Meld was last asked for a sell's transaction, in epoch milliseconds; see `transactions/deposits.ts`. */
  readonly depositChecks: LRUCache<SessionId, number>
  /** Discovery data, with the readings under way; see `catalogue/catalogue.ts`. */
  readonly catalogues: LRUCache<TenantId, CatalogueEntry>
}

/** The session that a replay of a key is answered with, as this process last saw it. */
export interface CachedReplay {
  readonly session: Session
  /** Of the request that opened the session. */
  readonly fingerprint: string
}

/** A provider that failed. */
export interface FailingProvider {
  /** Other providers are tried first until then, in epoch milliseconds. */
  readonly until: number
}

/** What this process knows of one tenant's catalogue. */
export interface CatalogueEntry {
  known: StoredCatalogue | undefined
  /** When `known` is next compared with the store's. */
  recheckAtMs: number
  /** When a failed reading may be tried again, and how it failed. */
  failed: { readonly untilMs: number; readonly failure: UpstreamFailure } | undefined
  refreshing: Promise<UpstreamFailure | undefined> | undefined
}

const customerCreationsMax = 20_000
/** Longer than any call lives between looking for the customer and needing it. */
const customerCreationKeptMs = 60_000
/** Retries come soon, most of them to the process that answered first; at about 3 KB each, 6 MB when full. */
export const replaysMax = 2_000
/** Those of all accounts together; forgetting one costs a caller one attempt. */
const failingProvidersMax = 10_000
/** Sells whose user is on the way back at one time; any beyond are merely asked after more often. */
const depositChecksMax = 20_000
/** One takes some hundred kilobytes. */
const cataloguesMax = 200

/** The caches of a process, all empty. */
export function createCaches(): Caches {
  return {
    customerCreations: new LRUCache({ max: customerCreationsMax, ttl: customerCreationKeptMs }),
    replays: new LRUCache({ max: replaysMax }),
    failingProviders: new LRUCache({ max: failingProvidersMax }),
    depositChecks: new LRUCache({ max: depositChecksMax }),
    catalogues: new LRUCache({ max: cataloguesMax }),
  }
}
